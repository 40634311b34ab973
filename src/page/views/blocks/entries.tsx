import { useSignal } from "@preact/signals";
import { hex } from "../../../chain/text/hex.ts";
import { canonicalEntry, type Entry } from "../../../chain/sealed/entry.ts";
import { EntryTree } from "../../../chain/sealed/entry-tree.ts";
import type { Header } from "../../../chain/sealed/header.ts";
import { hasCryptography } from "../../cryptography.ts";
import { Hash } from "../../parts/hash.tsx";
import { Badge } from "../../parts/icon.tsx";
import { NotComputed } from "../../parts/no-cryptography.tsx";
import { ErrorNotice, Notice } from "../../parts/notice.tsx";
import { allows } from "../../session/session.ts";
import { useAnswer } from "../../use-answer.ts";
import type { WatchedChain } from "../../watched-chain.ts";
import { EntryRow } from "./entry-row.tsx";
import { chainStrings } from "../../texts/chain.ts";

/** How many entries are listed at first, and added by the button. */
const STEP = 100;

interface EntriesProps {
  readonly chain: WatchedChain;
  readonly header: Header;
  readonly entries: readonly Entry[];
}

/** The entries of a sealed block, and whether its Merkle root is theirs. */
export function Entries({ chain, header, entries }: EntriesProps) {
  const text = chainStrings.entries;
  const shown = useSignal(STEP);
  const hasRecords = entries.some(({ kind }) => kind === "record" || kind === "correction");
  return (
    <section class="panel" aria-labelledby="entries-heading">
      <h2 id="entries-heading">{text.heading(entries.length)}</h2>
      <p>{text.lead}</p>
      {hasCryptography ? <RootCheck header={header} entries={entries} /> : <NotComputed />}
      {hasRecords && !allows("record:read") && <Notice>{text.cannotOpen}</Notice>}
      {hasRecords && allows("record:read") && <p class="hint">{text.logged}</p>}
      <ul class="entries" aria-labelledby="entries-heading">
        {entries.slice(0, shown.value).map((entry, position) => (
          <EntryRow
            key={position}
            chain={chain}
            entry={entry}
            number={header.first_entry + position}
            block={header.index}
          />
        ))}
      </ul>
      {entries.length > shown.value && (
        <button type="button" onClick={() => (shown.value += STEP)}>
          {text.showMore(Math.min(STEP, entries.length - shown.value))}
        </button>
      )}
    </section>
  );
}

/** Compares the header's Merkle root with that of the entries, which the browser computes. */
function RootCheck({ header, entries }: Omit<EntriesProps, "chain">) {
  const text = chainStrings.entries.root;
  const { value: root, error } = useAnswer(async () => {
    const tree = await EntryTree.of(entries.map((entry) => canonicalEntry(entry)));
    return hex(tree.root);
  }, [entries]);
  return (
    <>
      <ErrorNotice error={error} />
      {root !== undefined && (
        <>
          <p>{text.lead}</p>
          <dl class="facts">
            <dt>{text.computed}</dt>
            <dd>
              <Hash value={root} isWork={false} />
            </dd>
            <dt>{text.stored}</dt>
            <dd>
              <Hash value={header.merkle_root} isWork={false} />
            </dd>
          </dl>
          <p>
            <Badge tone={root === header.merkle_root ? "good" : "bad"}>
              {root === header.merkle_root ? text.equal : text.unequal}
            </Badge>
          </p>
        </>
      )}
    </>
  );
}
