import type { ParseArgsOptionsConfig } from "node:util";
import { Malformed } from "../../chain/text/malformed.ts";
import { savedText } from "../../client/saved/saved-text.ts";
import { parsePolicy } from "../../evidence/notes/policy-file.ts";
import type { TrustPolicy } from "../../evidence/notes/trust-policy.ts";
import { UsageError, type Values } from "../command.ts";
import { UnusableFile } from "../../client/saved/unusable-file.ts";
import { textOfFile } from "../input-file.ts";
import { ledgerKeys, witnessKeys } from "./verifier-keys.ts";

/** The options that say whose signatures are required. */
export const POLICY_OPTIONS = {
  vkey: { type: "string", multiple: true, default: [] },
  "witness-key": { type: "string", multiple: true, default: [] },
  quorum: { type: "string" },
  policy: { type: "string" },
} as const satisfies ParseArgsOptionsConfig;

/** Larger than any policy, in bytes. */
const LIMIT = 1_048_576;

/**
 * The trust policy, from a file or from single keys. Without any of them it has no key.
 *
 * @throws UsageError when both are given
 * @throws UnusableFile when the file is not a policy
 * @throws Error when a key cannot be read, or `--quorum` asks for more witnesses than there are keys
 */
export async function policyGiven(values: Values<typeof POLICY_OPTIONS>): Promise<Required<TrustPolicy>> {
  const { policy: file, vkey, "witness-key": witnessTexts, quorum: asked } = values;
  if (file !== undefined) {
    if (vkey.length + witnessTexts.length > 0 || asked !== undefined) {
      throw new UsageError("--policy has the keys and the quorum: leave out --vkey, --witness-key and --quorum.");
    }
    return policyIn(file);
  }
  const ledger = await ledgerKeys(vkey);
  const witnesses = await witnessKeys(witnessTexts, ledger);
  const quorum = Number(asked ?? witnesses.length);
  if (!/^\d+$/.test(asked ?? "0") || quorum > witnesses.length) {
    throw new Error("--quorum must be a whole number, at most the number of different --witness-key options.");
  }
  return { ledger, witnesses, quorum };
}

/** @throws UnusableFile when it is not a policy */
async function policyIn(file: string): Promise<Required<TrustPolicy>> {
  const text = savedText(await textOfFile(file, LIMIT));
  return parsePolicy(text).catch((error: unknown) => {
    throw error instanceof Malformed ? new UnusableFile(file, `is not a policy: ${error.message}`) : error;
  });
}
