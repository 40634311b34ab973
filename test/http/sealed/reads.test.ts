import { beforeEach, describe, expect, test } from "vitest";
import { verifyConsistency } from "../../../src/chain/merkle-tree.ts";
import { fromHex } from "../../../src/chain/text/hex.ts";
import { openCheckpoint } from "../../../src/evidence/notes/checkpoint.ts";
import {
  cosignText,
  noteText,
  openSigner,
  parseNote,
  parseVerifierKey,
  SIGNATURE_TYPE,
  verifierKeyText,
} from "../../../src/evidence/notes/note.ts";
import { parseReadReceipt, verifyReadReceipt } from "../../../src/evidence/receipts/read-receipt.ts";
import type { ReadView } from "../../../src/ledger/results.ts";
import { deployedWith, newKey, ORIGIN, SIGNING } from "../../support/worker/deployment.ts";
import { bearer, mine, patient, request } from "../../support/worker/client.ts";
import { expectProblem } from "../../support/worker/problems.ts";
import { call, createWard, EVERYTHING, PREFIX, register, send, WARD } from "../../support/http/sealed.ts";

const WITNESS = await openSigner(await newKey(), "alice.test/w", SIGNATURE_TYPE.cosignature);

deployedWith({ ...SIGNING, WITNESS_KEYS: verifierKeyText(WITNESS.verifier) });

interface Page {
  readonly entries: readonly ReadView[];
  readonly next?: string;
}

/** A page of the log. */
const page = async (query = "") => (await call(`/reads${query}`)).json<Page>();

/** What the log says, without what is random. */
const said = ({ who, action, record, granted }: ReadView) => ({ who, action, record, granted });

/** Sends a request that is denied to its token, and logged. */
async function deny(path: string, sub: string): Promise<string | null> {
  const response = await call(path, {}, { scope: "audit:read", sub });
  await expectProblem(response, 403, "insufficient-scope");
  return response.headers.get("X-Request-Id");
}

const text = async (path: string) => (await call(path)).text();
const policy = async () => ({
  ledger: await Promise.all((await text("/reads/vkey")).trim().split("\n").map(parseVerifierKey)),
});

beforeEach(async () => {
  await createWard();
  await register(patient(1));
});

