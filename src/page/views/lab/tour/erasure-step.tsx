import { batch, useSignal } from "@preact/signals";
import type { EntryInclusion } from "../../../../evidence/receipts/entry-inclusion.ts";
import { ErrorNotice } from "../../../parts/notice.tsx";
import { madeUpRecord } from "../sandbox.ts";
import { DisclosedField } from "./sealed/disclosed-field.tsx";
import { ErasedRecord } from "./sealed/erased-record.tsx";
import { HashedName } from "./sealed/hashed-name.tsx";
import { SaltedName } from "./sealed/salted-name.tsx";
import { sealedSandbox, type SealedSandbox, withoutRecord } from "./sealed/sealed-sandbox.ts";
import { GoOn, Stage } from "./sealed/stage.tsx";
import type { StepProps } from "./step-props.ts";
import { tourStrings } from "../../../texts/tour.ts";

/** The parts of the step, each with one idea. */
const PARTS = ["hashed", "salted", "disclosed", "erased"] as const;

/** A record that is hashed, salted, disclosed in part and erased, while every proof goes on holding. */
export function ErasureStep({ onDone }: StepProps) {
  const text = tourStrings.sealed;
  const name = useSignal("Priya");
  /** How many parts are shown, and how many of them are done. */
  const shown = useSignal(1);
  const done = useSignal(0);
  const sandbox = useSignal<SealedSandbox | undefined>(undefined);
  const receipt = useSignal<EntryInclusion | undefined>(undefined);
  const error = useSignal<Error | undefined>(undefined);
  const finish = (part: number) => (done.value = Math.max(done.value, part));
  const startAgain = () =>
    batch(() => {
      shown.value = 1;
      done.value = 0;
      sandbox.value = undefined;
      receipt.value = undefined;
    });
  const goOn = async (parts: number) => {
    const { value: patient_name } = name;
    const made = sandbox.value ?? (await sealedSandbox({ ...madeUpRecord(0), patient_name }));
    // The reader may have changed the name meanwhile.
    if (name.value !== patient_name) return;
    sandbox.value = made;
    shown.value = parts;
  };
  const { value: ledger } = sandbox;
  // Once the record is erased, only the recipient of the receipt still has the digests.
  const fields = ledger?.kept?.fields ?? receipt.value?.fields;
  const contents = [
    <HashedName name={name} onChange={startAgain} onFound={() => finish(1)} />,
    fields && <SaltedName name={name.value} digest={fields["patient_name"] ?? ""} onFailed={() => finish(2)} />,
    ledger && (
      <DisclosedField
        sandbox={ledger}
        onVerified={(verified) => {
          receipt.value = verified;
          finish(3);
        }}
      />
    ),
    ledger && receipt.value && (
      <ErasedRecord
        sandbox={ledger}
        receipt={receipt.value}
        erase={async () => {
          sandbox.value = await withoutRecord(ledger);
        }}
        onHolding={onDone}
      />
    ),
  ];
  return (
    <>
      {PARTS.slice(0, shown.value).map((part, place) => (
        <Stage key={part} id={`sealed-${part}`} {...text.parts[part]} takesFocus={place > 0}>
          {contents[place]}
          {shown.value === place + 1 && done.value > place && place + 1 < PARTS.length && (
            <GoOn
              label={text.goOn[place] ?? ""}
              onPress={() => void goOn(place + 2).catch((fault: Error) => (error.value = fault))}
            />
          )}
        </Stage>
      ))}
      <ErrorNotice error={error.value} />
    </>
  );
}
