import { counted } from "../chain/text/counted.ts";
import type { Divergence, Finding, Gap, Skipped, Witnessed } from "../evidence/checking/verification.ts";
import { authorDetails, authorText } from "./author-words.ts";
import type { Item } from "./document.ts";
import { disclosureOf, entryDetails, entryOf } from "./entry-words.ts";
import { quoted, utc } from "./words.ts";

/** A check that passed, with what it found. */
export function findingItem(finding: Finding, isOwnKey = false): Item {
  const text = findingText(finding, isOwnKey);
  switch (finding.check) {
    case "signatures":
    case "pin":
    case "author":
      return { text, details: authorDetails(finding) };
    case "receipt": {
      const { entry } = finding;
      const disclosure = entry && disclosureOf(entry);
      return { text, details: entry ? entryDetails(entry) : [], ...(disclosure ? { disclosure } : {}) };
    }
    default:
      return { text, details: [] };
  }
}

/** A signature does not count as verified if its key came from the ledger itself. */
function findingText(finding: Finding, isOwnKey: boolean): string {
  switch (finding.check) {
    case "blocks": {
      const { length, entries } = finding;
      if (entries === undefined) return `${blocks(length)}: every hash, link, timestamp, proof of work and record`;
      const both = `${blocks(length)} with ${counted(entries, "entry", "entries")}`;
      return `${both}: every hash, link, timestamp, proof of work, Merkle root and entry`;
    }
    case "signatures":
    case "pin":
    case "author":
      return authorText(finding);
    case "genesis":
      return "genesis: its hash matches the saved one";
    case "newest-checkpoint":
      return `the newest checkpoint, of ${blocks(finding.size)}: ${isOwnKey ? "its root" : "its signature and its root"}`;
    case "cosignatures":
      return `cosigned by ${finding.count} of ${counted(finding.witnesses, "witness", "witnesses")}`;
    case "kept-checkpoint":
      return `${quoted(finding.name)}: the ledger still contains the ${blocks(finding.size)} that it was signed for`;
    case "copy":
      return `${quoted(finding.name)}: its ${blocks(finding.length)} are the ledger's`;
    case "receipt": {
      const { name, entry, index, hash } = finding;
      return `${quoted(name)}: ${entry ? `${entryOf(entry)} of ` : ""}block ${index} is in the ledger, with hash ${hash}`;
    }
  }
}

/** A check that was not made, and why. */
export function skippedText({ check, name, reason }: Skipped): string {
  return `${SKIPPED[check](name === undefined ? undefined : quoted(name))}: ${quoted(reason)}`;
}

const SKIPPED: Readonly<Record<Skipped["check"], (name?: string) => string>> = {
  blocks: () => "the blocks after the last fault",
  rest: () => "the blocks after the last one here",
  genesis: () => "whether the hash of genesis matches the saved one",
  "newest-checkpoint": () => "the ledger's newest checkpoint",
  cosignatures: (name = "the newest checkpoint") => `the witnesses' cosignatures of ${name}`,
  "kept-checkpoint": (name = "a checkpoint") => name,
  copy: (name = "a copy") => name,
  receipt: (name = "a receipt") => name,
  signatures: () => "the authors' signatures",
  pin: (name = "a name") => `the key that ${name} was pinned to`,
  author: () => "what the key signed",
};

/** What could not be checked for lack of evidence. */
export const GAPS: Readonly<Record<Gap | "ownKey", string>> = {
  key: "whether the ledger's key signed all of this: no key was given",
  checkpoint: "whether the ledger's key signed all of this: no checkpoint with its signature covers the last block",
  history: "whether the past was rewritten: no saved checkpoint of this ledger was given",
  ownKey:
    "whether the ledger's key signed all of this: the key came from the ledger itself, so a match proves nothing. Use the key that you got from another source",
};

/** Where a rewritten chain differs from what the ledger signed. */
export function divergenceText({ unchanged, differs }: Divergence): string {
  const first = unchanged + 1;
  const same =
    unchanged === 0
      ? ""
      : `${unchanged === 1 ? "block 1 is the one" : `blocks 1 to ${unchanged} are the ones`} that the ledger signed; `;
  return `${same}the first that differs is ${first === differs ? `block ${first}` : `one of the blocks ${first} to ${differs}`}`;
}

/** When a witness saw the chain. */
export function witnessedText({ witness, size, at, name }: Witnessed): string {
  const checkpoint = name === undefined ? "the newest checkpoint" : quoted(name);
  const covered = size === 1 ? "block 1" : `blocks 1 to ${size.toLocaleString("en")}`;
  return `${checkpoint}: ${covered} existed by ${utc(at)}, according to the witness ${quoted(witness)}`;
}

function blocks(count: number): string {
  return counted(count, "block");
}
