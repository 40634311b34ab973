/**
 * A second implementation of the log of reads, from the description of the format alone and on Node's own cryptography.
 */
import { hash as digest } from "node:crypto";
import type { LoggedRead } from "../../../src/evidence/receipts/logged-read.ts";
import type { ReadReceipt } from "../../../src/evidence/receipts/read-receipt.ts";
import { Evidence } from "./evidence.ts";
import type { Notary } from "./notaries.ts";
import { isProven } from "./receipt-reference.ts";
import { jcs } from "./sealed-builder.ts";

const NAMES = ["number", "at", "who", "action", "record", "request_id", "granted"] as const;

/** An entry of the log. */
export const loggedRead = (number: number, changes: Partial<LoggedRead> = {}): LoggedRead => ({
  number,
  at: "2026-01-02T03:04:05.678Z",
  who: `dr-${number}`,
  action: "read",
  record: number,
  request_id: `request-${number}`,
  granted: true,
  ...changes,
});

/** A disclosure, as RFC 9901, section 4.2.1, writes it. */
export const disclosureOf = (name: string, value: unknown, salt = digest("sha256", `${name} ${String(value)}`)) =>
  Buffer.from(JSON.stringify([Buffer.from(salt, "hex").subarray(0, 16).toString("base64url"), name, value])).toString(
    "base64url",
  );

/** An entry's disclosures and what its commitment is made of. @param salts in hex; made up if absent */
export function sealedRead(entry: LoggedRead, salts: readonly string[] = []) {
  const disclosures = NAMES.map((name, place) => disclosureOf(name, entry[name], salts[place]));
  const digests = disclosures.map((disclosure) => digest("sha256", disclosure, "base64url"));
  const fields = Object.fromEntries(NAMES.map((name, place) => [name, digests[place] ?? ""]));
  return { disclosures, fields, commitment: digest("sha256", jcs({ _sd_alg: "sha-256", fields })) };
}

/** A log of reads that a ledger could have, with its receipts and checkpoints. */
export class LogOfReads {
  readonly evidence: Evidence;
  readonly #entries: readonly ReturnType<typeof sealedRead>[];

  /** @param log signs the checkpoints; its name is the log's origin */
  constructor(entries: readonly LoggedRead[], log: Notary) {
    this.#entries = entries.map((entry) => sealedRead(entry));
    this.evidence = new Evidence(
      this.#entries.map(({ commitment }) => ({ hash: commitment })),
      log,
    );
  }

  /** The receipt of an entry, which discloses all of it. */
  receipt(number: number): ReadReceipt {
    const entry = this.#entries[number - 1];
    if (!entry) throw new RangeError(`the log has no entry ${number}`);
    const { commitment, fields, disclosures } = entry;
    return { number, commitment, ...this.evidence.receipt(number), fields, disclosures };
  }
}

/**
 * Whether a receipt of the log holds, and what it says.
 *
 * @param publicKey the log's Ed25519 key, 32 bytes
 * @returns `undefined` if it does not hold
 */
export function readsOf(receipt: ReadReceipt, publicKey: Buffer): Record<string, unknown> | undefined {
  const { number, commitment, fields, disclosures = [], leaf_index } = receipt;
  if (leaf_index !== number - 1 || !isProven(receipt, commitment, publicKey)) return undefined;
  if (fields === undefined) return disclosures.length === 0 ? {} : undefined;
  if (digest("sha256", jcs({ _sd_alg: "sha-256", fields })) !== commitment) return undefined;
  const values: Record<string, unknown> = {};
  for (const disclosure of disclosures) {
    const [, name, value] = JSON.parse(Buffer.from(disclosure, "base64url").toString()) as [string, string, unknown];
    if (fields[name] !== digest("sha256", disclosure, "base64url")) return undefined;
    values[name] = value;
  }
  return values;
}
