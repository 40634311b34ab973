import { GENESIS } from "../../../chain/block.ts";
import { hex } from "../../../chain/text/hex.ts";
import { type AuthorPolicy, canonicalEntry, type FoundingEntry } from "../../../chain/sealed/entry.ts";
import { EntryTree } from "../../../chain/sealed/entry-tree.ts";
import { type Header, MINED_BY, sealHeader } from "../../../chain/sealed/header.ts";
import { FORMAT_VERSION } from "../../../chain/sealed/unknown-version.ts";
import { type MiningContext, solve } from "../../../mining/mine-block.ts";
import { SigningKeyMissing } from "../../contradiction.ts";
import { FIRST_PAGE } from "../../store/migrations.ts";
import { randomBytes } from "../../vault/wrapping.ts";
import type { SealedParts } from "../sealed-parts.ts";
import { Sealing } from "../accepting/sealing.ts";

/** About how many bytes the row of the founding entry takes apart from its longer columns. */
const OTHER_COLUMNS = 40;

/**
 * Mines and stores the first block of a sealed ledger, which holds its founding entry, and shows it to the vault.
 *
 * @param difficulty how many leading zero bits its hash must have
 * @throws SigningKeyMissing if there is no key to sign with; VaultUnusable if the vault cannot be used
 */
export async function createGenesis(
  { creation, headers, entries, tree, link }: SealedParts,
  difficulty: number,
  context: MiningContext,
): Promise<Header> {
  const { sealed } = creation;
  if (!sealed) throw new Error("this object was not created as a sealed ledger");
  const text = canonicalEntry(foundingEntry(sealed.id, difficulty, creation.authors));
  const genesis = await minedGenesis(text, difficulty, context);
  const growth = await tree.grow([genesis]);
  if (!growth) throw new Error("the chain already has a block that this miner did not append");
  const { note } = growth.state;
  // Without a checkpoint, the vault could not tell an older state of this ledger.
  if (note === undefined) throw new SigningKeyMissing();
  const mac = await new Sealing(await link.hmacKey(), genesis.hash).entryMac(1, text);
  const filler = randomBytes(Math.max(0, FIRST_PAGE - text.length - mac.length - OTHER_COLUMNS));
  try {
    await creation.complete(genesis.hash, () => {
      headers.append(genesis);
      entries.add([{ number: 1, text, mac, filler }], context.now());
      tree.store(growth);
    });
  } catch (error) {
    link.reopen();
    throw error;
  }
  tree.committed(growth);
  link.appended({ ...growth.state, note });
  await link.whenMarked();
  return genesis;
}

function foundingEntry(id: string, difficulty: number, authors: AuthorPolicy): FoundingEntry {
  const { signatures, registrar, successor } = authors;
  return {
    kind: "founding",
    version: FORMAT_VERSION,
    id,
    puzzle: "block-hash",
    difficulty,
    records: "sealed",
    ...(signatures && { signatures }),
    ...(registrar && { registrar }),
    ...(successor && { successor }),
  };
}

async function minedGenesis(text: string, difficulty: number, context: MiningContext): Promise<Header> {
  const { root } = await EntryTree.of([text]);
  const candidate = {
    index: GENESIS.index,
    timestamp: new Date(context.now()).toISOString(),
    first_entry: 1,
    last_entry: 1,
    merkle_root: hex(root),
    mined_by: MINED_BY.genesis,
    difficulty,
    previous_hash: GENESIS.previous_hash,
  };
  const solution = await solve(candidate, difficulty, context);
  if (!solution) throw new Error("the search for the proof of genesis was stopped");
  return sealHeader(solution.candidate, solution.proof);
}
