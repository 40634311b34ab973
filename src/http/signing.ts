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

/** The settings that were found sound last: to open a key takes longer than all else that a request asks of the Worker. */
let sound: { readonly key: string | undefined; readonly origin: string | undefined } | undefined;

/**
 * Refuses to go on with a signing key that is set but of no use: what would be mined meanwhile would stand without
 * evidence.
 */
export async function requireSoundSigning(env: Cloudflare.Env, name: string): Promise<void> {
  const { LEDGER_SIGNING_KEY: key, LEDGER_ORIGIN: origin } = env;
  if (!key || (sound?.key === key && sound.origin === origin)) return;
  await verifierKeys(env, name);
  sound = { key, origin };
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
