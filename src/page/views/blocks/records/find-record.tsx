import { batch, useSignal } from "@preact/signals";
import { Refusal } from "../../../../client/client.ts";
import { type FoundRecords, type RecordSearch, searchRecords } from "../../../../client/routes/records.ts";
import { forgotten } from "../../../forgetting.ts";
import { Icon } from "../../../parts/icon.tsx";
import { ErrorNotice, Notice } from "../../../parts/notice.tsx";
import { allows } from "../../../session/session.ts";
import type { WatchedChain } from "../../../watched-chain.ts";
import { FoundRecord } from "./found-record.tsx";
import { readingScope } from "./rights.ts";
import { WithRecordParts } from "./with-record-parts.tsx";
import { chainStrings } from "../../../texts/chain.ts";
import { strings } from "../../../texts/frame.ts";

/** What a search is by. */
const NAMES = ["Reg_no", "patient_ID"] as const;
type Name = (typeof NAMES)[number];

/** Finds records by registration number or patient ID, which is sent in the request's body and kept nowhere. */
export function FindRecord({ chain }: { readonly chain: WatchedChain }) {
  const text = chainStrings.find;
  const scope = readingScope(chain);
  const erased = useSignal<number | undefined>(undefined);
  // The key drops what was typed and found when a record was erased.
  const form = <FindForm key={forgotten.value} chain={chain} onErased={(number) => (erased.value = number)} />;
  return (
    <section class="panel find-record" aria-labelledby="find-heading">
      <h2 id="find-heading">{text.title}</h2>
      {allows(scope) ? form : <Notice>{strings.session.scopeMissing(scope)}</Notice>}
      <Erased chain={chain} number={erased.value} />
    </section>
  );
}

/** How far the erasure is of a record that was found and erased here. */
function Erased({ chain, number }: { readonly chain: WatchedChain; readonly number: number | undefined }) {
  if (number === undefined) return null;
  return (
    <WithRecordParts>
      {({ ErasureState }) => <ErasureState key={number} chain={chain} number={number} isNew />}
    </WithRecordParts>
  );
}

interface FindFormProps {
  readonly chain: WatchedChain;
  readonly onErased: (number: number) => void;
}

function FindForm({ chain, onErased }: FindFormProps) {
  const text = chainStrings.find;
  const name = useSignal<Name>("Reg_no");
  const sought = useSignal("");
  const isBusy = useSignal(false);
  const found = useSignal<FoundRecords | undefined>(undefined);
  const error = useSignal<Error | undefined>(undefined);
  const clear = () =>
    batch(() => {
      sought.value = "";
      found.value = error.value = undefined;
    });
  const find = async (event: Event) => {
    event.preventDefault();
    isBusy.value = true;
    found.value = error.value = undefined;
    try {
      found.value = await searchRecords(chain.client, { [name.peek()]: sought.peek() } as RecordSearch);
    } catch (fault) {
      // To a token that is narrowed to patients, the records of others do not exist.
      if (fault instanceof Refusal && fault.problem === "record-not-found") found.value = { records: [] };
      else error.value = fault as Error;
    }
    isBusy.value = false;
  };
  return (
    <>
      <form class="find-form" autocomplete="off" onSubmit={(event) => void find(event)}>
        <fieldset class="find-names">
          <legend class="unseen">{text.by}</legend>
          {NAMES.map((each) => (
            <label key={each} class="choice">
              <input type="radio" name="by" checked={name.value === each} onChange={() => (name.value = each)} />
              <span>{chainStrings.record.fields[each]}</span>
            </label>
          ))}
        </fieldset>
        <label class="field">
          <span class="unseen">{chainStrings.record.fields[name.value]}</span>
          <input
            class="mono"
            required
            spellcheck={false}
            autocapitalize="off"
            autocomplete="off"
            value={sought.value}
            onInput={({ currentTarget }) => (sought.value = currentTarget.value)}
          />
        </label>
        <button type="submit" disabled={isBusy.value}>
          <Icon name="search" />
          {text.find}
        </button>
      </form>
      {chain.isSealed && <p class="hint">{text.logged}</p>}
      <div class="actions">
        <p role="status">
          {found.value && text.found(found.value.records.length)} {found.value?.more && text.more}
        </p>
        {(found.value || error.value) && (
          <button type="button" class="quiet" onClick={clear}>
            {text.clear}
          </button>
        )}
      </div>
      <ErrorNotice error={error.value} />
      {found.value?.missing && <Notice>{text.missing(found.value.missing)}</Notice>}
      {found.value && found.value.records.length > 0 && (
        <ul class="found-records" aria-label={text.results}>
          {found.value.records.map((record) => (
            <FoundRecord key={record.number} chain={chain} record={record} onErased={onErased} />
          ))}
        </ul>
      )}
    </>
  );
}
