import * as fc from "fast-check";
import { puzzleOf } from "../../../src/chain/puzzle.ts";
import type { Fault } from "../../../src/chain/fault.ts";
import { parseVerifierKey } from "../../../src/evidence/notes/note.ts";
import type { ProvenEntry } from "../../../src/evidence/receipts/proven-entry.ts";
import type { Finding, Report, Skipped } from "../../../src/evidence/checking/verification.ts";
import type { Circumstances } from "../../../src/report/circumstances.ts";
import { blockAt, squaresChain } from "../chain/chains.ts";
import { LOG_TYPE, Notary, WITNESS_TYPE } from "../chain/notaries.ts";

/** Texts that would do harm if a report showed them as they are: markup, line feeds, escapes, marks of direction. */
export const HOSTILE = [
  "<script>alert(1)</script>",
  `"><img src=x onerror=alert(1)>`,
  "</style></bdi></table><h1>All checks passed</h1>",
  "&lt;b&gt; &amp; 'quoted'",
  "a\nright        everything",
  "\u202egnp.exe\u2066\u2069\u2068",
  "\u001b[2J\u0000\u009b1m",
  "\ud800 \u2028 \ufeff",
  "‮אליס‬ \u200f(1)",
  "x".repeat(2_000),
] as const;

const hash = fc.integer({ min: 0, max: 15 }).map((digit) => digit.toString(16).repeat(64));
const count = fc.integer({ min: 1, max: 5_000 });
const text = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.string({ minLength: 1, maxLength: 20 }),
);

export const RULES = [
  "format",
  "index",
  "hash",
  "genesis",
  "previous_hash",
  "difficulty",
  "timestamp",
  "proof",
  "record",
  "merkle_root",
  "entries",
  "entry",
  "key",
  "seen",
  "signature",
  "fork",
  "truncation",
  "checkpoint",
  "receipt",
  "pin",
  "record-missing",
] as const satisfies readonly Fault["rule"][];

export const faults: fc.Arbitrary<Fault> = fc.record({
  index: count,
  rule: fc.constantFrom(...RULES),
  expected: text,
  actual: text,
  detail: text,
});

const entries: fc.Arbitrary<ProvenEntry> = fc.record(
  {
    number: count,
    kind: fc.constantFrom("record", "correction", "erasure", "key", "revocation"),
    disclosed: fc.dictionary(fc.constantFrom("patient_name", "patient_ID", "Reg_no", "subject"), text),
    key: fc.constant("k".repeat(43)),
    disputed: fc.constant(true),
    correctedBy: count,
    erasedBy: count,
    unchecked: fc.subarray(["current-version", "signature", "revocation"]),
  },
  { requiredKeys: ["number", "kind", "disclosed", "unchecked"] },
);

const key = fc.record({
  thumbprint: fc.constant("t".repeat(43)),
  enrolled: fc.record({ entry: count, block: count, at: fc.constant("2026-11-12T10:04:00.000Z") }),
});

const findings: fc.Arbitrary<Finding> = fc.oneof(
  fc.record({ check: fc.constant("blocks" as const), length: count }),
  fc.record({ check: fc.constant("blocks" as const), length: count, entries: count }),
  fc.record({
    check: fc.constant("signatures" as const),
    signed: count,
    unsigned: fc.nat(5),
    keys: fc.nat(5),
    disputed: fc.nat(5),
    names: fc.constantFrom("operator", "registrar"),
    disputedEntries: fc.array(count, { maxLength: 50 }),
  }),
  fc.record({ check: fc.constant("genesis" as const), hash }),
  fc.record({ check: fc.constant("newest-checkpoint" as const), size: count }),
  fc.record({ check: fc.constant("cosignatures" as const), count, witnesses: count }),
  fc.record({ check: fc.constant("kept-checkpoint" as const), name: text, size: count }),
  fc.record({ check: fc.constant("copy" as const), name: text, length: count }),
  fc.record(
    { check: fc.constant("receipt" as const), name: text, index: count, hash, entry: entries },
    { requiredKeys: ["check", "name", "index", "hash"] },
  ),
  fc.record({ check: fc.constant("pin" as const), name: text, key, isNamed: fc.boolean() }),
  fc.record({
    check: fc.constant("author" as const),
    key,
    entries: fc.array(
      fc.record({
        number: count,
        kind: fc.constantFrom("record", "correction", "erasure"),
        block: count,
        at: fc.constant("2026-11-12T10:04:00.000Z"),
        disputed: fc.boolean(),
      }),
      { maxLength: 5 },
    ),
  }),
);

