import { useSignal } from "@preact/signals";
import type { Entry } from "../../../chain/sealed/entry.ts";
import { useForgetting } from "../../forgetting.ts";
import { EntryVoucher } from "../../keys/entry-voucher.tsx";
import { allows } from "../../session/session.ts";
import type { WatchedChain } from "../../watched-chain.ts";
import { EntryWords } from "./entry-words.tsx";
import { FoundingTerms } from "./founding-terms.tsx";
import { mayManage } from "./records/rights.ts";
import { ServedReceipt } from "./records/served-receipt.tsx";
import { WithRecordParts } from "./records/with-record-parts.tsx";
import { chainStrings } from "../../texts/chain.ts";

interface EntryRowProps {
  readonly chain: WatchedChain;
  readonly entry: Entry;
  readonly number: number;
  /** The index of the entry's block. */
  readonly block: number;
}

/** What a row shows below its entry, after the reader asked for it. */
type Shown = "record" | "receipt";

/**
 * One entry of a block. Whoever may read records can open that of the entry, or download a receipt; whoever may erase or
 * hold it, or see its reads, can do that without opening it. Nothing of a record is requested before, and nothing of it
 * is kept once it is closed.
 */
export function EntryRow({ chain, entry, number, block }: EntryRowProps) {
  const text = chainStrings.record;
  const shown = useSignal<Shown | undefined>(undefined);
  /** The number of the version that was erased here. */
  const erased = useSignal<number | undefined>(undefined);
  useForgetting(() => (shown.value = undefined));
  const toggle = (what: Shown) => (shown.value = shown.value === what ? undefined : what);
  const mayRead = allows("record:read");
  const holdsRecord = entry.kind === "record" || entry.kind === "correction";
  return (
    <li class="entry">
      <div class="entry-head">
        <EntryWords entry={entry} number={number} />
        {holdsRecord && erased.value === undefined && (mayRead || mayManage()) && (
          <div class="actions">
            <button type="button" aria-expanded={shown.value === "record"} onClick={() => toggle("record")}>
              {shown.value === "record" ? text.close(number) : mayRead ? text.open(number) : text.manage(number)}
            </button>
            {mayRead && (
              <button
                type="button"
                class="quiet"
                aria-expanded={shown.value === "receipt"}
                onClick={() => toggle("receipt")}
              >
                {text.receipt.title(number)}
              </button>
            )}
          </div>
        )}
      </div>
      {entry.kind === "founding" && <FoundingTerms founding={entry} />}
      <EntryVoucher entry={entry} block={block} />
      {(shown.value === "record" || erased.value !== undefined) && (
        <WithRecordParts>
          {({ ErasureState, OpenedRecord }) =>
            erased.value === undefined ? (
              <OpenedRecord chain={chain} number={number} hasEntry onErased={(version) => (erased.value = version)} />
            ) : (
              <ErasureState chain={chain} number={erased.value} isNew />
            )
          }
        </WithRecordParts>
      )}
      {shown.value === "receipt" && <ServedReceipt client={chain.client} number={number} />}
    </li>
  );
}
