import { useEffect, useState } from "preact/hooks";
import { ErrorNotice } from "../../../parts/notice.tsx";
import type { WatchedChain } from "../../../watched-chain.ts";
import { ReadsList } from "./reads-list.tsx";
import { ReadsPages } from "./reads-pages.ts";
import { useEnd } from "../../../use-end.ts";
import { recordStrings } from "../../../texts/records.ts";

/** Who read a record, from the oldest read on; without a record the log of all reads, with the newest ones first loaded. */
export function Reads({ chain, record }: { readonly chain: WatchedChain; readonly record?: number }) {
  const text = recordStrings.reads;
  const end = useEnd();
  const [pages] = useState(() => new ReadsPages(chain.client, record, end));
  useEffect(() => void pages.start(), [pages]);
  const entries = pages.entries.value;
  const isBusy = pages.isBusy.value;
  return (
    <>
      <p class="hint">{record === undefined ? text.allLead : text.lead}</p>
      {pages.hasEarlier.value && (
        <button type="button" disabled={isBusy} onClick={() => void pages.earlier()}>
          {text.earlier}
        </button>
      )}
      <p role="status" class={entries && entries.length > 0 ? "unseen" : undefined}>
        {entries ? (entries.length === 0 ? text.none : text.count(entries.length)) : isBusy && text.loading}
      </p>
      {entries && entries.length > 0 && <ReadsList entries={entries} />}
      {pages.hasLater.value && (
        <button type="button" disabled={isBusy} onClick={() => void pages.later()}>
          {text.later}
        </button>
      )}
      <ErrorNotice error={pages.error.value} />
    </>
  );
}
