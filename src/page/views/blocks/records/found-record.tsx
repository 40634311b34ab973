import { useSignal } from "@preact/signals";
import type { RegisteredRecord } from "../../../../client/records.ts";
import type { WatchedChain } from "../../../watched-chain.ts";
import { OpenedRecord } from "./opened-record.tsx";
import { RecordActions } from "./record-actions.tsx";
import { RecordFields } from "./record-fields.tsx";

interface FoundRecordProps {
  readonly chain: WatchedChain;
  readonly record: RegisteredRecord;
  readonly onErased: (number: number) => void;
}

/**
 * A record that a search found, and what may be done with it. On a sealed ledger its receipt can be downloaded; on a plain
 * one its block offers it.
 */
export function FoundRecord({ chain, record, onErased }: FoundRecordProps) {
  const corrected = useSignal<{ readonly number: number; readonly news: string } | undefined>(undefined);
  return (
    <li class="found-record">
      {corrected.value ? (
        <OpenedRecord chain={chain} {...corrected.value} onErased={onErased} />
      ) : (
        <>
          <RecordFields record={record} />
          <RecordActions
            chain={chain}
            number={record.number}
            isCurrent
            hasReceipt
            onCorrected={(number, news) => (corrected.value = { number, news })}
            onErased={() => onErased(record.number)}
          />
        </>
      )}
    </li>
  );
}
