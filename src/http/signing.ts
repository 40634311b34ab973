import { CheckpointSigners } from "../chain/checkpoint-signers.ts";
import { Malformed, parseVerifierKey, type VerifierKey } from "../chain/note.ts";
import { Problem } from "./problem.ts";

/**
 * The keys that a ledger's checkpoints are verified with.
 *
 * @throws Problem when none is configured, or not rightly
 */
export async function verifierKeys(env: Cloudflare.Env, name: string): Promise<VerifierKey[]> {
  if (!env.LEDGER_SIGNING_KEY) {
    throw notConfigured(
      "This ledger signs no checkpoints. The operator has to set LEDGER_SIGNING_KEY and LEDGER_ORIGIN.",
    );
  }
  return orNotConfigured(() => new CheckpointSigners(env).verifiers(name));
}

/** The witnesses whose cosignatures are kept. */
export async function witnessKeys({ WITNESS_KEYS = "" }: Cloudflare.Env): Promise<VerifierKey[]> {
  return orNotConfigured(() => Promise.all(WITNESS_KEYS.split(/\s+/).filter(Boolean).map(parseVerifierKey)));
}

/**
 * Refuses to go on with a signing key that is set but of no use: what would be mined meanwhile would stand without
 * evidence.
 */
export async function requireSoundSigning(env: Cloudflare.Env, name: string): Promise<void> {
  if (env.LEDGER_SIGNING_KEY) await verifierKeys(env, name);
}

async function orNotConfigured<Keys>(open: () => Promise<Keys>): Promise<Keys> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof Malformed) throw notConfigured(`The operator has to mend the settings: ${error.message}.`);
    throw error;
  }
}

function notConfigured(detail: string): Problem {
  return new Problem("signing-not-configured", detail);
}
