import type { Entry } from "../../../../../chain/sealed/entry.ts";
import type { LedgerState, Listing } from "./colleagues.ts";
import { forgingStrings } from "../../../../texts/forging.ts";
import { labStrings } from "../../../../texts/lab.ts";

interface LedgerEntriesProps {
  readonly ledger: LedgerState;
  /** The numbers of the entries that the reader has forged. */
  readonly forged: readonly number[];
}

/** Every entry on a chain, and beside it what the operator's list says about it. */
export function LedgerEntries({ ledger: { blocks, list }, forged }: LedgerEntriesProps) {
  const text = forgingStrings.entries;
  return (
    <ol class="signed-blocks">
      {blocks.map(({ index, first_entry, entries }) => (
        <li key={index}>
          <p>{labStrings.block(index)}</p>
          <ol class="sealed-entries">
            {entries.map((entry, position) => {
              const number = first_entry + position;
              const listing = list.get(number);
              return (
                <li key={number} class={forged.includes(number) ? "sealed-own" : undefined}>
                  <span>
                    {text.number(number)} <EntryContent entry={entry} listing={listing} />
                  </span>
                  {listing && <span class="signed-listed">{text.listed[listing.who]}</span>}
                </li>
              );
            })}
          </ol>
        </li>
      ))}
    </ol>
  );
}

/** What an entry says about its author. */
function EntryContent({ entry, listing }: { readonly entry: Entry; readonly listing: Listing | undefined }) {
  const text = forgingStrings.entries;
  if (entry.kind === "founding") return <>{text.founding(entry)}</>;
  if (entry.kind === "key") {
    return (
      <>
        {text.key} <Thumbprint value={listing?.key} />
        {entry.endorsement !== undefined && text.endorsed}
      </>
    );
  }
  if (entry.kind !== "record") return null;
  const { author, seen } = entry;
  if (!seen) return <>{text.unsigned}</>;
  return (
    <>
      {text.author} <Thumbprint value={author} />
      {text.seen(seen.index)}
    </>
  );
}

/** The first characters of a key's thumbprint. */
function Thumbprint({ value = "" }: { readonly value: string | undefined }) {
  return <code>{value.slice(0, 8)}…</code>;
}
