import { useSignal } from "@preact/signals";
import type { RegisteredRecord } from "../../../../client/routes/records.ts";
import { RecordVoucher } from "../../../keys/record-voucher.tsx";
import type { WatchedChain } from "../../../watched-chain.ts";
import { RecordFields } from "./record-fields.tsx";
import { WithRecordParts } from "./with-record-parts.tsx";

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
  const news = corrected.value;
  return (
    <li class="found-record">
      {news ? (
        <WithRecordParts>
          {({ OpenedRecord }) => <OpenedRecord chain={chain} {...news} onErased={onErased} />}
        </WithRecordParts>
      ) : (
        <>
          <RecordFields record={record} />
          {chain.isSealed && <RecordVoucher chain={chain} number={record.number} block={record.block} />}
          <WithRecordParts>
            {({ RecordActions }) => (
              <RecordActions
                chain={chain}
                number={record.number}
                isCurrent
                hasReceipt
                onCorrected={(number, words) => (corrected.value = { number, news: words })}
                onErased={() => onErased(record.number)}
              />
            )}
          </WithRecordParts>
        </>
      )}
    </li>
  );
}
