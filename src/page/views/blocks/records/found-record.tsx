import { useSignal } from "@preact/signals";
import type { RegisteredRecord } from "../../../../client/records.ts";
import { strings } from "../../../strings.ts";
import type { WatchedChain } from "../../../watched-chain.ts";
import { ServedReceipt } from "./served-receipt.tsx";
import { RecordFields } from "./record-fields.tsx";

/** A record that a search found. On a sealed ledger its receipt can be downloaded; on a plain one its block offers it. */
export function FoundRecord({ chain, record }: { readonly chain: WatchedChain; readonly record: RegisteredRecord }) {
  const text = strings.record.receipt;
  const isOffered = useSignal(false);
  return (
    <li class="found-record">
      <RecordFields record={record} />
      {chain.isSealed && (
        <div class="actions">
          <button type="button" aria-expanded={isOffered.value} onClick={() => (isOffered.value = !isOffered.value)}>
            {text.title(record.number)}
          </button>
        </div>
      )}
      {isOffered.value && <ServedReceipt client={chain.client} number={record.number} />}
    </li>
  );
}
