import { useEffect } from "preact/hooks";
import type { Header } from "../../../chain/sealed/header.ts";
import { isPrinting } from "../../printing.ts";
import type { WatchedChain } from "../../watched-chain.ts";
import { kindsOf } from "./entry-kinds.ts";
import { EntryWords } from "./entry-words.tsx";
import { chainStrings } from "../../texts/chain.ts";

/** How many lines a card's list has at most on narrow screens, which determines the height of all cards. */
const LINES = 2;

/** How long a card must be in view before its entries are loaded, in milliseconds. */
const REST = 150;

/** What a sealed block's card has in place of a record's details. */
export function headerDetails({ first_entry, last_entry }: Header) {
  return [["entries", chainStrings.entries.numbers(first_entry, last_entry)]] as const;
}

/** What a sealed block's card shows of its entries: their count and kinds, and the first of them. */
export function HeaderContent({ chain, header }: { readonly chain: WatchedChain; readonly header: Header }) {
  const text = chainStrings.entries;
  const { first_entry, last_entry } = header;
  const count = last_entry - first_entry + 1;
  const listed = count > LINES ? LINES - 1 : LINES;
  const entries = chain.entries(header);
  useEffect(() => {
    // On paper all cards are drawn at once. Those whose entries are not loaded then show their count.
    if (entries || isPrinting.peek()) return;
    const timer = setTimeout(() => void chain.loadEntries(header), REST);
    return () => clearTimeout(timer);
  }, [chain, header, entries]);
  return (
    <>
      <p class="card-name">{entries ? kindsOf(entries) : text.count(count)}</p>
      <ul class="card-entries" aria-label={text.name}>
        {entries?.slice(0, listed).map((entry, position) => (
          <li key={position}>
            <EntryWords entry={entry} number={first_entry + position} />
          </li>
        ))}
        {entries && count > listed && <li class="hint">{text.more(count - listed)}</li>}
      </ul>
    </>
  );
}
