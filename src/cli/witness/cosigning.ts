import type { LedgerClient } from "../../client/client.ts";
import { openCheckpoint, type VerifiedCheckpoint } from "../../evidence/notes/checkpoint.ts";
import { cosignText, noteText, type Signer, type VerifierKey } from "../../evidence/notes/note.ts";
import { LOGS, type LogName } from "../log.ts";
import { historyFault, orContradicted, type ServedLog } from "../log-history.ts";
import { ProvenFault } from "../command.ts";
import { type Io, print } from "../io.ts";
import type { WitnessState } from "./witness-state.ts";

/** A witness of a ledger. */
interface Witness {
  readonly client: LedgerClient;
  /** The log whose checkpoints it cosigns. */
  readonly log: LogName;
  /** The keys that sign them. */
  readonly ledger: readonly VerifierKey[];
  /** The witness's own key. */
  readonly signer: Signer;
  readonly state: WitnessState;
}

/**
 * Cosigns the ledger's newest checkpoint once, and prints whether the ledger counts the cosignature.
 *
 * @throws ProvenFault when the checkpoint does not extend the one cosigned last, or the ledger reports a contradiction
 */
export async function cosignNewest(witness: Witness, io: Io): Promise<void> {
  await orContradicted(() => cosign(witness, io));
}

async function cosign({ client, log, ledger, signer, state }: Witness, io: Io): Promise<void> {
  const { path, count } = LOGS[log];
  const signed = await client.text(`${path}/checkpoint`);
  const newest = await openCheckpoint(signed, { ledger });
  const before = await state.read(ledger);
  if (before) await checkContinues({ client, log }, before, newest, () => state.saveEvidence(signed));
  // Save it before sending: the witness must never forget a cosignature that it published.
  await state.write(signed);
  const cosignature = await cosignText(newest.note.text, Math.floor(Date.now() / 1000), signer);
  const note = noteText({ text: newest.note.text, signatures: [...newest.note.signatures, cosignature] });
  const headers = { "Content-Type": "text/plain" };
  const answer = await client.get(`${path}/cosignatures`, { method: "POST", headers, body: note });
  const { counted } = (answer ?? {}) as { counted?: unknown };
  const { name, id } = signer.verifier;
  const isCounted = Array.isArray(counted) && counted.includes(`${name}+${id}`);
  const continuity = before ? `consistent with the last ${before.size} cosigned` : "the first checkpoint cosigned";
  print(io.stdout, `${count(newest.size)}, ${continuity}; ${isCounted ? "cosigned" : "not counted"}.`);
  if (isCounted) return;
  const advice = "its operator must add this witness's key to WITNESS_KEYS.";
  print(io.stderr, `The ledger does not count this cosignature: ${advice}`);
}

async function checkContinues(
  served: ServedLog,
  before: VerifiedCheckpoint,
  newest: VerifiedCheckpoint,
  saveEvidence: () => Promise<string>,
): Promise<void> {
  const fault = await historyFault(served, before, newest);
  if (!fault) return;
  const detail = `${fault.detail} The evidence is in ${await saveEvidence()}.`;
  throw new ProvenFault(detail, { ...fault, detail });
}
