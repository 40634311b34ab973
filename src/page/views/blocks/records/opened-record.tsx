import { useSignal } from "@preact/signals";
import { RecordVoucher } from "../../../keys/record-voucher.tsx";
import { ErrorNotice, Notice } from "../../../parts/notice.tsx";
import { allows } from "../../../session/session.ts";
import { useAnswer } from "../../../use-answer.ts";
import type { WatchedChain } from "../../../watched-chain.ts";
import { ErasureState } from "./erasure-state.tsx";
import { readTaggedRecord } from "../../../../client/routes/records.ts";
import { ReadNote } from "./read-note.tsx";
import { isErasedFault, RecordActions } from "./record-actions.tsx";
import { RecordFields } from "./record-fields.tsx";
import { readingScope } from "./rights.ts";
import { useEnd } from "../../../use-end.ts";
import { chainStrings } from "../../../texts/chain.ts";
import { recordStrings } from "../../../texts/records.ts";

interface OpenedRecordProps {
  readonly chain: WatchedChain;
  readonly number: number;
  /** What has just been done with it, in words. */
  readonly news?: string;
  /** Whether the version's entry is shown beside it, with who vouches for it. */
  readonly hasEntry?: boolean;
  /** Receives the record's number after it was erased here, and the page has dropped all records. */
  readonly onErased: (number: number) => void;
}

/**
 * A record, requested when it is opened, and what may be done with it. The page keeps it only as long as it is shown.
 * Whoever may not read it sees only what can be done without reading.
 */
export function OpenedRecord({ chain, number, news = "", hasEntry = false, onErased }: OpenedRecordProps) {
  const shown = useSignal({ number, news });
  const show = (next: number, words = "") => (shown.value = { number: next, news: words });
  const { value } = shown;
  return (
    <div class="opened-record">
      <p role="status" class={value.news === "" ? "unseen" : undefined}>
        {value.news}
      </p>
      {allows(readingScope(chain)) ? (
        <ReadableRecord
          key={value.number}
          chain={chain}
          number={value.number}
          isAlone={chain.isSealed && !(hasEntry && value.number === number)}
          onShow={show}
          onErased={onErased}
        />
      ) : (
        <RecordActions
          chain={chain}
          number={value.number}
          isCurrent={false}
          onCorrected={show}
          onErased={() => onErased(value.number)}
        />
      )}
    </div>
  );
}

interface ReadableRecordProps {
  readonly chain: WatchedChain;
  readonly number: number;
  /** Whether no entry beside it says who vouches for it, and offers its receipt. */
  readonly isAlone: boolean;
  readonly onShow: (number: number, words?: string) => void;
  readonly onErased: (number: number) => void;
}

function ReadableRecord({ chain, number, isAlone, onShow, onErased }: ReadableRecordProps) {
  const end = useEnd();
  const { value, error } = useAnswer(() => readTaggedRecord(chain.client, number, end), [chain, number]);
  const isErased = isErasedFault(error);
  const replacedBy = value?.record.corrected_by;
  return (
    <>
      <div aria-live="polite">
        {!value && !error && <p>{chainStrings.record.opening}</p>}
        {value && (
          <>
            {chain.isSealed && (
              <p>
                <ReadNote />
              </p>
            )}
            <RecordFields record={value.record} />
            {isAlone && <RecordVoucher chain={chain} number={value.record.number} block={value.record.block} />}
          </>
        )}
      </div>
      {isErased ? <Notice>{recordStrings.erasure.erased}</Notice> : <ErrorNotice error={error} />}
      {isErased && allows("record:erase") && <ErasureState chain={chain} number={number} isNew={false} />}
      {replacedBy !== undefined && (
        <div class="actions">
          <button type="button" onClick={() => onShow(replacedBy)}>
            {recordStrings.replacedBy(replacedBy)}
          </button>
        </div>
      )}
      {(value !== undefined || error !== undefined) && (
        <RecordActions
          chain={chain}
          number={number}
          held={value}
          isCurrent={value !== undefined && replacedBy === undefined}
          isOutdated={replacedBy !== undefined}
          isErased={isErased}
          hasReceipt={isAlone}
          onCorrected={onShow}
          onErased={() => onErased(number)}
        />
      )}
    </>
  );
}
