import { env, runInDurableObject } from "cloudflare:test";
import { expect } from "vitest";
import { sha256 } from "../../../src/chain/text/canonical.ts";
import { consistencyPath, GrowingTree, type Hash, type ReadNode, treeRoot } from "../../../src/chain/merkle-tree.ts";
import { base64 } from "../../../src/evidence/notes/base64.ts";
import { CheckpointSigners } from "../../../src/ledger/signing/checkpoint-signers.ts";
import type { NextMark } from "../../../src/ledger/vault/results.ts";
import type { Vault } from "../../../src/ledger/vault/vault.ts";
import type { Row, Value } from "../storage/edits.ts";
import { SIGNING } from "../worker/deployment.ts";

/** The ledger that the vault of most tests belongs to. */
export const SEALED = "ward-3";

/** No keys, packed. */
export const NOTHING = new Uint8Array();

/** A new record key, as a JSON Web Key. */
export function newRecordKey(): { kty: string; k: string } {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return { kty: "oct", k: base64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "") };
}

/** The object of a ledger's vault. A stub does not survive a restart of its object. */
export function vaultOf(ledger = SEALED): DurableObjectStub<Vault> {
  return env.VAULT.getByName(ledger);
}

/** Creates the vault. @returns its id */
export async function createVault(ledger = SEALED): Promise<string> {
  const creation = await vaultOf(ledger).create();
  if (creation.outcome !== "created") throw new Error(`the vault was not created: ${creation.outcome}`);
  return creation.id;
}

/** This many random keys, each with a random id, packed. */
export function newKeys(count: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(count * 48);
  for (let start = 0; start < bytes.length; start += 48) crypto.getRandomValues(bytes.subarray(start, start + 48));
  return bytes;
}

/** What the vault answers with these keys. */
export function keysResult(keys: readonly (Uint8Array | null | undefined)[]): object {
  return { outcome: "keys", keys, revision: expect.any(Number) as number };
}

/** The ids of packed keys, packed, and the keys themselves. */
export function split(packed: Uint8Array): { ids: Uint8Array<ArrayBuffer>; keys: Uint8Array<ArrayBuffer>[] } {
  const starts = Array.from({ length: packed.length / 48 }, (_, place) => 48 * place);
  return {
    ids: Uint8Array.from(starts.flatMap((start) => [...packed.subarray(start, start + 16)])),
    keys: starts.map((start) => Uint8Array.from(packed.subarray(start + 16, start + 48))),
  };
}

/** A ledger's tree as it would grow, with its signed checkpoints. Trees of the same seed have the same leaves. */
export class MarkedTree {
  readonly #nodes: ReadonlyMap<string, Hash>;
  readonly #ledger: string;

  private constructor(nodes: ReadonlyMap<string, Hash>, ledger: string) {
    this.#nodes = nodes;
    this.#ledger = ledger;
  }

  /**
   * @param size the number of leaves
   * @param shared how many leaves do not depend on the seed
   */
  static async grow(size: number, { seed = "", shared = 0, ledger = SEALED } = {}): Promise<MarkedTree> {
    const [tree, nodes] = [new GrowingTree(), new Map<string, Hash>()];
    for (let place = 0; place < size; place++) {
      const leaf = await sha256(new TextEncoder().encode(`${place < shared ? "" : seed}${place}`) as Hash);
      for (const node of await tree.append(leaf)) nodes.set(`${node.level}/${node.index}`, node.hash);
    }
    return new MarkedTree(nodes, ledger);
  }

  /** The checkpoint of a size, with the proof that its tree extends that of an earlier size, if there is one. */
  async mark(to: number, from?: number, settings = SIGNING): Promise<NextMark> {
    const note = await new CheckpointSigners(settings).sign(this.#ledger, to, await this.root(to));
    const path = from === undefined ? [] : await consistencyPath(from, to, this.#read);
    return { note, path: Uint8Array.from(path.flatMap((hash) => [...hash])) };
  }

  root(size: number): Promise<Hash> {
    return treeRoot(size, this.#read);
  }

  readonly #read: ReadNode = (level, index) => this.#nodes.get(`${level}/${index}`) as Hash;
}

/** Runs SQL on the vault of a ledger, for reading or for an edit behind the vault's back. */
export function sqlOnVaultOf(ledger: string, statement: string, ...bindings: readonly Value[]): Promise<Row[]> {
  return runInDurableObject(vaultOf(ledger), (_, { storage }) => storage.sql.exec(statement, ...bindings).toArray());
}

/** Like {@link sqlOnVaultOf}, for the vault of most tests. */
export function sqlOnVault(statement: string, ...bindings: readonly Value[]): Promise<Row[]> {
  return sqlOnVaultOf(SEALED, statement, ...bindings);
}

/** How many rows the vault writes during some work. */
export async function rowsWritten(work: () => Promise<unknown>): Promise<number> {
  const prototype = await runInDurableObject(
    vaultOf(),
    (_, { storage }) => Object.getPrototypeOf(storage.sql) as Pick<SqlStorage, "exec">,
  );
  const { exec } = prototype;
  const cursors: { readonly rowsWritten: number }[] = [];
  prototype.exec = function (this: SqlStorage, ...args) {
    const cursor = Reflect.apply(exec, this, args);
    cursors.push(cursor);
    return cursor;
  } as SqlStorage["exec"];
  try {
    await work();
    return cursors.reduce((rows, cursor) => rows + cursor.rowsWritten, 0);
  } finally {
    prototype.exec = exec;
  }
}

/** The size of the newest checkpoint that a ledger's vault has stored; 0 if there is none. */
export function markOf(ledger: string): Promise<number> {
  return runInDurableObject(vaultOf(ledger), (_, { storage }) => {
    const isVault = storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'vault'").toArray().length > 0;
    const [row] = isVault ? storage.sql.exec<{ mark: string | null }>("SELECT mark FROM vault").toArray() : [];
    return row?.mark ? Number(row.mark.split("\n")[1]) : 0;
  });
}
