import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { openCheckpoint } from "../../src/evidence/notes/checkpoint.ts";
import { parseVerifierKey } from "../../src/evidence/notes/note.ts";
import { parseReceipt, type Receipt, verifyReceipt } from "../../src/evidence/receipts/receipt.ts";
import type { TrustPolicy } from "../../src/evidence/notes/trust-policy.ts";
import { bundleWorker } from "../support/e2e/bundle.ts";
import { Runtime } from "../support/e2e/runtime.ts";
import { until } from "../support/e2e/until.ts";

/** What clients of a ledger saved while an older version of the code ran it. */
interface Saved {
  /** The name of its database file, which the runtime derives from the ledger's name. */
  readonly file: string;
  readonly blocks: number;
  /** Signed checkpoints, all cosigned but the newest. */
  readonly checkpoints: readonly string[];
  readonly receipts: readonly { readonly block: Block; readonly receipt: Receipt }[];
  /** The indices of blocks that ids led to. */
  readonly mined: readonly { readonly id: string; readonly index: number }[];
  /** The pending records, in order of arrival. */
  readonly pending: readonly { readonly id: string; readonly Reg_no: string }[];
}

/** Databases that version 0.1.0, and the last version that stored the tree node by node, left on disk. */
const DATABASES = join(import.meta.dirname, "../vectors/databases");
const VERSIONS = ["0.1.0", "0.2.0"];
const LEDGERS = ["squares", "block-hash", "pending", "pending-hash"];
const WITNESS = "witness.example+312eb50a+BOlYWGmXRelZdWciZiWGwBsWsV2ITw4qauow4VJZHnXH";

const folder = mkdtempSync(join(tmpdir(), "patient-ledger-old-"));
let bundle: string;
beforeAll(() => {
  bundle = bundleWorker(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(VERSIONS)("a database that version %s wrote", (version) => {
  const data = join(folder, version);
  const objects = join(data, "do/patient-ledger-Ledger");
  const saved = JSON.parse(readFileSync(join(DATABASES, version, "saved.json"), "utf8")) as Record<string, Saved>;
  let runtime: Runtime;
  const policies = new Map<string, TrustPolicy>();

  beforeAll(async () => {
    mkdirSync(objects, { recursive: true });
    cpSync(join(DATABASES, "signing-key.json"), join(data, "signing-key.json"));
    for (const [name, { file }] of Object.entries(saved)) {
      cpSync(join(DATABASES, version, `${name}.sqlite`), join(objects, file));
    }
    runtime = await Runtime.start(bundle, data, {
      own: { LEDGER_ORIGIN: "ledger.example", WITNESS_KEYS: WITNESS, NONCE_SEARCH: "simd" },
    });
    for (const name of LEDGERS) {
      const keys = (await text(name, "/vkey")).trim().split("\n");
      const [ledger, witnesses] = await Promise.all(
        [keys, [WITNESS]].map((all) => Promise.all(all.map(parseVerifierKey))),
      );
      policies.set(name, { ledger: ledger ?? [], witnesses: witnesses ?? [] });
    }
  });
  afterAll(() => runtime.stop());

  const savedOf = (name: string) => saved[name] as Saved;
  const policyOf = (name: string) => policies.get(name) as TrustPolicy;
  const text = async (name: string, path: string, init?: RequestInit) =>
    (await runtime.fetch(`/ledgers/${name}${path}`, init)).text();
  const json = async <Answer>(name: string, path: string, init?: RequestInit) =>
    JSON.parse(await text(name, path, init)) as Answer;

  test.each(LEDGERS)("keeps what it promised about pending records: %s", async (name) => {
    const { blocks, pending, mined } = savedOf(name);
    const length = blocks + pending.length;
    await until(
      () => `${name} has ${length} blocks`,
      async () => {
        // A search takes short turns while requests keep arriving.
        await wait(200);
        return (await runtime.length(name)) === length;
      },
    );

    const chain = await json<{ chain: Block[] }>(name, "/get_chain");
    expect(chain.chain.slice(blocks).map(({ Reg_no }) => Reg_no)).toEqual(pending.map(({ Reg_no }) => Reg_no));
    const ids = [...mined, ...pending.map(({ id }, place) => ({ id, index: blocks + 1 + place }))];
    for (const { id, index } of ids) {
      const { url } = await runtime.fetch(`/ledgers/${name}/mempool/${id}`);
      expect(new URL(url).pathname).toBe(`/ledgers/${name}/blocks/${index}`);
    }
  });

  test.each(LEDGERS)("is valid for the ledger, and continues every saved checkpoint: %s", async (name) => {
    const valid = { valid: true, length: await runtime.length(name), checkpoint: { size: await runtime.length(name) } };
    expect(await json(name, "/is_valid")).toMatchObject(valid);
    expect(await json(name, "/is_valid?tree=rebuild")).toMatchObject(valid);
    for (const body of savedOf(name).checkpoints) {
      const init = { method: "POST", headers: { "Content-Type": "text/plain" }, body };
      expect(await json(name, "/is_valid", init)).toMatchObject(valid);
    }
  });

  test.each(LEDGERS)("has the cosignatures that it stored: %s", async (name) => {
    const { checkpoints } = savedOf(name);
    const [newest] = checkpoints.slice(-2);

    const cosigned = await openCheckpoint(await text(name, "/checkpoint?cosignatures=1"), policyOf(name));

    const before = await openCheckpoint(newest ?? "", { ledger: policyOf(name).ledger });
    expect([cosigned.size, cosigned.root]).toEqual([before.size, before.root]);
    expect(cosigned.cosignedBy.map(({ key }) => key.name)).toEqual(["witness.example"]);
  });

  test.each(LEDGERS)("proves blocks as before: %s", async (name) => {
    const policy = { ledger: policyOf(name).ledger };
    for (const { block, receipt } of savedOf(name).receipts) {
      const { hash } = await json<Block>(name, `/blocks/${block.index}`);
      expect(hash).toBe(block.hash);
      const fresh = await text(name, `/blocks/${block.index}/proof`);
      for (const each of [JSON.stringify(receipt), fresh]) await verifyReceipt(parseReceipt(each), hash, policy);
    }
  });

  test.each(LEDGERS)("mines on, with a receipt: %s", async (name) => {
    const body = JSON.stringify({ patient_name: "New", patient_ID: "N-1", Reg_no: "NEW-1" });
    const init = { method: "POST", headers: { "Content-Type": "application/json" }, body };

    const { block, receipt } = await json<{ block: Block; receipt: Receipt }>(name, "/mine_block", init);

    const policy = { ledger: policyOf(name).ledger };
    const { size } = await verifyReceipt(parseReceipt(JSON.stringify(receipt)), block.hash, policy);
    expect([block.index, size]).toEqual([await runtime.length(name), block.index]);
  });

  test("has its tree in tiles afterwards, and no index that earns nothing", () => {
    for (const name of LEDGERS) {
      const database = new DatabaseSync(join(objects, savedOf(name).file), { readOnly: true });
      const names = database
        .prepare("SELECT name FROM sqlite_master")
        .all()
        .map((row) => row["name"]);
      database.close();
      expect(names).toContain("tiles");
      expect(names).not.toContain("tree");
      expect(names).not.toContain("blocks_by_proof");
    }
  });
});
