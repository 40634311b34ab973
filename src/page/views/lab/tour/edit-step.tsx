import { useSignal, useSignalEffect } from "@preact/signals";
import { ChainRow } from "../chain-row.tsx";
import { UndoBar } from "../toolbar.tsx";
import { LabVerdict } from "../verdict.tsx";
import { SHORT_FIELDS } from "./short-fields.ts";
import type { StepProps } from "./step-props.ts";
import { useOwnChain } from "./use-sandbox.ts";

/** A chain in which repairing the edited block moves the fault to the next one. */
export function EditStep({ onDone }: StepProps) {
  const lab = useOwnChain(4);
  const wasChanged = useSignal(false);
  useSignalEffect(() => {
    const rules = lab.value?.findings.value.faults.map((fault) => fault?.rule) ?? [];
    if (rules.includes("hash")) wasChanged.value = true;
    if (wasChanged.value && rules.includes("previous_hash")) onDone();
  });
  if (!lab.value) return null;
  return (
    <>
      <LabVerdict lab={lab.value} />
      <UndoBar lab={lab.value} />
      <ChainRow lab={lab.value} fields={SHORT_FIELDS} actions={["rehash"]} />
    </>
  );
}
