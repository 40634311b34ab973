import { env, evictDurableObject } from "cloudflare:test";
import { expect } from "vitest";
import type { Block } from "../../../src/chain/block.ts";
import type { MinedBody } from "../../../src/contract/schemas/mining.ts";
import { type Hash, leafHash, nodeHash } from "../../../src/chain/merkle-tree.ts";
import { parseVerifierKey, type VerifierKey } from "../../../src/evidence/notes/note.ts";
import type { Puzzle } from "../../../src/chain/puzzle.ts";
import { bytesOf } from "../../../src/evidence/receipts/receipt.ts";
import type { PatientRecord } from "../../../src/chain/records/record.ts";
import { patient, request, token } from "./client.ts";
import { proofAt } from "./squares-chains.ts";
import { deleteCheckpoints, deleteTree, markUnsigned, replaceBlocks } from "../storage/edits.ts";
import { edit } from "../storage/in-runtime.ts";

let allowed: string | undefined;

/** Calls a route of a ledger with a token for all ledgers. */
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

/** The text of a route's answer, which must be a 200. */
export async function text(ledger: string, path: string): Promise<string> {
  const response = await call(ledger, path);
  const answer = await response.text();
  expect({ status: response.status, answer }).toMatchObject({ status: 200 });
  return answer;
}

/** Creates a ledger through its route, unless it exists. */
export async function createLedger(ledger: string, puzzle: Puzzle): Promise<void> {
  const body = JSON.stringify(puzzle);
  const response = await call(ledger, "", { method: "PUT", headers: { "Content-Type": "application/json" }, body });
  expect([200, 201]).toContain(response.status);
}

/** Mines a record on a ledger; on `squares` with the known proof, without a search. */
export async function mineOn(
  ledger: string,
  index: number,
  { puzzle }: Puzzle,
  record: PatientRecord = patient(index),
): Promise<MinedBody> {
  const proof = puzzle === "squares" ? { proof: proofAt(index) } : {};
  const response = await post(ledger, "/mine_block", JSON.stringify({ ...record, ...proof }), "application/json");
  expect(response.status).toBe(201);
  return response.json<MinedBody>();
}

/** Creates a ledger through the routes and mines it up to a length. */
export async function grow(ledger: string, puzzle: Puzzle, length: number): Promise<MinedBody[]> {
  await createLedger(ledger, puzzle);
  const description = JSON.parse(await text(ledger, "")) as { length: number };
  const mined: MinedBody[] = [];
  for (let index = description.length + 1; index <= length; index++) {
    mined.push(await mineOn(ledger, index, puzzle));
  }
  return mined;
}

/** Stores blocks as if they had been mined without a key and without a tree, and restarts the object. */
export async function place(ledger: string, blocks: readonly Block[]): Promise<void> {
  await createLedger(ledger, { puzzle: "squares" });
  await edit(ledger, replaceBlocks(blocks), deleteTree, deleteCheckpoints, markUnsigned(blocks.length));
  await evictDurableObject(env.LEDGER.getByName(ledger));
}

/** The keys that a ledger publishes to verify its checkpoints. */
export async function verifierKeysOf(ledger: string): Promise<VerifierKey[]> {
  const lines = (await text(ledger, "/vkey")).trim().split("\n");
  return Promise.all(lines.map(parseVerifierKey));
}

/** The Merkle Tree Hash of blocks as RFC 6962, section 2.1, defines it: recursive, without stored nodes. */
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
