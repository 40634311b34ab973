/** The ledger's searches inside workerd, for the bench: `?hashes=<n>` of each, timed by the caller. */
import { canonicalBytes } from "../../src/chain/text/canonical.ts";
import { squaresText } from "../../src/chain/proof-of-work.ts";
import { findNonce, findSquaresProof } from "../../src/mining/subtle-search.ts";
import { Turns } from "../../src/ledger/sharing/turns.ts";
import { CANDIDATE, HARDEST, LONGEST } from "./long-searches.ts";

export default {
  async fetch(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const hashes = Number(searchParams.get("hashes"));
    const search = SEARCHES[pathname];
    if (!search) return new Response("no such search", { status: 404 });
    return Response.json({ hashes: await search(hashes) });
  },
};

/** Each tries this many nonces and returns how many it tried. */
const SEARCHES: Record<string, (hashes: number) => Promise<number>> = {
  "/squares": async (hashes) => searched(hashes, (pause) => findSquaresProof(LONGEST.previousProof, pause)),
  "/squares/bare": (hashes) => bareLoop(hashes, new TextEncoder().encode(squaresText(hashes, LONGEST.previousProof))),
  "/block-hash": async (hashes) => searched(hashes, (pause) => findNonce(CANDIDATE, HARDEST, pause)),
  "/block-hash/bare": (hashes) => bareLoop(hashes, canonicalBytes({ ...CANDIDATE, proof: hashes })),
};

/** A search that stops after this many hashes, and yields in between as the ledger's does. */
async function searched(
  hashes: number,
  search: (pause: (attempts: number) => Promise<boolean>) => Promise<number | undefined>,
): Promise<number> {
  const turns = new Turns();
  let tried = 0;
  const found = await search(async (attempts) => {
    await turns.spend(attempts - tried);
    tried = attempts;
    return attempts < hashes;
  });
  if (found !== undefined) throw new Error("a search was to find nothing, and did");
  return tried;
}

/** The upper bound for the searches: consecutive digests of a reused buffer. */
async function bareLoop(hashes: number, buffer: Uint8Array): Promise<number> {
  let zeros = 0;
  for (let tried = 0; tried < hashes; tried++) {
    const digest = await crypto.subtle.digest("SHA-256", buffer);
    if (new DataView(digest).getUint32(0) === 0) zeros += 1;
  }
  return hashes + zeros;
}
