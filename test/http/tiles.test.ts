import { describe, expect, test } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { hex } from "../../src/chain/text/hex.ts";
import { leafHash } from "../../src/chain/merkle-tree.ts";
import { bytesOf } from "../../src/evidence/receipts/receipt.ts";
import { call, createLedger, place, rootOf } from "../support/worker/named-ledgers.ts";
import { deployedWith, SIGNING } from "../support/worker/deployment.ts";
import { edit } from "../support/storage/in-runtime.ts";
import { validChain } from "../support/worker/squares-chains.ts";
import { request } from "../support/worker/client.ts";
import { expectProblem } from "../support/worker/problems.ts";
import { editBlock } from "../support/storage/edits.ts";

deployedWith(SIGNING);

const IMMUTABLE = "private, max-age=31536000, immutable";
const LEDGER = "clinic";
const LENGTH = 300;
const chain = await validChain(LENGTH);

const leaves = (blocks: readonly Block[]) =>
  Promise.all(blocks.map(async ({ hash }) => hex(await leafHash(bytesOf(hash)))));

/** A tile's hashes, and how long it may be cached. */
async function tile(path: string, ledger = LEDGER): Promise<{ hashes: string[]; caching: string | null }> {
  const response = await call(ledger, `/tile/${path}`);
  expect(response.status).toBe(200);
  expect(response.headers.get("Content-Type")).toBe("application/octet-stream");
  const hashes = hex(new Uint8Array(await response.arrayBuffer())).match(/.{64}/g) ?? [];
  return { hashes, caching: response.headers.get("Cache-Control") };
}

describe("the tiles of a ledger of 300 blocks", () => {
  test("hold the hashes of its leaves", async () => {
    await place(LEDGER, chain);

    const full = await tile("0/000");
    const part = await tile("0/001.p/44");

    expect(full.hashes).toEqual(await leaves(chain.slice(0, 256)));
    expect(part.hashes).toEqual(await leaves(chain.slice(256)));
    expect(full.caching).toBe(IMMUTABLE);
    expect(part.caching).toBe(IMMUTABLE);
  });

  test("are served partially at every width that the tree has had", async () => {
    await place(LEDGER, chain);
    const expected = await leaves(chain);

    for (const width of [1, 2, 255]) {
      expect(await tile(`0/000.p/${width}`)).toEqual({ hashes: expected.slice(0, width), caching: IMMUTABLE });
    }
    expect((await tile("0/001.p/43")).hashes).toEqual(expected.slice(256, 299));
  });

  test("hold the roots of full tiles on the next level", async () => {
    await place(LEDGER, chain);

    expect((await tile("1/000.p/1")).hashes).toEqual([hex(await rootOf(chain.slice(0, 256)))]);
  });

  test("that the tree does not have yet, or not at that width, are 404s that no cache stores", async () => {
    await place(LEDGER, chain);

    for (const path of [
      "0/001",
      "0/001.p/45",
      "0/002.p/1",
      "1/000",
      "1/000.p/2",
      "2/000.p/1",
      "63/000.p/1",
      "0/x001/000",
      "entries/001",
      "entries/001.p/45",
      "entries/002.p/1",
      "entries/x001/234.p/5",
    ]) {
      const response = await call(LEDGER, `/tile/${path}`);
      expect(response.headers.get("Cache-Control")).toBe("no-store");
      await expectProblem(response, 404, "evidence-not-found");
    }
  });
});

describe("the entry bundles of a ledger of 300 blocks", () => {
  test.each([
    ["000", 0, 256],
    ["000.p/1", 0, 1],
    ["000.p/255", 0, 255],
    ["001.p/43", 256, 43],
    ["001.p/44", 256, 44],
  ])("entries/%s holds each block's hash, prefixed with its length", async (path, from, count) => {
    await place(LEDGER, chain);

    const response = await call(LEDGER, `/tile/entries/${path}`);

    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Type")).toBe("application/octet-stream");
    expect(response.headers.get("Cache-Control")).toBe(IMMUTABLE);
    const blocks = chain.slice(from, from + count);
    const expected = blocks.map(({ hash }) => `0020${hash}`).join("");
    expect(hex(new Uint8Array(await response.arrayBuffer()))).toBe(expected);
  });

  test("hash to the leaves of the level 0 tiles, which a tessera fsck compares", async () => {
    await place(LEDGER, chain);

    const bundle = new Uint8Array(await (await call(LEDGER, "/tile/entries/001.p/44")).arrayBuffer());
    const view = new DataView(bundle.buffer);
    const hashes: string[] = [];
    for (let at = 0; at < bundle.length; at += 2 + view.getUint16(at)) {
      hashes.push(hex(await leafHash(bundle.slice(at + 2, at + 2 + view.getUint16(at)))));
    }

    expect(hashes).toEqual((await tile("0/001.p/44")).hashes);
  });

  test("are refused, and not cacheable, when a stored block does not match its leaf", async () => {
    await place(LEDGER, chain);
    expect((await call(LEDGER, "/tile/entries/000.p/7")).status).toBe(200);
    await edit(LEDGER, editBlock(7, { hash: "00".repeat(32) }));

    // The full one may come from the cache, which no edit reaches.
    for (const path of ["entries/000.p/255", "entries/000.p/7"]) {
      const response = await call(LEDGER, `/tile/${path}`);
      expect(response.headers.get("Cache-Control")).toBe("no-store");
      await expectProblem(response, 409, "ledger-contradicted");
    }
    expect((await call(LEDGER, "/tile/entries/000.p/6")).status).toBe(200);
  });
});

describe("the path of a tile", () => {
  test.each([
    "0/0",
    "0/00",
    "0/0000",
    "0/x000/000",
    "0/x000/001.p/1",
    "0/001/000",
    "0/x1/000",
    "00/000",
    "64/000",
    "-1/000",
    "a/000",
    "entries/0",
    "entries/000.p/0",
    "entries/000.p/256",
    "entries/x000/000",
    "entries",
    "Entries/000",
    "0/000.p/0",
    "0/000.p/01",
    "0/000.p/256",
    "0/000.p/1000",
    "0/000.p",
    "0/000.p/",
    "0/000/",
    "0/",
    "0/000?from=1",
    "0/%30%30%30/x",
    `0/${"x001/".repeat(5)}000`,
  ])("is not %s", async (path) => {
    await createLedger(LEDGER, { puzzle: "squares" });

    const { detail } = await expectProblem(await call(LEDGER, `/tile/${path}`), 400, "invalid-query");
    expect(detail).toMatch(/^(tile must be a tile's path|"from" is not supported)/);
  });

  test("is available under any ledger's address", async () => {
    await createLedger("tile", { puzzle: "squares" });

    expect((await tile("0/000.p/1", "tile")).hashes).toHaveLength(1);
  });

  test("requires a token, although it holds only hashes", async () => {
    const response = await request("/tile/0/000.p/1", { headers: { Authorization: "Bearer none" } });

    expect((await expectProblem(response, 401, "invalid-token")).detail).toContain("token");
  });
});
