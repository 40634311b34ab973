import { type CandidateHeader, type Header, sealHeader } from "../../../src/chain/sealed/header.ts";
import type { SealedClient } from "./sealed-client.ts";

/**
 * Mines the oldest waiting entries of a sealed ledger as an external miner does.
 *
 * @returns the header that the ledger appended; `undefined` if nothing was waiting
 */
export async function mineWaiting(client: SealedClient): Promise<Header | undefined> {
  const answer = await client.post("/work", "");
  if (answer.status === 409) return undefined;
  const { target, candidate } = (await answer.json()) as { target: string; candidate: CandidateHeader };
  for (let proof = 0; ; proof++) {
    const header = await sealHeader(candidate, proof);
    if (header.hash >= target) continue;
    const { previous_hash, last_entry, merkle_root, timestamp } = header;
    const mined = await client.post("/mine_block", { previous_hash, last_entry, merkle_root, timestamp, proof });
    if (mined.status !== 201) throw new Error(`not appended: ${mined.status} ${await mined.text()}`);
    return ((await mined.json()) as { block: Header }).block;
  }
}
