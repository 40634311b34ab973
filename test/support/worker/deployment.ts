import { env, evictAllDurableObjects, listDurableObjectIds, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach } from "vitest";
import type { SigningJwk } from "../../../src/evidence/notes/note.ts";

type Settings = Partial<
  Pick<
    Cloudflare.Env,
    | "LEDGER_SIGNING_KEY"
    | "LEDGER_ORIGIN"
    | "WITNESS_KEYS"
    | "MAX_SEARCH_DIFFICULTY"
    | "RECORD_KEY"
    | "CLASS_KEY"
    | "CLASS_NAME"
  >
>;

/** The settings of the tests of other topics. */
const { LEDGER_SIGNING_KEY = "", LEDGER_ORIGIN, WITNESS_KEYS, RECORD_KEY = "" } = env;

/** A new Ed25519 key in the form of a deployment's secret. */
export async function newKey(): Promise<SigningJwk> {
  const pair = (await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])) as CryptoKeyPair;
  const { kty, crv, d, x } = (await crypto.subtle.exportKey("jwk", pair.privateKey)) as JsonWebKey;
  return { kty, crv, d, x };
}

export const KEY = await newKey();
export const ORIGIN = "ledger.test";

/** The settings of a deployment that signs. */
export const SIGNING = { LEDGER_SIGNING_KEY: JSON.stringify(KEY), LEDGER_ORIGIN: ORIGIN };

/** Sets what the Worker's routes read now, and its objects at their next start; running objects keep their settings. */
export function configure(settings: Settings): void {
  const none = { LEDGER_SIGNING_KEY: "", LEDGER_ORIGIN: "", WITNESS_KEYS: "", MAX_SEARCH_DIFFICULTY: "" };
  const usual = { ...none, RECORD_KEY, CLASS_KEY: "", CLASS_NAME: "" };
  Object.assign(env, { ...usual, ...settings });
}

/** Restarts every object, as a deployment does, or the platform at any time. */
export function restart(): Promise<void> {
  return evictAllDurableObjects();
}

/** Deploys the Worker again with other settings. */
export async function deploy(settings: Settings): Promise<void> {
  configure(settings);
  await restart();
}

/** Runs a file's tests with these settings, and restores the previous ones for the tests of other files. */
export function deployedWith(settings: Settings): void {
  beforeEach(() => configure(settings));
  afterEach(async () => {
    configure({ LEDGER_SIGNING_KEY, LEDGER_ORIGIN, WITNESS_KEYS });
    // The reset before the next test empties the storage only of objects that are awake.
    for (const id of await listDurableObjectIds(env.LEDGER)) {
      await runInDurableObject(env.LEDGER.get(id), () => undefined);
    }
    for (const id of await listDurableObjectIds(env.VAULT)) {
      await runInDurableObject(env.VAULT.get(id), () => undefined);
    }
  });
}
