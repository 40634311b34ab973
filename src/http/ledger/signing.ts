import { CheckpointSigners } from "../../ledger/signing/checkpoint-signers.ts";
import { parseVerifierKey, SIGNATURE_TYPE, UnknownKeyType, type VerifierKey } from "../../evidence/notes/note.ts";
import { Malformed } from "../../chain/text/malformed.ts";
import { Problem } from "../answers/problem.ts";
import type { Env } from "../environment.ts";

/**
 * The keys that a ledger's checkpoints are verified with.
 *
 * @throws Problem if none is configured, or the configuration is invalid
 */
export async function verifierKeys(env: Env, name: string): Promise<VerifierKey[]> {
  if (!env.LEDGER_SIGNING_KEY) {
    throw notConfigured(
      "This ledger does not sign checkpoints. The operator must set LEDGER_SIGNING_KEY and LEDGER_ORIGIN.",
    );
  }
  return orNotConfigured(() => new CheckpointSigners(env).verifiers(name));
}

/** Those of its log of reads, whose origin is the ledger's with `/reads` after it. @throws Problem as above */
export function readsVerifierKeys(env: Env, name: string): Promise<VerifierKey[]> {
  return verifierKeys(env, `${name}/reads`);
}

/**
 * The keys of the witnesses whose cosignatures are stored. Keys of an unsupported type are skipped and logged, so that
 * they do not affect the other witnesses.
 *
 * @throws Problem if one is not a key at all
 */
export async function witnessKeys({ WITNESS_KEYS = "" }: Env): Promise<VerifierKey[]> {
  const keys = await orNotConfigured(() => Promise.all(WITNESS_KEYS.split(/\s+/).filter(Boolean).map(parseWitnessKey)));
  return keys.filter((key) => key !== undefined);
}

async function parseWitnessKey(text: string): Promise<VerifierKey | undefined> {
  try {
    const key = await parseVerifierKey(text);
    if (key.type === SIGNATURE_TYPE.cosignature) return key;
  } catch (error) {
    if (!(error instanceof UnknownKeyType)) throw error;
  }
  // The text of a verifier key is public.
  console.warn(JSON.stringify({ ignored_witness_key: text.slice(0, 100), reason: "it is not of type 0x04" }));
  return undefined;
}

/**
 * The settings that were last found valid, cached because opening a key takes longer than the Worker's other work for a
 * request.
 */
let sound: { readonly key: string | undefined; readonly origin: string | undefined } | undefined;

/**
 * Refuses to continue with a signing key that is set but unusable, since blocks mined meanwhile would have no evidence.
 */
export async function requireSoundSigning(env: Env, name: string): Promise<void> {
  const { LEDGER_SIGNING_KEY: key, LEDGER_ORIGIN: origin } = env;
  if (!key || (sound?.key === key && sound.origin === origin)) return;
  await verifierKeys(env, name);
  sound = { key, origin };
}

async function orNotConfigured<Keys>(open: () => Promise<Keys>): Promise<Keys> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof Malformed) throw notConfigured(`The operator must correct the settings: ${error.message}.`);
    throw error;
  }
}

function notConfigured(detail: string): Problem {
  return new Problem("signing-not-configured", detail);
}
