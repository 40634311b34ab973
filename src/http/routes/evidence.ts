import type { Hono } from "hono";
import type * as z from "zod";
import { JSON_TYPE, OCTETS, TEXT } from "../../contract/content.ts";
import {
  getCheckpoint,
  getConsistency,
  getReceipt,
  getTile,
  getVerifierKeys,
  postCosignatures,
} from "../../contract/routes/evidence.ts";
import type { tilePath } from "../../contract/schemas/tile.ts";
import { proofText } from "../../evidence/receipts/receipt.ts";
import { cacheAnswer, lookUp } from "../answers/cache.ts";
import { checkpointIn, consistencyIn, cosignedIn, requireOrdered, verifierKeyLines } from "../answers/evidence.ts";
import { negotiate } from "../answers/negotiation.ts";
import { Problem } from "../answers/problem.ts";
import type { AppContext, AppEnv } from "../environment.ts";
import { ask, requireName, requireNotDeleted } from "../ledger/ledgers.ts";
import { verifierKeys, witnessKeys } from "../ledger/signing.ts";
import { mount } from "../mount.ts";

/** For responses that contain no patient data and never change: clients may cache them. */
const IMMUTABLE = "private, max-age=31536000, immutable";

/** Routes for checking the ledger without trusting its operator: checkpoints, proofs and tiles. */
export function evidenceRoutes(app: Hono<AppEnv>): void {
  mount(app, getVerifierKeys, async (c) => {
    await requireNotDeleted(c);
    return { status: 200, type: TEXT, body: verifierKeyLines(await verifierKeys(c.env, requireName(c))) };
  });

  mount(app, getCheckpoint, async (c, { query: { cosignatures = 0 } }) => {
    await verifierKeys(c.env, requireName(c));
    const note = await ask(c, (ledger) => ledger.checkpoint(cosignatures));
    return { status: 200, type: TEXT, body: checkpointIn(note, cosignatures) };
  });

  mount(app, getReceipt, async (c, { params: { index }, query: { size } }) => {
    await verifierKeys(c.env, requireName(c));
    const receipt = await ask(c, (ledger) => ledger.receipt(index, size));
    if (!receipt)
      throw new Problem("evidence-not-found", "The tree does not contain this block, or never had this size.");
    return negotiate(c, [JSON_TYPE, TEXT]) === TEXT
      ? { status: 200, type: TEXT, body: proofText(receipt) }
      : { status: 200, json: receipt };
  });

  mount(app, getConsistency, async (c, { query }) => {
    requireOrdered(query);
    const consistency = await ask(c, (ledger) => ledger.consistency(query.from, query.to));
    return { status: 200, json: consistencyIn(consistency, query) };
  });

  mount(app, getTile, async (c, { params: { tile } }) => {
    const part = `tiles/${tile.level}/${tile.index}`;
    // Only full tiles are cached. Partial tiles come in 255 widths, so few requests are for the same one.
    const isFull = tile.width === 256;
    const known = isFull ? await lookUp(c, part) : undefined;
    const bytes = known?.body ?? (await tileBytes(c, tile));
    if (isFull && !known) cacheAnswer(c, part, { body: bytes });
    // The tree only grows, so tiles and partial tiles never change. They contain only hashes.
    return { status: 200, headers: { "Cache-Control": IMMUTABLE }, type: OCTETS, body: bytes };
  });

  mount(app, postCosignatures, async (c, { body: signed }) => {
    await verifierKeys(c.env, requireName(c));
    const witnesses = await witnessKeys(c.env);
    return { status: 200, json: cosignedIn(await ask(c, (ledger) => ledger.cosign(signed, witnesses))) };
  });
}

/** @throws Problem if the tree does not have the whole tile yet */
async function tileBytes(c: AppContext, { level, index, width }: Tile): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await ask(c, (ledger) =>
    typeof level === "number" ? ledger.tile(level, index, width) : ledger.entries(index, width),
  );
  if (!bytes) throw new Problem("evidence-not-found", "The tree does not have a tile of this width here yet.");
  return bytes;
}

type Tile = z.output<typeof tilePath>["tile"];
