import { hex } from "../../../chain/text/hex.ts";
import { type AuthorPolicy, entryLeaf, type FoundingEntry } from "../../../chain/sealed/entry.ts";
import { parseEntryText } from "../../../chain/sealed/entry-text.ts";
import { digestHeader } from "../../../chain/sealed/header.ts";
import { Contradiction } from "../../contradiction.ts";
import type { Entries } from "../../store/entries.ts";
import type { Headers } from "../../store/headers.ts";

/**
 * What the founding of a ledger says about authors, as the genesis that the ledger serves commits to it. A ledger that
 * contradicts what it signed still says this, as it still serves its blocks. What it enforces is proven first.
 *
 * @throws Contradiction if the stored founding is not the one that genesis commits to
 */
export async function storedAuthorPolicy(headers: Headers, entries: Entries): Promise<AuthorPolicy> {
  const [genesis, text] = [headers.at(1), entries.text(1)];
  if (!genesis || text === undefined) throw new Contradiction();
  // The only entry's leaf is the root.
  if (hex(await entryLeaf(text)) !== genesis.merkle_root) throw new Contradiction();
  if (hex(new Uint8Array(await digestHeader(genesis))) !== genesis.hash) throw new Contradiction();
  const { signatures, registrar, successor } = parseEntryText(text) as FoundingEntry;
  return { ...(signatures && { signatures }), ...(registrar && { registrar }), ...(successor && { successor }) };
}
