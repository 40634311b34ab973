import {
  env,
  evictAllDurableObjects,
  listDurableObjectIds,
  evictDurableObject,
  runInDurableObject,
} from "cloudflare:test";
import { afterEach, beforeEach, expect } from "vitest";
import type { Block } from "../../../src/chain/block.ts";
import { type Hash, leafHash, nodeHash } from "../../../src/evidence/merkle-tree.ts";
import { parseVerifierKey, type SigningJwk, type VerifierKey } from "../../../src/evidence/note.ts";
import type { Puzzle } from "../../../src/chain/puzzle.ts";
import { bytesOf, type Receipt } from "../../../src/evidence/receipt.ts";
import type { PatientRecord } from "../../../src/chain/record.ts";
import { patient, request, token } from "../client.ts";
import { proofAt } from "./stored.ts";

type Settings = Partial<
  Pick<Cloudflare.Env, "LEDGER_SIGNING_KEY" | "LEDGER_ORIGIN" | "WITNESS_KEYS" | "MAX_SEARCH_DIFFICULTY">
>;

/** The settings that the tests of other things run with. */
const { LEDGER_SIGNING_KEY = "", LEDGER_ORIGIN, WITNESS_KEYS } = env;

/** A new Ed25519 key, as a deployment's secret holds it. */
export async function newKey(): Promise<SigningJwk> {
  const pair = (await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])) as CryptoKeyPair;
  const { kty, crv, d, x } = (await crypto.subtle.exportKey("jwk", pair.privateKey)) as JsonWebKey;
  return { kty, crv, d, x };
}

export const KEY = await newKey();
export const ORIGIN = "ledger.test";

/** What a deployment that signs has in its settings. */
export const SIGNING = { LEDGER_SIGNING_KEY: JSON.stringify(KEY), LEDGER_ORIGIN: ORIGIN };

/** Has the Worker's routes read these settings, and its objects when they start; those that run keep what they have. */
export function configure(settings: Settings): void {
  const usual = { LEDGER_SIGNING_KEY: "", LEDGER_ORIGIN: "", WITNESS_KEYS: "", MAX_SEARCH_DIFFICULTY: "" };
  Object.assign(env, { ...usual, ...settings });
}

/** Has every object start again, as a deployment does, or the platform when it likes. */
export function restart(): Promise<void> {
  return evictAllDurableObjects();
}

/** Deploys the Worker anew with other settings. */
export async function deploy(settings: Settings): Promise<void> {
  configure(settings);
  await restart();
}

/** Runs a file's tests with these settings; tests of other files are to find what they know. */
export function deployedWith(settings: Settings): void {
  beforeEach(() => configure(settings));
  afterEach(async () => {
    configure({ LEDGER_SIGNING_KEY, LEDGER_ORIGIN, WITNESS_KEYS });
    // The reset before the next test empties the storage of those objects only that are awake.
    for (const id of await listDurableObjectIds(env.LEDGER)) {
      await runInDurableObject(env.LEDGER.get(id), () => undefined);
    }
  });
}

let allowed: string | undefined;

/** Calls a route of a ledger with a token that opens them all. */
export async function call(ledger: string, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  allowed ??= await token({ scope: "chain:read chain:mine ledger:create", ledgers: ["*"] });
  headers.set("Authorization", `Bearer ${allowed}`);
  return request(`/ledgers/${ledger}${path}`, { ...init, headers });
}

/** Posts a text, such as a note. */
export function post(ledger: string, path: string, body: string, type = "text/plain"): Promise<Response> {
  return call(ledger, path, { method: "POST", headers: { "Content-Type": type }, body });
}

/** The text of a route's answer that must be a 200. */
export async function text(ledger: string, path: string): Promise<string> {
  const response = await call(ledger, path);
  const answer = await response.text();
  expect({ status: response.status, answer }).toMatchObject({ status: 200 });
  return answer;
}

export interface Mined {
  readonly block: Block;
  readonly receipt?: Receipt;
}

/** Creates a ledger through its route, unless that exists. */
export async function createLedger(ledger: string, puzzle: Puzzle): Promise<void> {
  const body = JSON.stringify(puzzle);
  const response = await call(ledger, "", { method: "PUT", headers: { "Content-Type": "application/json" }, body });
  expect([200, 201]).toContain(response.status);
}

