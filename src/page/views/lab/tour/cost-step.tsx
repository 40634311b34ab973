import { useSignalEffect } from "@preact/signals";
import { expectedAttempts } from "../../../../chain/proof-of-work.ts";
import { ChainRow } from "../chain-row.tsx";
import { RepairBar, UndoBar } from "../toolbar.tsx";
import { LabVerdict, MiningCost } from "../verdict.tsx";
import { isForged } from "./forgery.ts";
import { SHORT_FIELDS } from "./short-fields.ts";
import type { StepProps } from "./step-props.ts";
import { BLOCK_HASH, useSandbox } from "./use-sandbox.ts";
import { tourStrings } from "../../../texts/tour.ts";
import { number } from "../../../language/format.ts";

/** The difficulties, in bits, for the extrapolation of the reader's own rate. */
const LARGER = [16, 20, 24, 32] as const;

/** A chain whose proofs are bound to the content. Relinking is not enough, and mining has a cost. */
export function CostStep({ onDone }: StepProps) {
  const lab = useSandbox(BLOCK_HASH, 5);
  useSignalEffect(() => {
    if (lab.value && isForged(lab.value)) onDone();
  });
  if (!lab.value) return <p role="status">{tourStrings.cost.making}</p>;
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

/** The average time that this browser would need for a block at larger difficulties. */
function Extrapolation({ rate }: { readonly rate: number }) {
  const text = tourStrings.cost;
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
