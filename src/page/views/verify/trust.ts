import type { Signal } from "@preact/signals";
import { isHexHash } from "../../../chain/text/hex.ts";
import { Malformed } from "../../../chain/text/malformed.ts";
import { subjectFault } from "../../../chain/records/record-text.ts";
import { parsePin, type Pin } from "../../../evidence/checking/authors.ts";
import { parseVerifierKey } from "../../../evidence/notes/note.ts";
import type { TrustPolicy } from "../../../evidence/notes/trust-policy.ts";
import type { ChosenFile } from "./chosen-file.ts";
import { verifyStrings } from "../../texts/verify.ts";

/** The user's trust settings as typed: whose signatures to require, and what was saved from the ledger. */
export interface TrustInput {
  /** The ledger's verifier keys. */
  readonly vkeys: Signal<string>;
  /** Whether the keys are those served by the ledger, which could have replaced them together with the chain. */
  readonly isOwnKey: Signal<boolean>;
  readonly witnessKeys: Signal<string>;
  /** The required number of witnesses; all of them when empty. */
  readonly quorum: Signal<string>;
  /** The hash of genesis; not compared when empty. */
  readonly genesis: Signal<string>;
  /** The keys that people are known to have, one a line; see {@link pinsIn}. */
  readonly pins: Signal<string>;
}

/**
 * The trust policy: from a policy file, or from the fields.
 *
 * @throws Malformed if there are several policies, or a key or the quorum cannot be used
 */
export async function policyOf(
  { vkeys, witnessKeys, quorum }: TrustInput,
  files: readonly ChosenFile[],
): Promise<Required<TrustPolicy>> {
  const text = verifyStrings.policy;
  const [saved, ...others] = files.flatMap((file) => (file.kind === "policy" ? [file.policy] : []));
  const [own, ofWitnesses] = [keysIn(vkeys.peek()), keysIn(witnessKeys.peek())];
  if (saved) {
    if (others.length > 0) throw new Malformed(text.several);
    if (own.length + ofWitnesses.length > 0 || quorum.peek() !== "") throw new Malformed(text.twice);
    return saved;
  }
  const asked = quorum.peek() === "" ? ofWitnesses.length : Number(quorum.peek());
  if (asked > ofWitnesses.length) throw new Malformed(verifyStrings.quorumTooHigh);
  const witnesses = await Promise.all(ofWitnesses.map(parseVerifierKey));
  return { ledger: await Promise.all(own.map(parseVerifierKey)), witnesses, quorum: asked };
}

/**
 * The saved hash of genesis, if one was typed.
 *
 * @throws Malformed if it is no hash
 */
export function genesisOf({ genesis }: TrustInput): string | undefined {
  const saved = genesis.peek().trim();
  if (saved === "") return undefined;
  if (!isHexHash(saved)) throw new Malformed(verifyStrings.genesisForm);
  return saved;
}

/** The keys in a text with one key per line. */
export function keysIn(text: string): string[] {
  return text.split(/\s+/).filter((key) => key !== "");
}

/**
 * The pins in a text with one per line; see {@link parsePin}.
 *
 * @throws Malformed if a line is not a pin
 */
export function pinsIn(text: string): Pin[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => {
    const pin = parsePin(line.trim());
    if (!pin || subjectFault(pin.name) !== undefined) throw new Malformed(verifyStrings.pinForm);
    return pin;
  });
}
