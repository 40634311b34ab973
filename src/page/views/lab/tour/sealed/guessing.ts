import { sha256 } from "../../../../../chain/text/canonical.ts";
import { hex } from "../../../../../chain/text/hex.ts";
import { discloseFields, SALT_BYTES } from "../../../../../evidence/receipts/disclosures.ts";
import { COMMON_NAMES } from "./common-names.ts";

/** The result of trying out names. */
export interface Guessing {
  /** How many names were tried. */
  readonly tried: number;
  /** The name that has the hash, if one of them has. */
  readonly found: string | undefined;
  readonly milliseconds: number;
}

/** How a guesser hashes a name, to compare it with the hash that he has. */
export type GuessedHash = (name: string) => Promise<string>;

/** Tries common names, one after another, until one has a hash. */
export async function guessName(hash: string, hashOf: GuessedHash): Promise<Guessing> {
  const start = performance.now();
  let tried = 0;
  let found: string | undefined;
  for (const name of COMMON_NAMES) {
    tried += 1;
    if ((await hashOf(name)) !== hash) continue;
    found = name;
    break;
  }
  return { tried, found, milliseconds: performance.now() - start };
}

/** The hash of a name and nothing else, in hex: whoever guesses the name can compute it. */
export async function unsaltedHash(name: string): Promise<string> {
  return hex(await sha256(new TextEncoder().encode(name)));
}

/** The digest of a name with a salt of the guesser's own, since he does not have the ledger's. */
export async function guessedDigest(name: string): Promise<string> {
  const { fields } = await discloseFields({ patient_name: name, patient_ID: "", Reg_no: "" }, newSalts());
  return fields["patient_name"] ?? "";
}

/** A new random salt for each field of a record. */
export function newSalts(): Uint8Array[] {
  return Array.from({ length: 3 }, () => crypto.getRandomValues(new Uint8Array(SALT_BYTES)));
}

const YEAR = 31_557_600_000;

/** The power of ten of the years that it takes to try every salt of one name, at the speed of some guesses. */
export function yearsExponent({ tried, milliseconds }: Guessing): number {
  // Some browsers round times so much that guesses seem to take none.
  const each = Math.max(milliseconds, 0.1) / tried;
  return Math.floor(Math.log10((2 ** (8 * SALT_BYTES) * each) / YEAR));
}