describe("the log of reads", () => {
  test("names who was denied what, under the id of the request", async () => {
    const id = await deny("/records/2", "dr-bose");
    await deny("/records/77/versions", "dr-bose");

    const { entries } = await page();
    expect(entries.slice(-2).map(said)).toEqual([
      { who: "dr-bose", action: "read", record: 2, granted: false },
      { who: "dr-bose", action: "read-versions", record: 77, granted: false },
    ]);
    expect(entries.at(-2)?.request_id).toBe(id);
    expect(JSON.stringify(entries)).not.toMatch(/Patient 1|P-1|REG-1/);
  });

  test("comes in pages that lead to each other, of all records or of one", async () => {
    for (const number of [5, 6, 5, 6, 5]) await deny(`/records/${number}`, "dr-bose");
    const whole = (await page()).entries;

    const pages: ReadView[][] = [];
    for (let path: string | undefined = "/reads?limit=2"; path !== undefined;) {
      const { entries, next }: Page = await (await call(path)).json<Page>();
      pages.push([...entries]);
      path = next?.replace(PREFIX, "");
    }
    expect(pages.flat()).toEqual(whole);
    expect(Math.max(...pages.map(({ length }) => length))).toBe(2);
    const ofFive = await page("?record=5");
    expect(ofFive.entries).toEqual(whole.filter(({ record }) => record === 5));
    expect(ofFive.entries).toHaveLength(3);
    expect((await page(`?from=${whole.length + 1}`)).entries).toEqual([]);
  });

  test("proves each entry under keys of its own name", async () => {
    await deny("/records/2", "dr-bose");
    const entry = (await page()).entries.at(-1);

    const receipt = await text(`/reads/${entry?.number}/proof`);
    const proof = parseReadReceipt(receipt);
    const verified = proof && (await verifyReadReceipt(proof, await policy()));

    expect(verified?.checkpoint.origin).toBe(`${ORIGIN}/ledgers/${WARD}/reads`);
    expect({ commitment: verified?.commitment, ...verified?.disclosed }).toEqual(entry);
    const keys = await text("/vkey");
    expect(await text("/reads/vkey")).not.toBe(keys);
    const chain = await Promise.all(keys.trim().split("\n").map(parseVerifierKey));
    const refused = proof && (await verifyReadReceipt(proof, { ledger: chain }).then(() => "accepted", String));
    expect(refused).toMatch(/Untrusted|Malformed/);
  });

  test("only grows, as its consistency proofs show", async () => {
    await deny("/records/2", "dr-bose");
    const before = await openCheckpoint(await text("/reads/checkpoint"), await policy());
    await deny("/records/2", "dr-bose");
    const after = await openCheckpoint(await text("/reads/checkpoint"), await policy());

    const response = await call(`/reads/consistency?from=${before.size}&to=${after.size}`);
    const { path } = await response.json<{ path: string[] }>();
    const hashes = path.map((hash) => fromHex(hash));
    expect(after.size).toBe(before.size + 1);
    expect(await verifyConsistency(before.size, after.size, before.root, after.root, hashes)).toBe(true);
  });

  test("is cosigned by witnesses, apart from the chain", async () => {
    await deny("/records/2", "dr-bose");
    const post = (path: string, body: string) =>
      call(path, { method: "POST", headers: { "Content-Type": "text/plain" }, body });
    const note = await text("/reads/checkpoint");
    const { text: signed, signatures } = parseNote(note);
    const cosigned = noteText({ text: signed, signatures: [...signatures, await cosignText(signed, 1, WITNESS)] });

    expect(await (await post("/reads/cosignatures", cosigned)).json()).toMatchObject({ cosignatures: 1 });
    expect(await text("/reads/checkpoint?cosignatures=1")).toBe(cosigned);
    await expectProblem(await call("/checkpoint?cosignatures=1"), 404, "evidence-not-found");
    await expectProblem(await post("/cosignatures", cosigned), 400, "invalid-checkpoint");
    await expectProblem(await post("/reads/cosignatures", await text("/checkpoint")), 400, "invalid-checkpoint");
  });

  test("has no entry that was not logged", async () => {
    const { length } = (await page()).entries;
    const { detail } = await expectProblem(await call(`/reads/${length + 1}/proof`), 404, "evidence-not-found");
    expect(detail).toContain("log of reads");
    await expectProblem(await call(`/reads/consistency?from=1&to=${length + 9}`), 404, "evidence-not-found");
    await expectProblem(await call("/reads/99999999999999999999/proof"), 400, "invalid-query");
  });

  test("needs audit:read, which opens no record", async () => {
    const claims = { scope: EVERYTHING.replace("audit:read", "") };
    for (const path of [
      "/reads",
      "/reads/1/proof",
      "/reads/checkpoint",
      "/reads/vkey",
      "/reads/consistency?from=0&to=0",
    ]) {
      await expectProblem(await call(path, {}, claims), 403, "insufficient-scope");
      await expectProblem(await call(path, {}, { ledgers: ["main"] }), 403, "ledger-not-allowed");
    }
    expect((await call("/reads", {}, { scope: "audit:read" })).status).toBe(200);
    const search = await send("/records/search", { Reg_no: "REG-1" }, { scope: "audit:read" });
    await expectProblem(search, 403, "insufficient-scope");
  });
});

test("a plain ledger keeps no log of reads", async () => {
  await mine(patient(1));
  const headers = await bearer({ scope: "audit:read" });
  for (const path of [
    "/reads",
    "/reads/1/proof",
    "/reads/checkpoint",
    "/reads/vkey",
    "/reads/consistency?from=0&to=1",
  ]) {
    const { detail } = await expectProblem(await request(path, { headers }), 404, "reads-not-found");
    expect(detail).toContain("plain ledger");
  }
});
