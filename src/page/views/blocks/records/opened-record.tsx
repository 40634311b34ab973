import { useEffect, useState } from "preact/hooks";
import { readRecord } from "../../../../client/records.ts";
import { ErrorNotice } from "../../../parts/notice.tsx";
import { strings } from "../../../strings.ts";
import { useAnswer } from "../../../use-answer.ts";
import type { WatchedChain } from "../../../watched-chain.ts";
import { RecordFields } from "./record-fields.tsx";

/** A record, requested when it is opened. The page keeps it only as long as it is shown. */
export function OpenedRecord({ chain, number }: { readonly chain: WatchedChain; readonly number: number }) {
  const [closed] = useState(() => new AbortController());
  useEffect(() => () => closed.abort(), [closed]);
  const { value, error } = useAnswer(() => readRecord(chain.client, number, closed.signal), [chain, number]);
  return (
    <div class="opened-record" aria-live="polite">
      <ErrorNotice error={error} />
      {!value && !error && <p>{strings.record.opening}</p>}
      {value && <RecordFields record={value} />}
    </div>
  );
}
