import { useSignal } from "@preact/signals";
import { JsonFault } from "../../../chain/text/json.ts";
import type { SealedBlock } from "../../../chain/sealed/header.ts";
import { Unreachable } from "../../../client/client.ts";
import { parse } from "../../../client/transport/lines.ts";
import type { AuthoredEntry } from "../../../client/signing/sign-entry.ts";
import { linkTo } from "../../address/route.ts";
import { shownEntries } from "../../any-block.ts";
import type { ServedKey } from "../../keys/author-keys.ts";
import { isAuthored } from "../../keys/vouching.ts";
import { ErrorNotice } from "../../parts/notice.tsx";
import type { WatchedChain } from "../../watched-chain.ts";
import { EntryWords } from "../blocks/entry-words.tsx";
import { chainStrings } from "../../texts/chain.ts";
import { keyStrings } from "../../texts/keys.ts";

/** How many blocks are looked through at a time, newest first. */
const STEP = 100;

/** An entry that a key signed. */
interface SignedEntry {
  readonly block: number;
  readonly number: number;
  readonly entry: AuthoredEntry;
}

/** What was looked through so far: blocks `first` to `last`, newest entry first. */
interface Looked {
  readonly first: number;
  readonly last: number;
  readonly entries: readonly SignedEntry[];
}

/** What a key signed, as far as the blocks were looked through, from the newest back to the one that enrolled it. */
export function SignedWith({ chain, served }: { readonly chain: WatchedChain; readonly served: ServedKey }) {
  const text = keyStrings.page;
  const looked = useSignal<Looked | undefined>(undefined);
  const isBusy = useSignal(false);
  const error = useSignal<Error | undefined>(undefined);
  const enrolled = served.enrolled.block;
  const look = async () => {
    const before = looked.peek();
    const to = before ? before.first - 1 : chain.length.peek();
    const first = Math.max(enrolled, to - STEP + 1);
    isBusy.value = true;
    error.value = undefined;
    try {
      const found = await signedIn(chain, served.thumbprint, first, to);
      const entries = [...(before?.entries ?? []), ...found.toReversed()];
      looked.value = { first, last: before?.last ?? to, entries };
    } catch (fault) {
      error.value = fault as Error;
    }
    isBusy.value = false;
  };
  const { value } = looked;
  return (
    <section class="panel" aria-labelledby="signed-heading">
      <h2 id="signed-heading">{text.signedTitle}</h2>
      <p role="status">
        {isBusy.value ? text.looking : value && text.looked(value.first, value.last, value.entries.length)}
      </p>
      <ErrorNotice error={error.value} />
      {value && value.entries.length > 0 && (
        <ul class="entries" aria-label={text.list}>
          {value.entries.map(({ block, number, entry }) => (
            <li key={number} class="entry entry-head">
              <EntryWords entry={entry} number={number} />
              <span>
                {served.compromised_since !== undefined && block >= served.compromised_since && (
                  <strong class="disputed">{text.disputedEntry} </strong>
                )}
                <a href={linkTo("blocks", block)}>{chainStrings.blocks.block(block)}</a>
              </span>
            </li>
          ))}
        </ul>
      )}
      {(!value || value.first > enrolled) && (
        <div class="actions">
          <button type="button" disabled={isBusy.value} onClick={() => void look()}>
            {value ? text.earlier : text.look}
          </button>
        </div>
      )}
    </section>
  );
}

/** The entries of a range of blocks that name a key as their author. */
async function signedIn(chain: WatchedChain, author: string, from: number, to: number): Promise<SignedEntry[]> {
  const found: SignedEntry[] = [];
  for (let next = from; next <= to;) {
    const path = `/get_chain?from=${next}&limit=${to - next + 1}`;
    const first = next;
    // A page may end before its limit of blocks, when it has many bytes.
    for await (const line of chain.client.lines(path)) {
      const block = parse(line);
      if (block instanceof JsonFault) throw new Unreachable(`the ledger's answer ${block.message}`);
      const { first_entry } = block as SealedBlock;
      for (const [position, entry] of shownEntries(block as SealedBlock).entries()) {
        if (isAuthored(entry) && entry.author === author) {
          found.push({ block: next, number: first_entry + position, entry });
        }
      }
      next += 1;
    }
    if (next === first) throw new Unreachable("the ledger's answer is empty");
  }
  return found;
}
