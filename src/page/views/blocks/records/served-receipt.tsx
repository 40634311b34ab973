import type { LedgerClient } from "../../../../client/client.ts";
import { recordProof } from "../../../../client/routes/records.ts";
import type { EntryReceipt } from "../../../../evidence/receipts/entry-receipt.ts";
import { ReceiptForm } from "../../../parts/receipt-form.tsx";

/** Downloads the receipt of a record on a sealed ledger, which the ledger makes with the chosen fields. */
export function ServedReceipt({ client, number }: { readonly client: LedgerClient; readonly number: number }) {
  return (
    <ReceiptForm
      client={client}
      number={number}
      // Sealed ledgers answer with receipts of entries.
      receiptWith={(fields) => recordProof(client, number, fields) as Promise<EntryReceipt>}
    />
  );
}
