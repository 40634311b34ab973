import { env, evictDurableObject } from "cloudflare:test";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Ledger } from "../../../src/ledger/ledger.ts";
import type { Reader, RecordResult, RecordView, SearchTerm } from "../../../src/ledger/results.ts";
import { valueOf } from "../../support/ledger/answers.ts";
import { CLERK } from "../../support/ledger/corrections.ts";
import { PUZZLE } from "../../support/ledger/operations.ts";
import { type ModelReader, type ModelVersion, VersionsModel } from "../../support/ledger/versions-model.ts";
import { deployedWith, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

/** Something that is done to a ledger and to its model, with both answers. */
interface Step {
  readonly what: readonly unknown[];
  readonly run: (
    ledger: DurableObjectStub<Ledger>,
    model: VersionsModel,
  ) => Promise<[actual: unknown, expected: unknown]>;
}

/** So few values that sequences meet the same ones again and again. */
const PLAIN = { noNullPrototype: true } as const;
const REG_NO = fc.constantFrom("R-1", "R-2", "R-3");
const PATIENT = fc.constantFrom("P-1", "P-2");
const RECORD = fc.record({ patient_name: fc.constantFrom("Ann", "Bo"), patient_ID: PATIENT, Reg_no: REG_NO }, PLAIN);
const PATIENTS = [undefined, undefined, ["P-1"], ["P-2"], ["P-1", "P-2"], ["P-3"]];
const READER = fc.record(
  { subject: fc.constantFrom("dr-rao", "dr-lee"), patients: fc.constantFrom(...PATIENTS) },
  PLAIN,
);
/** The founding entry is number 1. */
const NUMBER = fc.integer({ min: 1, max: 9 });
const TERM: fc.Arbitrary<SearchTerm> = fc.oneof(
  REG_NO.map((Reg_no) => ({ Reg_no })),
  PATIENT.map((patient_ID) => ({ patient_ID })),
);

const registration = fc.tuple(RECORD, READER).map(([record, { subject }]): Step => ({
  what: ["register", record, subject],
  run: async (ledger, model) => [told(await valueOf(ledger.mine(record, subject))), model.register(record, subject)],
}));

const correction = fc.tuple(NUMBER, fc.boolean(), RECORD, READER).map(([number, isTagRight, record, reader]): Step => ({
  what: ["correct", number, isTagRight, record, reader],
  run: async (ledger, model) => {
    const version = await valueOf(ledger.record(number, CLERK));
    const tag = version.outcome === "found" && isTagRight ? version.found.tag : "another";
    const result = await valueOf(ledger.correct(number, [tag], record, asReader(reader)));
    return [told(result), model.correct(number, isTagRight, record, reader)];
  },
}));

const search = fc.tuple(TERM, READER).map(([term, reader]): Step => ({
  what: ["search", term, reader],
  run: async (ledger, model) => {
    const result = await valueOf(ledger.search(term, asReader(reader)));
    return [shown(result, ({ records }) => records), model.search(term, reader).map(seen)];
  },
}));

const read = fc.tuple(NUMBER, READER).map(([number, reader]): Step => ({
  what: ["read", number, reader],
  run: async (ledger, model) => {
    const expected = model.read(number, reader);
    const actual = shown(await valueOf(ledger.record(number, asReader(reader))), (view) => [view]);
    return [actual, expected ? [seen(expected)] : []];
  },
}));

const listing = fc.tuple(NUMBER, READER).map(([number, reader]): Step => ({
  what: ["list the versions of", number, reader],
  run: async (ledger, model) => {
    const result = await valueOf(ledger.versions(number, asReader(reader)));
    return [shown(result, (views) => views), model.versions(number, reader).map(seen)];
  },
}));

const eviction = fc.constant<Step>({
  what: ["evict"],
  run: async (ledger) => {
    // Only what runs can be evicted, and the step before may have been an eviction too.
    await ledger.head();
    await evictDurableObject(ledger);
    return [undefined, undefined];
  },
});

const STEP = fc.oneof(
  { weight: 3, arbitrary: registration },
  { weight: 6, arbitrary: correction },
  { weight: 2, arbitrary: search },
  { weight: 2, arbitrary: read },
  { weight: 2, arbitrary: listing },
  { weight: 1, arbitrary: eviction },
);

let ledgers = 0;

/** Creates a ledger that no other sequence uses. */
async function newLedger(): Promise<() => DurableObjectStub<Ledger>> {
  const name = `sequence-${ledgers++}`;
  const ledger = () => env.LEDGER.getByName(name);
  await ledger().create(PUZZLE, "sealed");
  return ledger;
}

const asReader = ({ subject, patients }: ModelReader): Reader => ({ ...CLERK, subject, patients });

const told = (result: { readonly outcome: string; readonly number?: number }) =>
  result.number === undefined ? result.outcome : `${result.outcome} ${result.number}`;

/** What a client sees of a version. */
function seen({ patient_name, patient_ID, Reg_no, number: own, corrects, corrected_by }: RecordView | ModelVersion) {
  return { number: own, patient_name, patient_ID, Reg_no, corrects, corrected_by };
}

function shown<Found>(result: RecordResult<Found>, views: (found: Found) => readonly RecordView[]) {
  return result.outcome === "found" ? views(result.found).map(seen) : [];
}

async function agreesWithModel(steps: readonly Step[]): Promise<void> {
  const ledger = await newLedger();
  const model = new VersionsModel();
  for (const each of steps) {
    const [actual, expected] = await each.run(ledger(), model);
    expect({ step: each.what, answer: actual }).toEqual({ step: each.what, answer: expected });
  }
  expect(await valueOf(ledger().validate({ rebuild: true, open: true }))).toMatchObject({ valid: true });
}

test("a ledger answers registrations, corrections, reads and searches in any order as a model of it does", async () => {
  await fc.assert(fc.asyncProperty(fc.array(STEP, { minLength: 15, maxLength: 25 }), agreesWithModel), { numRuns: 12 });
});

test("the same, for many more and longer sequences", { tags: "long", timeout: 600_000 }, async () => {
  await fc.assert(fc.asyncProperty(fc.array(STEP, { maxLength: 60, size: "max" }), agreesWithModel), { numRuns: 150 });
});