/** Mines a record on a ledger; on `squares` with the proof that any such chain has there, unsearched. */
export async function mineOn(
  ledger: string,
  index: number,
  { puzzle }: Puzzle,
  record: PatientRecord = patient(index),
): Promise<Mined> {
  const proof = puzzle === "squares" ? { proof: proofAt(index) } : {};
  const response = await post(ledger, "/mine_block", JSON.stringify({ ...record, ...proof }), "application/json");
  expect(response.status).toBe(201);
  return response.json<Mined>();
}

/** Creates a ledger through the routes and mines it up to a length. */
export async function grow(ledger: string, puzzle: Puzzle, length: number): Promise<Mined[]> {
  await createLedger(ledger, puzzle);
  const description = JSON.parse(await text(ledger, "")) as { length: number };
  const mined: Mined[] = [];
  for (let index = description.length + 1; index <= length; index++) {
    mined.push(await mineOn(ledger, index, puzzle));
  }
  return mined;
}

/** Works on a ledger's storage behind its back. */
export function behindTheBackOf<Result>(
  ledger: string,
  work: (storage: DurableObjectStorage) => Result,
): Promise<Result> {
  return runInDurableObject(env.LEDGER.getByName(ledger), (_, { storage }) =>
    storage.transactionSync(() => work(storage)),
  );
}

/** Runs SQL behind the ledger's back. */
export function sqlOn(ledger: string, query: string, ...bindings: SqlStorageValue[]): Promise<Row[]> {
  return runInDurableObject(env.LEDGER.getByName(ledger), (_, { storage }) =>
    storage.sql.exec(query, ...bindings).toArray(),
  );
}

type Row = Record<string, SqlStorageValue>;

/** The blocks that are stored, in order. */
export async function storedChain(ledger: string): Promise<Block[]> {
  const rows = await sqlOn(ledger, `SELECT * FROM blocks ORDER BY "index"`);
  return rows.map((row) => {
    const stored: unknown = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
    return stored as Block;
  });
}

/** Puts rows in the place of those of a table. */
export function replaceRows(sql: SqlStorage, table: string, rows: readonly object[]): void {
  sql.exec(`DELETE FROM ${table}`);
  for (const row of rows) {
    const columns = Object.keys(row).map((column) => `"${column}"`);
    const places = columns.map(() => "?");
    sql.exec(`INSERT INTO ${table} (${columns.join()}) VALUES (${places.join()})`, ...Object.values(row));
  }
}

/** Puts blocks, which need not be valid, in the place of the stored ones; tree and checkpoints stay as they are. */
export function replaceBlocks(ledger: string, blocks: readonly Block[]): Promise<void> {
  return behindTheBackOf(ledger, ({ sql }) => {
    // It would keep an attacker from nothing: who can write the storage can drop it.
    sql.exec("DROP INDEX IF EXISTS blocks_by_Reg_no");
    replaceRows(sql, "blocks", blocks);
  });
}

/** Puts blocks in place as if they had been mined without a key and without a tree, and the object started since. */
export async function place(ledger: string, blocks: readonly Block[]): Promise<void> {
  await createLedger(ledger, { puzzle: "squares" });
  await behindTheBackOf(ledger, ({ sql, kv }) => {
    replaceRows(sql, "blocks", blocks);
    sql.exec("DELETE FROM tree; DELETE FROM checkpoints");
    kv.put("unsigned", blocks.length);
  });
  await evictDurableObject(env.LEDGER.getByName(ledger));
}

/** The keys that a ledger says its checkpoints are verified with. */
export async function verifierKeysOf(ledger: string): Promise<VerifierKey[]> {
  const lines = (await text(ledger, "/vkey")).trim().split("\n");
  return Promise.all(lines.map(parseVerifierKey));
}

/** The Merkle Tree Hash of blocks as RFC 6962, section 2.1, defines it: recursive, with no stored node. */
export async function rootOf(blocks: readonly Block[]): Promise<Hash> {
  return subtree(await Promise.all(blocks.map(({ hash }) => leafHash(bytesOf(hash)))));
}

async function subtree(leaves: readonly Hash[]): Promise<Hash> {
  const [first] = leaves;
  if (!first) return new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array()));
  if (leaves.length === 1) return first;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return nodeHash(await subtree(leaves.slice(0, split)), await subtree(leaves.slice(split)));
}
