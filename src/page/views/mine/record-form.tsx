import { type PatientRecord, sameRecord } from "../../../chain/records/record.ts";
import { faultIn } from "../../parts/field-fault.ts";
import { Refusal } from "../../../client/client.ts";
import { route } from "../../address/route.ts";
import { place } from "../../class/place.ts";
import { hasCryptography } from "../../cryptography.ts";
import { maySend } from "../../keys/signing.ts";
import { SigningChoice } from "../../keys/signing-choice.tsx";
import { Icon } from "../../parts/icon.tsx";
import { RecordInput } from "../../parts/record-input.tsx";
import { chain } from "../../watched-chain.ts";
import { mine, rates, type Searcher, stage } from "./mining-run.ts";
import { chosenSearcher, recordDraft } from "./record-draft.ts";
import { classStrings } from "../../texts/class.ts";
import { mineStrings } from "../../texts/mine.ts";
import { number } from "../../language/format.ts";

type Field = keyof PatientRecord;

const FIELDS = ["patient_name", "patient_ID", "Reg_no"] as const satisfies readonly Field[];
/** Over plain http the browser cannot hash, so only the server can search. */
const SEARCHERS: readonly Searcher[] = hasCryptography ? ["subtle", "simd", "server"] : ["server"];

/** Asks for a record, and who is to mine it. */
export function RecordForm() {
  const text = mineStrings.form;
  const { record, isSent } = recordDraft;
  const isBusy = stage.value.at === "mining";
  const isSealed = chain.value?.isSealed ?? false;
  const chosen = chosenSearcher.value ?? standardSearcher(isSealed, chain.value?.description.value?.difficulty);
  const racer = place.value?.class === route.value.ledger ? place.value : undefined;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const faulty = FIELDS.find((field) => faultOf(record.value, field) !== undefined);
    isSent.value = faulty !== undefined;
    if (faulty === undefined) void mine(record.value, chosen);
    else (event.currentTarget as HTMLFormElement).querySelector<HTMLElement>(`[name="${faulty}"]`)?.focus();
  };
  return (
    <form class="panel mine-form" noValidate autocomplete="off" onSubmit={submit}>
      <h2>{text.title}</h2>
      {racer && <p class="hint">{classStrings.race.unique(racer.number)}</p>}
      <fieldset class="mine-fields" disabled={isBusy} aria-label={text.title}>
        {FIELDS.map((field) => (
          <RecordInput
            key={field}
            field={field}
            value={record.value[field]}
            // Show no fault for a field that is still empty before the first attempt to submit.
            fault={isSent.value || record.value[field] !== "" ? faultOf(record.value, field) : undefined}
            onInput={(value) => (record.value = { ...record.value, [field]: value })}
          />
        ))}
      </fieldset>
      <fieldset disabled={isBusy}>
        <legend>{text.searcher}</legend>
        {SEARCHERS.map((each) => (
          <label key={each} class="choice">
            <input
              type="radio"
              name="searcher"
              checked={chosen === each}
              onChange={() => (chosenSearcher.value = each)}
            />
            <span>
              {each === "server" ? serverWords(isSealed, racer !== undefined) : text.searchers[each]}{" "}
              <Rate searcher={each} />
            </span>
          </label>
        ))}
      </fieldset>
      <SigningChoice />
      <button type="submit" class="primary" disabled={isBusy || !maySend("record")}>
        <Icon name="pick" />
        {isBusy ? text.busy : isSealed ? text.register : text.submit}
      </button>
    </form>
  );
}

/** The highest difficulty, in bits, at which a search with `crypto.subtle` takes seconds rather than minutes. */
const WATCHABLE = 16;

/**
 * Who searches as long as the user does not choose: on plain ledgers mining is to be watched, sealed ones are for work.
 *
 * @param difficulty absent on `squares`
 */
function standardSearcher(isSealed: boolean, difficulty: number | undefined): Searcher {
  if (isSealed || !hasCryptography) return "server";
  return (difficulty ?? 0) > WATCHABLE ? "simd" : "subtle";
}

function serverWords(isSealed: boolean, isRace: boolean): string {
  const text = mineStrings.form;
  if (isSealed) return text.sealedServer;
  return isRace ? classStrings.race.server : text.searchers.server;
}

/** The searcher's latest rate, if it is known. */
function Rate({ searcher }: { readonly searcher: Searcher }) {
  const rate = searcher === "server" ? undefined : rates.value[searcher];
  return rate === undefined ? null : <span class="hint">{mineStrings.form.rate(number(rate))}</span>;
}

/**
 * Why a field's value cannot be mined: its text is invalid, or the ledger has the registration number with other
 * details.
 */
function faultOf(record: PatientRecord, field: Field): string | undefined {
  const { value } = stage;
  const isTaken =
    field === "Reg_no" &&
    value.at === "failed" &&
    value.record !== undefined &&
    sameRecord(value.record, record) &&
    value.error instanceof Refusal &&
    value.error.problem === "registration-conflict";
  return isTaken ? mineStrings.form.taken : faultIn(field, record[field]);
}
