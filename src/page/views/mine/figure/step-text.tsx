import { figureStrings } from "../../../texts/figure.ts";
import { chain } from "../../../watched-chain.ts";
import type { StepProps } from "./live-words.tsx";
import type { Step } from "./passage.ts";
import { StepFacts } from "./step-facts.tsx";

/** The paper's numbers for the steps. */
const NUMERALS: Record<Step, string> = {
  mempool: "i",
  candidate: "ii",
  validation: "iii",
  search: "iv",
  check: "v",
  reward: "vi",
  propagation: "vii",
};

/** What a step is, what the paper says of it, what this ledger does in its place, and its figures now. */
export function StepText(props: StepProps) {
  const text = figureStrings;
  const { is, paper, here } = text.steps[props.step];
  const described = chain.value?.description.value;
  return (
    <>
      <p>
        <strong>{is}</strong>
      </p>
      <div class="figure-words">
        <div>
          <h3>
            {text.headings.paper} <span class="hint">{text.section(NUMERALS[props.step])}</span>
          </h3>
          <p>{paper}</p>
        </div>
        <div>
          <h3>{text.headings.here}</h3>
          {described && <p>{described.records === "sealed" ? here.sealed : here.plain}</p>}
        </div>
      </div>
      <h3>{text.headings.live}</h3>
      <StepFacts {...props} />
    </>
  );
}
