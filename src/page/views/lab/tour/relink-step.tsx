import { useSignalEffect } from "@preact/signals";
import { Notice } from "../../../parts/notice.tsx";
import { ChainRow } from "../chain-row.tsx";
import { RepairBar, UndoBar } from "../toolbar.tsx";
import { LabVerdict } from "../verdict.tsx";
import { isForged } from "./forgery.ts";
import { SHORT_FIELDS } from "./short-fields.ts";
import type { StepProps } from "./step-props.ts";
import { SQUARES, useSandbox } from "./use-sandbox.ts";
import { tourStrings } from "../../../texts/tour.ts";

/** A chain with the paper's puzzle, which relinking alone makes valid again. */
export function RelinkStep({ onDone }: StepProps) {
  const lab = useSandbox(SQUARES, 5);
  useSignalEffect(() => {
    if (lab.value && isForged(lab.value)) onDone();
  });
  if (!lab.value) return null;
  const { value: chain } = lab;
  return (
    <>
      <LabVerdict lab={chain} />
      <div class="lab-tools">
        <UndoBar lab={chain} />
        <RepairBar lab={chain} mines={false} />
      </div>
      {isForged(chain) && <Notice tone="bad">{tourStrings.forged(chain.blocks.value.length)}</Notice>}
      <ChainRow lab={chain} fields={SHORT_FIELDS} actions={[]} />
    </>
  );
}
