import { useSignal } from "@preact/signals";
import { ErrorNotice } from "../../../parts/notice.tsx";
import { useAnswer } from "../../../use-answer.ts";
import { GoOn, Stage } from "./sealed/stage.tsx";
import { type Attempt, Attempts } from "./signed/attempts.tsx";
import { type LedgerState, signedLedger, unsignedLedger } from "./signed/colleagues.ts";
import {
  forgeEndorsement,
  forgeUnsigned,
  forgeWithCopiedSignature,
  forgeWithOwnSignature,
  forgeWithSecondKey,
  rewriteHistory,
} from "./signed/forging.ts";
import type { StepProps } from "./step-props.ts";
import { forgingStrings } from "../../../texts/forging.ts";
import { labStrings } from "../../../texts/lab.ts";

/** A part of the step: a ledger, and what the reader tries on it as its operator. */
interface Part {
  readonly name: keyof typeof forgingStrings.parts;
  readonly ledger: LedgerState;
  readonly attempts: readonly Attempt[];
}

/** Makes the step's ledgers, and the parts of the step, each with one idea. */
async function makeParts(): Promise<readonly Part[]> {
  const [unsigned, signed, endorsed] = await Promise.all([unsignedLedger(), signedLedger(false), signedLedger(true)]);
  return [
    { name: "unsigned", ledger: unsigned, attempts: [{ name: "unsigned", forge: () => forgeUnsigned(unsigned) }] },
    {
      name: "signed",
      ledger: signed,
      attempts: [
        { name: "without", forge: () => forgeUnsigned(signed) },
        { name: "own", forge: () => forgeWithOwnSignature(signed) },
        { name: "copied", forge: () => forgeWithCopiedSignature(signed) },
      ],
    },
    {
      name: "names",
      ledger: signed,
      attempts: [
        { name: "second", forge: () => forgeWithSecondKey(signed) },
        { name: "unendorsed", forge: () => forgeWithSecondKey(endorsed) },
        { name: "endorsed", forge: () => forgeEndorsement(endorsed) },
      ],
    },
    {
      name: "seen",
      ledger: signed,
      attempts: [
        { name: "rewritten", forge: () => rewriteHistory(signed, false) },
        { name: "adjusted", forge: () => rewriteHistory(signed, true) },
      ],
    },
  ];
}

/** Forging a record in a colleague's name: it passes as long as nobody signs, and fails once she does. */
export function SignatureStep({ onDone }: StepProps) {
  const { value: parts = [], error } = useAnswer(makeParts, []);
  /** How many parts are shown, and how many of them are done. */
  const shown = useSignal(1);
  const done = useSignal(0);
  const finish = (count: number) => {
    done.value = Math.max(done.value, count);
    if (count === parts.length) onDone();
  };
  return (
    <>
      {parts.slice(0, shown.value).map(({ name, ledger, attempts }, place) => (
        <Stage key={name} id={`signed-${name}`} {...forgingStrings.parts[name]} takesFocus={place > 0}>
          <Attempts ledger={ledger} attempts={attempts} onAllTried={() => finish(place + 1)} />
          {shown.value === place + 1 && done.value > place && place + 1 < parts.length && (
            <GoOn label={forgingStrings.goOn[place] ?? ""} onPress={() => (shown.value = place + 2)} />
          )}
        </Stage>
      ))}
      {parts.length === 0 && !error && <p>{labStrings.checking}</p>}
      <ErrorNotice error={error} />
    </>
  );
}
