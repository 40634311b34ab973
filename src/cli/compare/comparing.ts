import { Malformed } from "../../chain/text/malformed.ts";
import { Refusal, Unreachable } from "../../client/client.ts";
import { savedChain } from "../../client/saved/saved-chain.ts";
import { checkpointOf } from "../../client/saved/saved-proofs.ts";
import { servedRoots } from "../../client/served/served-roots.ts";
import type { VerifiedCheckpoint } from "../../evidence/notes/checkpoint.ts";
import { type ComparedLog, compareCheckpoints, type Roots, rootsOf } from "../../evidence/checking/comparison.ts";
import type { VerifierKey } from "../../evidence/notes/note.ts";
import { isOriginOfReads } from "../../evidence/receipts/read-receipt.ts";
import { openSaved } from "../../evidence/saved.ts";
import type { Saved, Skipped } from "../../evidence/checking/verification.ts";
import { ProvenFault } from "../command.ts";
import { openFile } from "../input-file.ts";
import type { Io } from "../io.ts";
import { tokenSource } from "../keys/token-source.ts";
import { type LogName, LOGS } from "../log.ts";
import { orContradicted } from "../log-history.ts";
import { openClient } from "../open-client.ts";

/** What the ledger's newest checkpoint is called. */
export const NEWEST = "the ledger's newest checkpoint";

/** Where to get the history that checkpoints are compared with. Without it, only those of equal size are compared. */
export interface Source {
  readonly url?: string;
  readonly file?: string;
  readonly "token-file"?: string;
}

/** The checkpoints of one log, and what they were compared with. */
export interface LogComparison extends ComparedLog {
  readonly log: LogName;
  /** What holds the history, as a message calls it; absent if there was none. */
  readonly source?: string;
  /** The ledger's newest checkpoint, if it was asked. */
  readonly newest?: VerifiedCheckpoint;
  /** Why there is no history to compare them with. */
  readonly reason?: string;
  /** What the ledger says if it refuses to sign because it contradicts what it signed. */
  readonly admitted?: string;
}

/** All checkpoints, compared log by log, and those that no given key signed. */
export interface Comparison {
  readonly logs: readonly LogComparison[];
  readonly skipped: readonly Skipped[];
}

type Found = Pick<LogComparison, "source" | "newest" | "reason" | "admitted"> & {
  readonly roots: Roots;
  /** Why the copy cannot be used. */
  readonly unusable?: Malformed;
};

/**
 * Reads saved checkpoints, verifies which log signed them, and compares those of each log.
 *
 * @throws UnusableFile when a file is not a checkpoint; or when the copy is not one of a chain, unless the checkpoints
 *   contradict each other anyway
 */
export async function compareSaved(
  files: readonly string[],
  ledger: readonly VerifierKey[],
  source: Source,
  io: Io,
): Promise<Comparison> {
  const saved: Saved<string>[] = [];
  for (const name of files) saved.push({ name, value: (await checkpointOf(await openFile(name))).signed });
  const { checkpoints, skipped } = await openSaved(saved, [], { ledger });
  const logs: LogComparison[] = [];
  let problem: Malformed | undefined;
  for (const origin of new Set(checkpoints.map(({ value }) => value.origin))) {
    const own = checkpoints.filter(({ value }) => value.origin === origin);
    const keys = ledger.filter(({ name }) => name === origin);
    const log = isOriginOfReads(origin) ? "reads" : "blocks";
    const sizes = own.map(({ value }) => value.size);
    const { roots, unusable, ...found } = await historyOf(log, keys, sizes, source, io);
    const { newest } = found;
    const all = newest ? [...own, { name: NEWEST, value: newest }] : own;
    problem ??= unusable;
    logs.push({ log, ...found, ...compareCheckpoints(origin, all, roots) });
  }
  if (problem && logs.every(({ contradictions }) => contradictions.length === 0)) throw problem;
  return { logs, skipped };
}

/** The history that the checkpoints of a log are compared with, or why there is none. */
async function historyOf(
  log: LogName,
  ledger: readonly VerifierKey[],
  sizes: readonly number[],
  source: Source,
  io: Io,
): Promise<Found> {
  const { url, file } = source;
  const roots: Roots = new Map();
  if (file !== undefined) {
    if (log === "reads") return { roots, reason: "a copy of the chain does not hold the log of reads: give --url" };
    return rootsOfCopy(file, sizes);
  }
  if (url === undefined) {
    return { roots, reason: "the ledger (--url) or a copy of the chain (--file) can show it" };
  }
  const token = log === "reads" ? tokenSource(source["token-file"], url, io.env, "audit:read") : undefined;
  const client = openClient(source, io, token);
  try {
    const served = await orContradicted(() => servedRoots(client, LOGS[log].path, { ledger }, sizes));
    return { ...served, source: "the ledger" };
  } catch (error) {
    // What the checkpoints show by themselves holds without the ledger.
    const { message } = error as Error;
    if (error instanceof ProvenFault) return { roots, reason: message, admitted: message };
    if (error instanceof Refusal || error instanceof Unreachable) return { roots, reason: message };
    if (error instanceof Malformed) return { roots, reason: `at --url, ${message}` };
    throw error;
  }
}

async function rootsOfCopy(file: string, sizes: readonly number[]): Promise<Found> {
  try {
    const { blocks } = await savedChain(await openFile(file));
    return { roots: await rootsOf(blocks, sizes), source: file };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return { roots: new Map(), reason: error.message, unusable: error };
  }
}
