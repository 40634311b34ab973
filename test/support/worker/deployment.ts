import { env, evictAllDurableObjects, listDurableObjectIds, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach } from "vitest";
import type { SigningJwk } from "../../../src/evidence/note.ts";

type Settings = Partial<
  Pick<Cloudflare.Env, "LEDGER_SIGNING_KEY" | "LEDGER_ORIGIN" | "WITNESS_KEYS" | "MAX_SEARCH_DIFFICULTY">
>;

/** The settings that the tests of other things run with. */
const { LEDGER_SIGNING_KEY = "", LEDGER_ORIGIN, WITNESS_KEYS } = env;

/** A new Ed25519 key, as a deployment's secret holds it. */
export async function newKey(): Promise<SigningJwk> {
  const pair = (await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])) as CryptoKeyPair;
  const { kty, crv, d, x } = (await crypto.subtle.exportKey("jwk", pair.privateKey)) as JsonWebKey;
  return { kty, crv, d, x };
}

export const KEY = await newKey();
export const ORIGIN = "ledger.test";

/** What a deployment that signs has in its settings. */
export const SIGNING = { LEDGER_SIGNING_KEY: JSON.stringify(KEY), LEDGER_ORIGIN: ORIGIN };

/** Has the Worker's routes read these settings, and its objects when they start; those that run keep what they have. */
export function configure(settings: Settings): void {
  const usual = { LEDGER_SIGNING_KEY: "", LEDGER_ORIGIN: "", WITNESS_KEYS: "", MAX_SEARCH_DIFFICULTY: "" };
  Object.assign(env, { ...usual, ...settings });
}

/** Has every object start again, as a deployment does, or the platform when it likes. */
export function restart(): Promise<void> {
  return evictAllDurableObjects();
}

/** Deploys the Worker anew with other settings. */
export async function deploy(settings: Settings): Promise<void> {
  configure(settings);
  await restart();
}

/** Runs a file's tests with these settings; tests of other files are to find what they know. */
export function deployedWith(settings: Settings): void {
  beforeEach(() => configure(settings));
  afterEach(async () => {
    configure({ LEDGER_SIGNING_KEY, LEDGER_ORIGIN, WITNESS_KEYS });
    // The reset before the next test empties the storage of those objects only that are awake.
    for (const id of await listDurableObjectIds(env.LEDGER)) {
      await runInDurableObject(env.LEDGER.get(id), () => undefined);
    }
  });
}