const skips: fc.Arbitrary<Skipped> = fc.record(
  {
    check: fc.constantFrom("blocks", "rest", "genesis", "newest-checkpoint", "cosignatures", "kept-checkpoint", "copy"),
    name: text,
    reason: text,
  },
  { requiredKeys: ["check", "reason"] },
);

/** Reports with anything in them that a report can have, whether or not it goes together. */
export const reports: fc.Arbitrary<Report> = fc.record(
  {
    length: count,
    head: hash,
    root: hash,
    genesis: hash,
    puzzle: fc.constant(puzzleOf(blockAt(squaresChain, 1))),
    checked: fc.array(findings, { maxLength: 8 }),
    unchecked: fc.subarray(["key", "checkpoint", "history"]),
    skipped: fc.array(skips, { maxLength: 4 }),
    fault: faults,
    furtherFaults: fc.array(faults, { maxLength: 5 }),
    hasMoreFaults: fc.constant(true),
    divergence: fc.tuple(fc.nat(9), fc.integer({ min: 10, max: 20 })).map(([unchanged, differs]) => {
      return { unchanged, differs };
    }),
    witnessed: fc.array(
      fc.record(
        {
          witness: text,
          size: count,
          at: fc.constantFrom(
            "2026-11-12T10:04:59.000Z",
            "1970-01-01T00:00:00Z",
            "+058000-01-01T00:00:00Z",
            "nonsense",
          ),
          name: text,
        },
        { requiredKeys: ["witness", "size", "at"] },
      ),
      { maxLength: 3 },
    ),
  },
  {
    requiredKeys: [
      "length",
      "head",
      "root",
      "genesis",
      "puzzle",
      "checked",
      "unchecked",
      "skipped",
      "furtherFaults",
      "witnessed",
    ],
  },
);

const ledger = new Notary("clinic.example/ledgers/main");
const witness = new Notary("witness.example");

const policy = {
  ledger: [await parseVerifierKey(ledger.vkey(LOG_TYPE))],
  witnesses: [await parseVerifierKey(witness.vkey(WITNESS_TYPE))],
  quorum: 1,
};

/** What surrounds a verification, with texts as a user or a server may give them. */
export const circumstances: fc.Arbitrary<Circumstances> = fc.record(
  {
    verifiedBy: text,
    at: fc.constant("2026-11-27T18:40:12.123Z"),
    source: text,
    policy: fc.constant(policy),
    isOwnKey: fc.boolean(),
    hasAllNames: fc.boolean(),
  },
  { requiredKeys: ["at", "source", "policy"] },
);

/** A plain report, to be changed by tests: all that was checked is right. */
export const RIGHT: Report = {
  length: squaresChain.length,
  head: squaresChain.at(-1)?.hash,
  root: "b".repeat(64),
  genesis: blockAt(squaresChain, 1).hash,
  puzzle: puzzleOf(blockAt(squaresChain, 1)),
  checked: [{ check: "blocks", length: squaresChain.length }],
  unchecked: [],
  skipped: [],
  furtherFaults: [],
  witnessed: [],
};

/** Circumstances to go with it. */
export const CIRCUMSTANCES: Circumstances = {
  verifiedBy: "A. Auditor",
  at: "2026-11-27T18:40:12.123Z",
  source: "https://ledger.example/ledgers/main",
  policy,
};
