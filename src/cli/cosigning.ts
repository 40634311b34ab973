import { hex, isHexHash } from "../chain/hex.ts";
import { type LedgerClient, Refusal } from "../client/client.ts";
import { openCheckpoint, type VerifiedCheckpoint } from "../evidence/checkpoint.ts";
import { type Hash, verifyConsistency } from "../evidence/merkle-tree.ts";
import { cosignText, noteText, type Signer, type VerifierKey } from "../evidence/note.ts";
import { bytesOf } from "../evidence/receipt.ts";
import { ProvenFault } from "./command.ts";
import { type Io, print } from "./io.ts";
import type { WitnessState } from "./witness-state.ts";

/** The problems with which a ledger refuses, since it signed two histories. */
const CONTRADICTIONS = ["checkpoint-conflict", "ledger-contradicted"];

/** A witness of a ledger. */
interface Witness {
  readonly client: LedgerClient;
  /** The ledger's keys. */
  readonly ledger: readonly VerifierKey[];
  /** The witness's own key. */
  readonly signer: Signer;
  readonly state: WitnessState;
}

/**
 * Looks once: cosigns the ledger's newest checkpoint, and says whether the ledger counts that.
 *
 * @throws ProvenFault when the checkpoint does not continue the one that was cosigned last, or the ledger says so
 */
export async function cosignNewest(witness: Witness, io: Io): Promise<void> {
  try {
    await cosign(witness, io);
  } catch (error) {
    throw error instanceof Refusal && CONTRADICTIONS.includes(error.problem) ? new ProvenFault(error.message) : error;
  }
}

async function cosign({ client, ledger, signer, state }: Witness, io: Io): Promise<void> {
  const signed = await client.text("/checkpoint");
  const newest = await openCheckpoint(signed, { ledger });
  const before = await state.read(ledger);
  if (before) await checkContinues(client, before, newest, () => state.saveEvidence(signed));
  // Saved before it is sent: a cosignature that is out must never be forgotten.
  await state.write(signed);
  const cosignature = await cosignText(newest.note.text, Math.floor(Date.now() / 1000), signer);
  const note = noteText({ text: newest.note.text, signatures: [...newest.note.signatures, cosignature] });
  const headers = { "Content-Type": "text/plain" };
  const answer = await client.get("/cosignatures", { method: "POST", headers, body: note });
  const { counted } = (answer ?? {}) as { counted?: unknown };
  const { name, id } = signer.verifier;
  const isCounted = Array.isArray(counted) && counted.includes(`${name}+${id}`);
  const consistent = `${newest.size} blocks, consistent with ${before ? `${before.size} before` : "nothing before"}`;
  print(io.stdout, `${consistent}; ${isCounted ? "cosigned" : "not counted"}.`);
  if (isCounted) return;
  const advice = "its operator has to add this witness's key to WITNESS_KEYS.";
  print(io.stderr, `The ledger does not count this cosignature: ${advice}`);
}

async function checkContinues(
  client: LedgerClient,
  before: VerifiedCheckpoint,
  newest: VerifiedCheckpoint,
  saveEvidence: () => Promise<string>,
): Promise<void> {
  const { size: from } = before;
  const { size: to } = newest;
  const fault = async (what: string, expected: string, actual: string) => {
    const detail = `${what} Kept as ${await saveEvidence()}.`;
    return new ProvenFault(detail, { index: Math.min(from, to), rule: "checkpoint", expected, actual, detail });
  };
  if (to < from) throw await fault("The ledger lost blocks that it had signed for.", `${from} blocks`, `${to} blocks`);
  const path = from === to ? [] : await consistencyPath(client, from, to);
  if (!path || !(await verifyConsistency(from, to, before.root, newest.root, path))) {
    const expected = `a tree that begins with ${hex(before.root)}`;
    throw await fault("The ledger rewrote blocks that it had signed for.", expected, hex(newest.root));
  }
}

/** @returns what the ledger gives as proof, or nothing where that is none */
async function consistencyPath(client: LedgerClient, from: number, to: number): Promise<Hash[] | undefined> {
  const { path } = ((await client.get(`/consistency?from=${from}&to=${to}`)) ?? {}) as { path?: unknown };
  return Array.isArray(path) && path.length <= 63 && path.every(isHexHash) ? path.map(bytesOf) : undefined;
}
