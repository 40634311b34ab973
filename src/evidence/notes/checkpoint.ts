import type { TrustPolicy } from "./trust-policy.ts";
import { base64, fromBase64 } from "./base64.ts";
import { type Hash, sameHash } from "../../chain/merkle-tree.ts";
import { cosignatureTime, type Note, parseNote, type VerifierKey, verifyNote } from "./note.ts";
import { Malformed } from "../../chain/text/malformed.ts";
import { distinctKeys, eligibleWitnesses } from "./witnesses.ts";

/** The state of a ledger's Merkle tree, which the ledger's key signs (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** The ledger's name, independent of where it is served. */
  readonly origin: string;
  /** The number of leaves in the tree, one per block. */
  readonly size: number;
  readonly root: Hash;
}

/** A checkpoint as text, in the form that is signed. */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${base64(root)}\n`;
}

/**
 * Parses the text of a checkpoint.
 *
 * @throws Malformed if it is not a checkpoint
 */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin, size, root, ...rest] = text.split("\n");
  const bytes = root === undefined ? undefined : fromBase64(root);
  if (!origin || !size || !/^(0|[1-9]\d{0,15})$/.test(size) || bytes?.length !== 32) {
    throw new Malformed("not a checkpoint: it needs origin, size and root hash, each on its own line");
  }
  // Extension lines are allowed and ignored. They must not be empty.
  if (rest.pop() !== "" || rest.includes("")) throw new Malformed("a checkpoint has no empty lines");
  if (!Number.isSafeInteger(Number(size))) throw new Malformed("a checkpoint's size must be at most 2^53 - 1");
  return { origin, size: Number(size), root: bytes };
}

/** A verified cosignature of a checkpoint. */
export interface Cosignature {
  /** The witness's key. */
  readonly key: VerifierKey;
  /** When the witness signed, by its own clock: in seconds since 1970, and any number below 2^63. */
  readonly time: number;
}

/** Whether two checkpoints say the same of the same log. */
export function isSameTree(one: Checkpoint, other: Checkpoint): boolean {
  return one.origin === other.origin && one.size === other.size && sameHash(one.root, other.root);
}

/** A verified checkpoint, with the cosignatures of its witnesses. */
export interface VerifiedCheckpoint extends Checkpoint {
  readonly note: Note;
  readonly cosignedBy: readonly Cosignature[];
}

/** A checkpoint does not meet a trust policy: it is from another ledger, or lacks cosignatures. */
export class Untrusted extends Malformed {}

/**
 * Parses a signed checkpoint and verifies its signatures. Each witness counts once, even if its key has several names.
 * The ledger's own keys and keys of another type do not count as witnesses. Error messages quote nothing from an
 * untrusted note, so a server may pass them on.
 *
 * @throws Malformed if it is not a checkpoint, or a signature is invalid
 * @throws Untrusted if its signatures do not meet the policy
 */
export async function openCheckpoint(signed: string, policy: TrustPolicy): Promise<VerifiedCheckpoint> {
  const note = parseNote(signed);
  const checkpoint = parseCheckpoint(note.text);
  const own = policy.ledger.filter(({ name }) => name === checkpoint.origin);
  if (own.length === 0) throw new Untrusted("the checkpoint is from another ledger");
  if ((await verifyNote(note, own)).length === 0)
    throw new Untrusted("the checkpoint is not signed by the ledger's key");
  const cosigned = await verifyNote(note, eligibleWitnesses(policy));
  const counted = distinctKeys(cosigned.map(({ key }) => key));
  const cosignedBy = cosigned
    .filter(({ key }) => counted.includes(key))
    .map(({ key, signature }) => ({ key, time: cosignatureTime(signature) }));
  const quorum = policy.quorum ?? 0;
  if (cosignedBy.length < quorum) {
    throw new Untrusted(`the checkpoint is cosigned by ${cosignedBy.length} of the witnesses, ${quorum} are required`);
  }
  return { ...checkpoint, note, cosignedBy };
}
