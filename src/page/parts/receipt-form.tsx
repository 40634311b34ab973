import { useSignal } from "@preact/signals";
import type { PatientRecord } from "../../chain/records/record.ts";
import type { LedgerClient } from "../../client/client.ts";
import type { EntryReceipt } from "../../evidence/receipts/entry-receipt.ts";
import { FIELD_NAMES } from "../../evidence/receipts/disclosures.ts";
import { route } from "../address/route.ts";
import { hasCryptography } from "../cryptography.ts";
import { download } from "../download.ts";
import { verifiedEntry } from "../entry-receipt.ts";
import { Icon } from "../parts/icon.tsx";
import { ErrorNotice } from "../parts/notice.tsx";
import { list } from "../language/format.ts";
import { chainStrings } from "../texts/chain.ts";

type Field = keyof PatientRecord;

interface ReceiptFormProps {
  readonly client: LedgerClient;
  readonly number: number;
  /** Returns the receipt that discloses these fields. */
  readonly receiptWith: (fields: readonly Field[]) => Promise<EntryReceipt>;
}

/** Downloads the receipt of a record on a sealed ledger, with the fields that the user chooses. At first it has none. */
export function ReceiptForm({ client, number, receiptWith }: ReceiptFormProps) {
  const text = chainStrings.record.receipt;
  const chosen = useSignal<ReadonlySet<Field>>(new Set());
  const isBusy = useSignal(false);
  const saved = useSignal<string | undefined>(undefined);
  const error = useSignal<Error | undefined>(undefined);
  const choose = (field: Field, isChosen: boolean) => {
    saved.value = undefined;
    chosen.value = new Set(FIELD_NAMES.filter((name) => (name === field ? isChosen : chosen.peek().has(name))));
  };
  const save = async (event: Event) => {
    event.preventDefault();
    const fields = FIELD_NAMES.filter((name) => chosen.peek().has(name));
    // The user may have opened another ledger when the answer comes.
    const name = `${route.peek().ledger}-record-${number}.receipt.json`;
    isBusy.value = true;
    saved.value = error.value = undefined;
    try {
      const receipt = await receiptWith(fields);
      if (hasCryptography) await check(client, receipt, number, fields);
      download(name, `${JSON.stringify(receipt, null, 2)}\n`, "application/json");
      saved.value = savedAs(name, fields);
    } catch (fault) {
      error.value = fault as Error;
    }
    isBusy.value = false;
  };
  return (
    <form class="receipt-form" onSubmit={(event) => void save(event)}>
      <fieldset>
        <legend>{text.choose}</legend>
        {FIELD_NAMES.map((field) => (
          <label key={field} class="choice">
            <input
              type="checkbox"
              checked={chosen.value.has(field)}
              onChange={({ currentTarget }) => choose(field, currentTarget.checked)}
            />
            <span>{chainStrings.record.fields[field]}</span>
          </label>
        ))}
      </fieldset>
      <p class="hint">{text.hint}</p>
      <div class="actions">
        <button type="submit" disabled={isBusy.value}>
          <Icon name="download" />
          {text.download}
        </button>
      </div>
      <p role="status">{saved.value}</p>
      <ErrorNotice error={error.value} />
    </form>
  );
}

/** Says what was saved, and what it discloses. */
function savedAs(name: string, fields: readonly Field[]): string {
  const text = chainStrings.record.receipt;
  const names = fields.map((field) => chainStrings.record.fields[field]);
  return [
    text.done(name),
    names.length === 0 ? text.disclosesNone : text.discloses(list(names)),
    ...(hasCryptography ? [text.verified] : []),
  ].join(" ");
}

/**
 * Verifies a receipt before it is saved and handed on.
 *
 * @throws Malformed if it proves nothing
 * @throws Error if it is that of another record, or discloses other fields than the chosen ones
 */
async function check(client: LedgerClient, receipt: EntryReceipt, number: number, fields: readonly Field[]) {
  const verified = await verifiedEntry(client, receipt);
  const isAsChosen = Object.keys(verified.disclosed).toSorted().join() === fields.toSorted().join();
  if (verified.number !== number || !isAsChosen) throw new Error(chainStrings.record.receipt.notAsChosen);
}
