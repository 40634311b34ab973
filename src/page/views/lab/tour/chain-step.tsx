import { useSignal, useSignalEffect } from "@preact/signals";
import { ChainRow } from "../chain-row.tsx";
import { newRecord } from "../sandbox.ts";
import { LabVerdict } from "../verdict.tsx";
import { SHORT_FIELDS } from "./short-fields.ts";
import type { StepProps } from "./step-props.ts";
import { useOwnChain } from "./use-sandbox.ts";
import { tourStrings } from "../../../texts/tour.ts";

/** How many blocks the chain has at first, unless the reader has mined one, and how many the reader should add. */
const START = 2;
const TO_ADD = 2;

/** A chain that the reader extends. */
export function ChainStep({ onDone }: StepProps) {
  const text = tourStrings.chain;
  const lab = useOwnChain(START);
  const name = useSignal("");
  useSignalEffect(() => {
    const { value: present } = lab;
    if (present && present.blocks.value.length >= present.start.length + TO_ADD && present.isWhole.value) onDone();
  });
  if (!lab.value) return null;
  const { value: chain } = lab;
  const isMining = chain.mining.place.value !== undefined;
  const add = async (event: Event) => {
    event.preventDefault();
    const record = newRecord(chain.blocks.value, chain.blocks.value.length - 1);
    const added = chain.add({ ...record, patient_name: name.value }, Date.now());
    name.value = "";
    await added;
  };
  return (
    <>
      <form class="panel tour-add" onSubmit={(event) => void add(event)}>
        <label class="field">
          <span>{text.label}</span>
          <input
            required
            maxLength={200}
            disabled={isMining}
            value={name.value}
            onInput={({ currentTarget }) => (name.value = currentTarget.value)}
          />
        </label>
        <button type="submit" class="primary" disabled={isMining}>
          {text.add}
        </button>
      </form>
      <LabVerdict lab={chain} />
      <ChainRow lab={chain} fields={SHORT_FIELDS} actions={[]} />
    </>
  );
}
