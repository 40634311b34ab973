/**
 * Builds chains of sealed ledgers from the description of the format alone, on Node's own cryptography, so that the code
 * is not compared with itself.
 */
import { hash as digest } from "node:crypto";
import type { Entry, FoundingEntry } from "../../../src/chain/sealed/entry.ts";
import type { Header, SealedBlock } from "../../../src/chain/sealed/header.ts";
import { ReferenceTree } from "./rfc6962.ts";

/** Canonical JSON for values whose numbers are whole and whose names are ASCII: sorted names, no white space. */
export function jcs(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jcs).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const sorted = members.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([name, member]) => `${JSON.stringify(name)}:${jcs(member)}`).join(",")}}`;
}

/** The founding that the tests' chains have, unless they say otherwise. */
export const FOUNDING: FoundingEntry = {
  kind: "founding",
  version: 1,
  id: "00112233445566778899aabbccddeeff",
  puzzle: "block-hash",
  difficulty: 8,
  records: "sealed",
};

/** A commitment that stands for anything: the hash of a name. */
export function commitment(name: string | number): string {
  return digest("sha256", String(name));
}

/** The entry of an unsigned record. */
export function record(name: string | number): Entry {
  return { kind: "record", commitment: commitment(name) };
}

/** The hex root over entries. */
export function rootOf(entries: readonly unknown[]): string {
  return entryTree(entries).root(entries.length).toString("hex");
}

/** The tree over entries. */
export function entryTree(entries: readonly unknown[]): ReferenceTree {
  return new ReferenceTree(entries.map((entry) => Buffer.from(jcs(entry))));
}

/** Mines a block: gives it the first nonce whose hash starts with its difficulty in zero bits. */
export function mined(block: Omit<SealedBlock, "proof" | "hash">): SealedBlock {
  const { entries, ...header } = block;
  const [before = "", after = ""] = jcs({ ...header, proof: 0 }).split(/(?<="proof":)0/);
  const target = 2 ** (32 - header.difficulty);
  for (let proof = 0; ; proof++) {
    const hash = digest("sha256", before + proof + after);
    if (Number.parseInt(hash.slice(0, 8), 16) < target) return { ...header, proof, hash, entries };
  }
}

/** The block that would follow a chain, mined. */
export function blockAfter(
  chain: readonly SealedBlock[],
  entries: readonly unknown[],
  edit: Partial<Header> = {},
): SealedBlock {
  const tip = chain.at(-1);
  const first = (tip?.last_entry ?? 0) + 1;
  return mined({
    index: (tip?.index ?? 0) + 1,
    timestamp: new Date(Date.UTC(2026, 1, 1) + 1000 * chain.length).toISOString(),
    first_entry: first,
    last_entry: first + entries.length - 1,
    merkle_root: rootOf(entries),
    mined_by: tip ? "ledger" : "genesis",
    difficulty: tip?.difficulty ?? FOUNDING.difficulty,
    previous_hash: tip?.hash ?? "0",
    ...edit,
    entries: entries as readonly Entry[],
  });
}

/**
 * A chain of these blocks, given by their entries. Genesis comes first by itself.
 *
 * @param founding what genesis sets besides what every founding here says
 */
export function chainOf(blocks: readonly (readonly unknown[])[], founding: Partial<FoundingEntry> = {}): SealedBlock[] {
  const chain: SealedBlock[] = [];
  for (const entries of [[{ ...FOUNDING, ...founding }], ...blocks]) chain.push(blockAfter(chain, entries));
  return chain;
}
