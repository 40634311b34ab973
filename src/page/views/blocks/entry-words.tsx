import type { Entry } from "../../../chain/sealed/entry.ts";
import { kindNamed } from "./entry-kinds.ts";
import { Hash } from "../../parts/hash.tsx";
import { chainStrings } from "../../texts/chain.ts";
import { number } from "../../language/format.ts";

/** One entry in a line: its number, its kind, and what it commits or refers to. */
export function EntryWords({ entry, number: place }: { readonly entry: Entry; readonly number: number }) {
  return (
    <span class="entry-words">
      <span class="entry-number">{number(place)}</span>
      <span class="entry-kind">{kindNamed(entry.kind)?.name ?? chainStrings.entries.unknownKind}</span>
      <Content entry={entry} />
    </span>
  );
}

function Content({ entry }: { readonly entry: Entry }) {
  const text = chainStrings.entries;
  // The ledger may serve values of any type. The Merkle root tells whether they are right, so they are shown as they are.
  const { commitment, corrects, erases }: Readonly<Record<string, unknown>> = { ...entry };
  switch (entry.kind) {
    case "founding":
      return <span class="hint">{text.founding}</span>;
    case "record":
    case "key":
      return <Hash value={String(commitment)} short isWork={false} />;
    case "correction":
      return (
        <>
          <Hash value={String(commitment)} short isWork={false} />
          <span class="hint">{text.corrects(Number(corrects))}</span>
        </>
      );
    case "erasure":
      return <span class="hint">{text.erases(Number(erases))}</span>;
    case "revocation":
      return <span class="hint">{text.revokes}</span>;
  }
}
