import type { Hono } from "hono";
import type * as z from "zod";
import type { ZodOpenApiPathsObject } from "zod-openapi";
import { hex } from "../../chain/hex.ts";
import { verifierKeyText } from "../../evidence/note.ts";
import { proofText } from "../../evidence/receipt.ts";
import { authorize } from "../access/authorize.ts";
import { consistencySchema, cosignedSchema, noteSchema, receiptSchema } from "../answers.ts";
import { readText } from "../requests/read-body.ts";
import { keep, lookUp } from "../answers/cache.ts";
import type { AppContext, AppEnv } from "../environment.ts";
import { ask, requireName } from "../ledger/ledgers.ts";
import { negotiate } from "../answers/negotiation.ts";
import { CACHED, NEGOTIATED } from "../description/openapi-headers.ts";
import { ACCESS_PROBLEMS, BODY_PROBLEMS, problems } from "../description/openapi-problems.ts";
import { Problem } from "../answers/problem.ts";
import { NOTE_LIMIT, limitBody } from "../requests/receive-body.ts";
import {
  blockPath,
  checkpointQuery,
  consistencyQuery,
  noQuery,
  parsePath,
  parseQuery,
  proofQuery,
  tilePath,
} from "../requests.ts";
import { verifierKeys, witnessKeys } from "../ledger/signing.ts";

const TEXT = "text/plain; charset=utf-8";
const OCTETS = "application/octet-stream";
const IMMUTABLE = "private, max-age=31536000, immutable";

/** What lets others check the ledger without trusting who runs it: checkpoints, proofs and tiles. */
export function evidenceRoutes(app: Hono<AppEnv>): void {
  app.get("/vkey", authorize("chain:read"), async (c) => {
    parseQuery(noQuery, c);
    const keys = await verifierKeys(c.env, requireName(c));
    return c.body(keys.map((key) => `${verifierKeyText(key)}\n`).join(""), 200, { "Content-Type": TEXT });
  });

  app.get("/checkpoint", authorize("chain:read"), async (c) => {
    const { cosignatures = 0 } = parseQuery(checkpointQuery, c);
    await verifierKeys(c.env, requireName(c));
    const note = await ask(c, (ledger) => ledger.checkpoint(cosignatures));
    if (note === null) {
      throw new Problem(
        "evidence-not-found",
        `No checkpoint is cosigned by ${cosignatures} of the witnesses yet. Ask for fewer.`,
      );
    }
    return c.body(note, 200, { "Content-Type": TEXT });
  });

  app.get("/blocks/:index/proof", authorize("chain:read"), async (c) => {
    const { size } = parseQuery(proofQuery, c);
    const { index } = parsePath(blockPath, { index: c.req.param("index") });
    await verifierKeys(c.env, requireName(c));
    const receipt = await ask(c, (ledger) => ledger.receipt(index, size));
    if (!receipt) throw new Problem("evidence-not-found", "The tree has no such block, or never had this size.");
    const type = negotiate(c, ["application/json", "text/plain"]);
    return type === "text/plain" ? c.body(proofText(receipt), 200, { "Content-Type": TEXT }) : c.json(receipt);
  });

  app.get("/consistency", authorize("chain:read"), async (c) => {
    const { from, to } = parseQuery(consistencyQuery, c);
    if (from > to) throw new Problem("invalid-query", "from must not be larger than to.");
    const consistency = await ask(c, (ledger) => ledger.consistency(from, to));
    if (!consistency) throw new Problem("evidence-not-found", "The tree never had the size that `to` asks for.");
    const { fromRoot, toRoot, path } = consistency;
    return c.json({ from, to, from_root: hex(fromRoot), to_root: hex(toRoot), path: path.map(hex) });
  });

  app.get("/tile/:tile{.+}", authorize("chain:read"), async (c) => {
    parseQuery(noQuery, c);
    const tile = parsePath(tilePath, { tile: c.req.param("tile") }).tile;
    const part = `tiles/${tile.level}/${tile.index}`;
    // The cache has the full ones only: parts come in 255 widths, and few ask for the same.
    const isFull = tile.width === 256;
    const known = isFull ? await lookUp(c, part) : undefined;
    const bytes = known?.body ?? (await tileBytes(c, tile));
    if (isFull && !known) keep(c, part, { body: bytes });
    // The tree only grows, so no tile ever changes, nor does a part of one. It holds hashes alone: readers may store it.
    return c.body(bytes, 200, { "Content-Type": OCTETS, "Cache-Control": IMMUTABLE });
  });

  app.post("/cosignatures", authorize("chain:read"), limitBody(NOTE_LIMIT), async (c) => {
    parseQuery(noQuery, c);
    const signed = readText(c);
    await verifierKeys(c.env, requireName(c));
    const witnesses = await witnessKeys(c.env);
    const cosigned = await ask(c, (ledger) => ledger.cosign(signed, witnesses));
    if (typeof cosigned === "string") throw new Problem("invalid-checkpoint", `Not accepted: ${cosigned}.`);
    if (cosigned === null) {
      throw new Problem(
        "checkpoint-conflict",
        "The ledger's tree has no such state. Keep this checkpoint: it is evidence.",
      );
    }
    return c.json(cosigned);
  });
}

