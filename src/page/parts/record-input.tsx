import { useId } from "preact/hooks";
import type { PatientRecord } from "../../chain/records/record.ts";
import { Icon } from "./icon.tsx";
import { chainStrings } from "../texts/chain.ts";

interface RecordInputProps {
  readonly field: keyof PatientRecord;
  readonly value: string;
  /** What is wrong with it, as a clause that follows the field's name. */
  readonly fault: string | undefined;
  readonly onInput: (value: string) => void;
}

/** The input for one field of a record. No browser stores what is typed into it. */
export function RecordInput({ field, value, fault, onInput }: RecordInputProps) {
  const id = useId();
  const label = chainStrings.record.fields[field];
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        name={field}
        required
        class={field === "patient_name" ? undefined : "mono"}
        spellcheck={false}
        autocomplete="off"
        value={value}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
        aria-invalid={fault !== undefined}
        aria-describedby={`${id}-fault`}
      />
      <p id={`${id}-fault`} class="field-fault" aria-live="polite">
        {fault !== undefined && (
          <>
            <Icon name="warning" />
            <span>{chainStrings.record.fault(label, fault)}</span>
          </>
        )}
      </p>
    </div>
  );
}
