import { useSignalEffect } from "@preact/signals";
import { expectedAttempts } from "../../../../chain/proof-of-work.ts";
import { number, strings } from "../../../strings.ts";
import { ChainRow } from "../chain-row.tsx";
import { RepairBar, UndoBar } from "../toolbar.tsx";
import { LabVerdict, MiningCost } from "../verdict.tsx";
import { isForged } from "./forgery.ts";
import { SHORT_FIELDS } from "./short-fields.ts";
import type { StepProps } from "./step-props.ts";
import { BLOCK_HASH, useSandbox } from "./use-sandbox.ts";

/** Difficulties, in bits, that the reader's own rate is applied to. */
const LARGER = [16, 20, 24, 32] as const;

/** A chain whose proofs are bound to the content: relinking is not enough, mining costs. */
export function CostStep({ onDone }: StepProps) {
  const lab = useSandbox(BLOCK_HASH, 5);
  useSignalEffect(() => {
    if (lab.value && isForged(lab.value)) onDone();
  });
  if (!lab.value) return <p role="status">{strings.tour.cost.making}</p>;
  const { value: chain } = lab;
  const cost = chain.mining.cost.value;
  const isMined = cost !== undefined && chain.mining.place.value === undefined && cost.mined > 0;
  return (
    <>
      <LabVerdict lab={chain} />
      <div class="lab-tools">
        <UndoBar lab={chain} />
        <RepairBar lab={chain} />
      </div>
      <MiningCost lab={chain} />
      <ChainRow lab={chain} fields={SHORT_FIELDS} actions={["mine"]} />
      {isMined && <Extrapolation rate={(cost.attempts / cost.milliseconds) * 1000} />}
    </>
  );
}

/** What a block would take this browser at larger difficulties, on average. */
function Extrapolation({ rate }: { readonly rate: number }) {
  const text = strings.tour.cost;
  return (
    <div class="panel tour-extrapolation">
      <h2>{text.title(number(rate))}</h2>
      <dl>
        {LARGER.map((difficulty) => (
          <div key={difficulty}>
            <dt>{text.bits(difficulty)}</dt>
            <dd>{text.duration((1000 * expectedAttempts(difficulty)) / rate)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
