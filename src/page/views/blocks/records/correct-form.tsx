import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { type PatientRecord, sameRecord } from "../../../../chain/records/record.ts";
import { faultIn } from "../../../parts/field-fault.ts";
import { Refusal } from "../../../../client/client.ts";
import type { RegisteredRecord, TaggedRecord } from "../../../../client/routes/records.ts";
import { FIELD_NAMES } from "../../../../evidence/receipts/disclosures.ts";
import { route } from "../../../address/route.ts";
import { draft } from "../../../drafts.ts";
import { maySend } from "../../../keys/signing.ts";
import { SigningChoice } from "../../../keys/signing-choice.tsx";
import { ErrorNotice, Notice } from "../../../parts/notice.tsx";
import { RecordInput } from "../../../parts/record-input.tsx";
import { session } from "../../../session/session.ts";
import type { WatchedChain } from "../../../watched-chain.ts";
import { Correction, type Outcome } from "./correction.ts";
import { useEnd } from "../../../use-end.ts";
import { VersionCard } from "./version-card.tsx";
import { recordStrings } from "../../../texts/records.ts";

type Field = keyof PatientRecord;

interface CorrectFormProps {
  readonly chain: WatchedChain;
  readonly held: TaggedRecord;
  /** Receives the number of the new version, and what to say. */
  readonly onCorrected: (number: number, words: string) => void;
  readonly onCancel: () => void;
}

/**
 * Corrects a record. The form starts with the version that is held, whose tag goes with the request. If another
 * correction was faster, the form keeps what was typed and shows the newer version beside it.
 */
export function CorrectForm({ chain, held, onCorrected, onCancel }: CorrectFormProps) {
  const text = recordStrings.correct;
  const end = useEnd();
  const [correction] = useState(() => new Correction(chain, held, end));
  const [typed, type] = useTyped(held.record);
  const isSent = useSignal(false);
  const { isBusy, isOut, outcome } = correction;
  useSignalEffect(() => {
    const { value } = outcome;
    if (value?.at === "done") onCorrected(value.number, text.done(correction.held.peek().record.number, value.number));
    if (value?.at === "already") onCorrected(value.number, text.already(value.number));
  });
  const present = correction.held.value.record;
  const isSame = sameRecord(present, typed);
  const faultOf = (field: Field) => takenFault(outcome.value, typed, field) ?? faultIn(field, typed[field]);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const faulty = FIELD_NAMES.find((field) => faultOf(field) !== undefined);
    isSent.value = true;
    if (faulty) (event.currentTarget as HTMLFormElement).querySelector<HTMLElement>(`[name="${faulty}"]`)?.focus();
    else if (!isSame) void correction.send(typed);
  };
  return (
    <form class="correct-form" noValidate autocomplete="off" onSubmit={submit}>
      <p class="hint">{chain.isSealed ? text.lead : text.plainLead}</p>
      <Afterwards correction={correction} typed={typed} onTake={type} />
      <fieldset class="correct-fields" disabled={isBusy.value} aria-label={text.open(present.number)}>
        {FIELD_NAMES.map((field) => (
          <RecordInput
            key={field}
            field={field}
            value={typed[field]}
            fault={faultOf(field)}
            onInput={(value) => type({ ...typed, [field]: value })}
          />
        ))}
      </fieldset>
      <SigningChoice />
      <div class="actions">
        <button type="submit" class="primary" disabled={isBusy.value || !maySend("record")}>
          {isBusy.value ? text.saving : text.submit}
        </button>
        <button type="button" class="quiet" disabled={isOut.value} onClick={onCancel}>
          {text.cancel}
        </button>
        <p role="status">{isSent.value && isSame && text.same}</p>
      </div>
    </form>
  );
}

/**
 * What is typed, and how to change it. It starts with the version's fields. It outlives the form only while the user has
 * to sign in again: a version never changes, so the text still fits it then.
 */
function useTyped({ number, patient_name, patient_ID, Reg_no }: TaggedRecord["record"]) {
  // The draft's initial value is kept for ever, so it must not be the record.
  const { typed } = draft(`correction of ${number} in ${route.peek().ledger}`, {
    typed: useSignal<PatientRecord | undefined>(undefined),
  });
  const [fields] = useState({ patient_name, patient_ID, Reg_no });
  useEffect(
    () => () => {
      if (session.peek()) typed.value = undefined;
    },
    [typed],
  );
  return [typed.value ?? fields, (next: PatientRecord) => void (typed.value = next)] as const;
}

/** The registration number is taken, as the ledger said of just this record. */
function takenFault(outcome: Outcome | undefined, typed: PatientRecord, field: Field): string | undefined {
  const isTaken =
    field === "Reg_no" &&
    outcome?.at === "failed" &&
    sameRecord(outcome.sent, typed) &&
    outcome.error instanceof Refusal &&
    outcome.error.problem === "registration-conflict";
  return isTaken ? recordStrings.correct.taken : undefined;
}

interface AfterwardsProps {
  readonly correction: Correction;
  readonly typed: PatientRecord;
  readonly onTake: (record: PatientRecord) => void;
}

/** What became of the last attempt, if it did not succeed. */
function Afterwards({ correction, typed, onTake }: AfterwardsProps) {
  const text = recordStrings.correct;
  const { value } = correction.outcome;
  const { record } = correction.held.value;
  switch (value?.at) {
    case "failed":
      return <ErrorNotice error={value.error} />;
    case "closed":
      return <Notice tone="bad">{text.closed}</Notice>;
    case "accepted":
      return <Notice>{text.accepted}</Notice>;
    case "waiting":
      return (
        <>
          <Notice tone="bad">{text.waiting(record.number)}</Notice>
          <button type="button" disabled={correction.isBusy.value} onClick={() => void correction.look(typed)}>
            {text.lookAgain}
          </button>
        </>
      );
    case "outdated":
      return <Newer replaced={value.replaced.record} newer={record} onTake={onTake} />;
    default:
      return null;
  }
}

interface NewerProps {
  readonly replaced: RegisteredRecord;
  readonly newer: RegisteredRecord;
  readonly onTake: (record: PatientRecord) => void;
}

/** The version that was faster, with what it changed in the one that the form started with. */
function Newer({ replaced, newer, onTake }: NewerProps) {
  const text = recordStrings.correct;
  const { patient_name, patient_ID, Reg_no } = newer;
  return (
    <>
      <Notice tone="bad">{text.outdated(replaced.number, newer.number)}</Notice>
      <ol class="versions" aria-label={text.compared}>
        <li class="version">
          <VersionCard title={text.opened(replaced.number)} version={replaced} before={undefined} isHidden={false} />
        </li>
        <li class="version">
          <VersionCard title={text.newer(newer.number)} version={newer} before={replaced} isHidden={false} />
        </li>
      </ol>
      <div class="actions">
        <button type="button" onClick={() => onTake({ patient_name, patient_ID, Reg_no })}>
          {text.takeOver}
        </button>
      </div>
    </>
  );
}
