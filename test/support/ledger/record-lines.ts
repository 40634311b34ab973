import { expect } from "vitest";
import { hex } from "../../../src/chain/text/hex.ts";
import type { PatientRecord } from "../../../src/chain/records/record.ts";
import type { Entry } from "../../../src/chain/sealed/entry.ts";
import { valueOf } from "./answers.ts";
import { CLERK as READER } from "./corrections.ts";
import { faulty, NAME } from "./recovery.ts";

import { snapshotOf } from "./snapshots.ts";
import { vaultOf } from "./vaults.ts";

/** A record as the entries of its ledger's chain say. */
export interface RecordLine {
  /** The numbers of its versions, oldest first. */
  readonly versions: readonly number[];
  /** The number of the entry that erases it. */
  readonly erasedBy: number | undefined;
}

/** The records of a chain. @param blocks as the ledger serves them */
export function recordLines(blocks: readonly { readonly entries: readonly unknown[] }[]): RecordLine[] {
  const lines: { versions: number[]; erasedBy: number | undefined }[] = [];
  const entries = blocks.flatMap((block) => block.entries as readonly Entry[]);
  const ending = (number: number) => {
    const line = lines.find(({ versions, erasedBy }) => versions.at(-1) === number && erasedBy === undefined);
    if (!line) throw new Error(`entry ${number} is no current version`);
    return line;
  };
  for (const [place, entry] of entries.entries()) {
    if (entry.kind === "record") lines.push({ versions: [place + 1], erasedBy: undefined });
    if (entry.kind === "correction") ending(entry.corrects).versions.push(place + 1);
    if (entry.kind === "erasure") ending(entry.erases).erasedBy = place + 1;
  }
  return lines;
}

/** What a test knows of a record. */
export interface Expected {
  /** The versions that were acknowledged, by their numbers. */
  readonly known: ReadonlyMap<number, PatientRecord>;
  /** Whatever of its secrets was stored before it was erased, in hex. */
  readonly secrets?: readonly string[] | undefined;
  /** The versions whose keys are lost with the state of the vault that had them. */
  readonly lost?: readonly number[];
}

/** Checks that all versions of a record open, that they lead to each other, and that a search finds the current one. */
export async function expectRecordWhole({ versions }: RecordLine, { known, lost = [] }: Expected): Promise<void> {
  for (const [place, number] of versions.entries()) {
    const result = await valueOf(faulty().record(number, READER));
    if (lost.includes(number)) {
      expect(result).toEqual({ outcome: "missing" });
      continue;
    }
    if (result.outcome !== "found") throw new Error(`version ${number} is ${result.outcome}`);
    const { found } = result;
    expect(found).toMatchObject({ ...known.get(number), number });
    expect([found.corrects, found.corrected_by]).toEqual([versions[place - 1], versions[place + 1]]);
    const search = await valueOf(faulty().search({ Reg_no: found.Reg_no }, READER));
    const records = place === versions.length - 1 ? [found] : [];
    expect(search).toEqual({ outcome: "found", found: { records, missing: [], more: false } });
  }
  if (lost.length > 0) return;
  const all = await valueOf(faulty().versions(versions[0] ?? 0, READER));
  expect(all.outcome === "found" && all.found.map(({ number }) => number)).toEqual(versions);
}

/**
 * Checks that nothing of a record can be read, that its erasure is done, and that neither object stores anything that it
 * stored of it before.
 */
export async function expectRecordGone({ versions, erasedBy }: RecordLine, expected: Expected): Promise<void> {
  for (const number of versions) {
    expect(await valueOf(faulty().record(number, READER))).toEqual({ outcome: "erased" });
    expect(await valueOf(faulty().versions(number, READER))).toEqual({ outcome: "erased" });
    expect(await valueOf(faulty().recordProof(number, ["Reg_no"], READER))).toEqual({ outcome: "erased" });
    expect(await valueOf(faulty().erasure(number, READER))).toMatchObject({
      outcome: "found",
      found: { state: "done", entry: erasedBy },
    });
    const record = expected.known.get(number);
    for (const term of record ? [{ Reg_no: record.Reg_no }, { patient_ID: record.patient_ID }] : []) {
      const search = await valueOf(faulty().search(term, READER));
      expect(search).toMatchObject({ outcome: "found", found: { records: [], missing: [] } });
    }
  }
  const stored = await storedBytes();
  expect((expected.secrets ?? []).filter((secret) => stored.includes(secret))).toEqual([]);
}

/** Every text and byte string that the two objects have stored, in hex. */
async function storedBytes(): Promise<string> {
  const states = [await snapshotOf(faulty()), await snapshotOf(vaultOf(NAME))];
  const rows = states.flatMap(({ tables }) => tables.flatMap(([, some]) => some));
  return rows.flatMap((row) => Object.values(row).map(bytesOf)).join(" ");
}

function bytesOf(value: ArrayBuffer | string | number | null): string {
  if (value instanceof ArrayBuffer) return hex(new Uint8Array(value));
  return typeof value === "string" ? hex(new TextEncoder().encode(value)) : "";
}
