import type { TrustPolicy } from "./trust-policy.ts";
import { base64, fromBase64 } from "./base64.ts";
import type { Hash } from "./merkle-tree.ts";
import { type Note, parseNote, type VerifierKey, verifyNote } from "./note.ts";
import { Malformed } from "../chain/malformed.ts";
import { distinctKeys, eligibleWitnesses } from "./witnesses.ts";

/** The state of a ledger's Merkle tree, as its key signs it (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** Names the ledger, wherever it is served. */
  readonly origin: string;
  /** How many blocks the tree has. */
  readonly size: number;
  readonly root: Hash;
}

/** A checkpoint's text: what is signed. */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${base64(root)}\n`;
}

/**
 * Reads a checkpoint's text.
 *
 * @throws Malformed when it is none
 */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin, size, root, ...rest] = text.split("\n");
  const bytes = root === undefined ? undefined : fromBase64(root);
  if (!origin || !size || !/^(0|[1-9]\d{0,15})$/.test(size) || bytes?.length !== 32) {
    throw new Malformed("not a checkpoint: origin, size and root hash, a line each");
  }
  // Extension lines are allowed and say nothing here; an empty one is not, but for the end of the last.
  if (rest.pop() !== "" || rest.includes("")) throw new Malformed("a checkpoint has no empty lines");
  if (!Number.isSafeInteger(Number(size))) throw new Malformed("a checkpoint's size is at most 2^53 - 1 here");
  return { origin, size: Number(size), root: bytes };
}

/** A checkpoint that was verified, and the witnesses that had cosigned it. */
export interface VerifiedCheckpoint extends Checkpoint {
  readonly note: Note;
  readonly cosignedBy: readonly VerifierKey[];
}

/** A well-formed checkpoint that is not signed as a policy asks: another ledger's, or not cosigned by enough witnesses. */
export class Untrusted extends Malformed {}

/**
 * Reads a signed checkpoint and verifies its signatures. Each witness counts once, however many names its key has; the
 * ledger's own keys, and keys that do not make cosignatures, do not count. What is
 * thrown repeats nothing of an untrusted note: a server may send its message on.
 *
 * @throws Malformed when it is no checkpoint, or a signature is wrong
 * @throws Untrusted when it is a checkpoint that is not signed as the policy asks
 */
export async function openCheckpoint(signed: string, policy: TrustPolicy): Promise<VerifiedCheckpoint> {
  const note = parseNote(signed);
  const checkpoint = parseCheckpoint(note.text);
  const own = policy.ledger.filter(({ name }) => name === checkpoint.origin);
  if (own.length === 0) throw new Untrusted("the checkpoint is of another ledger");
  if ((await verifyNote(note, own)).length === 0)
    throw new Untrusted("the checkpoint is not signed by the ledger's key");
  const cosignedBy = distinctKeys(await verifyNote(note, eligibleWitnesses(policy)));
  const quorum = policy.quorum ?? 0;
  if (cosignedBy.length < quorum) {
    throw new Untrusted(`the checkpoint is cosigned by ${cosignedBy.length} of the witnesses, ${quorum} are asked`);
  }
  return { ...checkpoint, note, cosignedBy };
}
