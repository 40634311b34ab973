import type { Fault } from "../chain/fault.ts";
import { hex } from "../chain/text/hex.ts";
import { type Hash, verifyConsistency } from "../chain/merkle-tree.ts";
import { type LedgerClient, Refusal } from "../client/client.ts";
import { hashesIn } from "../client/served/hash-list.ts";
import type { Checkpoint } from "../evidence/notes/checkpoint.ts";
import { ProvenFault } from "./command.ts";
import { LOGS, type LogName } from "./log.ts";

/** The problem types with which a ledger reports that it signed two histories. */
const CONTRADICTIONS = ["checkpoint-conflict", "ledger-contradicted"];

/** A log whose history is checked, and the ledger that has it. */
export interface ServedLog {
  readonly client: LedgerClient;
  readonly log: LogName;
}

/**
 * Checks that a log has only grown since an earlier checkpoint, with a consistency proof that it fetches.
 *
 * @param before the earlier checkpoint, whose signature is verified
 * @param newest a checkpoint of the same log, whose signature is verified, such as the newest one
 * @returns the fault if the log lost or rewrote something, or `undefined`
 * @throws Refusal if the ledger refuses the proof
 * @throws Unreachable if it does not respond
 */
export async function historyFault(
  { client, log }: ServedLog,
  before: Checkpoint,
  newest: Checkpoint,
): Promise<Fault | undefined> {
  const { size: from } = before;
  const { size: to } = newest;
  const { many, count, path: prefix } = LOGS[log];
  const fault = (detail: string, expected: string, actual: string): Fault => {
    return { index: Math.min(from, to), rule: "checkpoint", expected, actual, detail };
  };
  if (to < from) return fault(`The ledger lost ${many} that it had signed.`, count(from), count(to));
  const path = from === to ? [] : await consistencyPath(client, `${prefix}/consistency?from=${from}&to=${to}`);
  if (path && (await verifyConsistency(from, to, before.root, newest.root, path))) return undefined;
  const expected = `a tree that extends ${hex(before.root)}`;
  return fault(`The ledger rewrote ${many} that it had signed.`, expected, hex(newest.root));
}

/** @returns the ledger's consistency proof; undefined when its response is malformed */
async function consistencyPath(client: LedgerClient, route: string): Promise<Hash[] | undefined> {
  const { path } = ((await client.get(route)) ?? {}) as { path?: unknown };
  return hashesIn(path);
}

/**
 * Does what asks a ledger about its logs.
 *
 * @throws ProvenFault if the ledger reports that it signed two histories
 */
export async function orContradicted<Value>(ask: () => Promise<Value>): Promise<Value> {
  try {
    return await ask();
  } catch (error) {
    throw error instanceof Refusal && CONTRADICTIONS.includes(error.problem) ? new ProvenFault(error.message) : error;
  }
}