/** @throws Problem when the tree does not have the whole tile */
async function tileBytes(c: AppContext, { level, index, width }: Tile): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await ask(c, (ledger) =>
    typeof level === "number" ? ledger.tile(level, index, width) : ledger.entries(index, width),
  );
  if (!bytes) throw new Problem("evidence-not-found", "The tree does not have this tile yet, or not so wide.");
  return bytes;
}

type Tile = z.output<typeof tilePath>["tile"];

const evidence = [...ACCESS_PROBLEMS, "invalid-query", "ledger-not-found", "evidence-not-found"] as const;
const read = [{ token: ["chain:read"] }];

export const evidencePaths: ZodOpenApiPathsObject = {
  "/vkey": {
    get: {
      operationId: "getVerifierKeys",
      summary: "The keys that verify the ledger's checkpoints",
      description: "A line each, as C2SP signed-note writes them. Get them once, on another way too, and keep them.",
      security: read,
      responses: {
        200: { description: "The verifier keys.", content: { "text/plain": { schema: noteSchema } } },
        ...problems("invalid-query", ...ACCESS_PROBLEMS, "ledger-not-found"),
      },
    },
  },
  "/checkpoint": {
    get: {
      operationId: "getCheckpoint",
      summary: "The newest signed checkpoint",
      description: "Origin, size and root hash of the Merkle tree, signed (C2SP tlog-checkpoint). Keep it.",
      security: read,
      requestParams: { query: checkpointQuery },
      responses: {
        200: { description: "The checkpoint.", content: { "text/plain": { schema: noteSchema } } },
        ...problems(...evidence),
      },
    },
  },
  "/blocks/{index}/proof": {
    get: {
      operationId: "getReceipt",
      summary: "What proves that a block stands in the ledger",
      description: "`Accept: text/plain` gives it as C2SP tlog-proof.",
      security: read,
      requestParams: { path: blockPath, query: proofQuery },
      responses: {
        200: {
          description: "The receipt.",
          headers: NEGOTIATED,
          content: { "application/json": { schema: receiptSchema }, "text/plain": { schema: noteSchema } },
        },
        ...problems(...evidence),
      },
    },
  },
  "/consistency": {
    get: {
      operationId: "getConsistency",
      summary: "What proves that the ledger only grew between two sizes",
      security: read,
      requestParams: { query: consistencyQuery },
      responses: {
        200: {
          description: "The roots and the path (RFC 9162, section 2.1.4).",
          content: { "application/json": { schema: consistencySchema } },
        },
        ...problems(...evidence),
      },
    },
  },
  "/tile/{tile}": {
    get: {
      operationId: "getTile",
      summary: "Hashes of the Merkle tree, or its entries",
      description:
        "As C2SP tlog-tiles lays them out: `<level>/<n>` for hashes, `entries/<n>` for a bundle of entries, with `.p/<w>` " +
        "behind a part of either. An entry is the 32 bytes of a block's `hash`, with its length before it as a " +
        "big-endian 16-bit number. A slash in this parameter is sent as it is.",
      security: read,
      requestParams: { path: tilePath },
      responses: {
        200: {
          description: "The hashes, 32 bytes each; or the entries. They never change.",
          headers: CACHED,
          content: { "application/octet-stream": { schema: { type: "string", format: "binary" } } },
        },
        ...problems(...evidence),
      },
    },
  },
  "/cosignatures": {
    post: {
      operationId: "postCosignatures",
      summary: "Add a witness's cosignature to a checkpoint",
      description: "The body is the checkpoint with the witness's signature line added (C2SP tlog-cosignature).",
      security: read,
      requestBody: { required: true, content: { "text/plain": { schema: noteSchema } } },
      responses: {
        200: {
          description: "How many witnesses have cosigned it now, and which of the cosignatures that were sent count.",
          content: { "application/json": { schema: cosignedSchema } },
        },
        ...problems(
          "invalid-query",
          ...BODY_PROBLEMS,
          "invalid-checkpoint",
          ...ACCESS_PROBLEMS,
          "ledger-not-found",
          "checkpoint-conflict",
        ),
      },
    },
  },
};
