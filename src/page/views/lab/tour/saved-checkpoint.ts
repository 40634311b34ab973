import { ChainAudit } from "../../../../evidence/checking/audit.ts";
import type { Block } from "../../../../chain/block.ts";
import { checkpointText, openCheckpoint } from "../../../../evidence/notes/checkpoint.ts";
import type { Fault } from "../../../../chain/fault.ts";
import { noteText, openSigner, SIGNATURE_TYPE, signText, type VerifierKey } from "../../../../evidence/notes/note.ts";

/** A saved signed checkpoint, and the key that verifies it. */
export interface SavedCheckpoint {
  readonly note: string;
  readonly size: number;
  readonly verifier: VerifierKey;
}

const CLOCK = { now: () => Date.now() };

/** The origin in the sandbox's checkpoints. */
const ORIGIN = "lab.example/ledgers/sandbox";

/** Signs a checkpoint of a chain with a new key, as a ledger would with its own key. */
export async function saveCheckpoint(blocks: readonly Block[]): Promise<SavedCheckpoint> {
  const pair = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
  const jwk = await crypto.subtle.exportKey("jwk", pair.privateKey);
  const signer = await openSigner(jwk, ORIGIN, SIGNATURE_TYPE.ed25519);
  const audit = new ChainAudit([], CLOCK);
  for (const block of blocks) await audit.next(block);
  const text = checkpointText({ origin: ORIGIN, size: audit.length, root: await audit.root() });
  const note = noteText({ text, signatures: [await signText(text, signer)] });
  return { note, size: audit.length, verifier: signer.verifier };
}

/**
 * Compares a chain with a saved checkpoint.
 *
 * @returns the chain's own first fault, or the contradiction with the checkpoint; nothing if the chain agrees with it
 */
export async function compareWith(saved: SavedCheckpoint, blocks: readonly Block[]): Promise<Fault | undefined> {
  const checkpoint = await openCheckpoint(saved.note, { ledger: [saved.verifier] });
  const audit = new ChainAudit([checkpoint.size], CLOCK);
  for (const block of blocks) {
    const fault = await audit.next(block);
    if (fault) return fault;
  }
  return audit.checkpointFault(checkpoint);
}
