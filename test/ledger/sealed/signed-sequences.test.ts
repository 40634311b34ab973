import { env, evictDurableObject, runInDurableObject } from "cloudflare:test";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { hex } from "../../../src/chain/text/hex.ts";
import { SealedValidator } from "../../../src/chain/sealed/validation.ts";
import { type AuthorKey, generateAuthorKey } from "../../../src/client/signing/author-key.ts";
import { revocation } from "../../../src/client/signing/enrolment.ts";
import type { Ledger } from "../../../src/ledger/ledger.ts";
import { valueOf } from "../../support/ledger/answers.ts";
import { CLERK } from "../../support/ledger/corrections.ts";
import { PUZZLE } from "../../support/ledger/operations.ts";
import { lose } from "../../support/ledger/snapshots.ts";
import { enrol, SECURITY } from "../../support/ledger/keys.ts";
import { type Context, contextOf, correcting, erasing, signed } from "../../support/ledger/signed.ts";
import { deployedWith, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

/** The authors of all sequences; each ledger enrols them itself. The last one is never enrolled. */
const KEYS = await Promise.all(
  ["Ed25519", "ES256", "Ed25519", "Ed25519"].map((algorithm) =>
    generateAuthorKey({ algorithm: algorithm as "Ed25519" | "ES256" }),
  ),
);
const STRANGER = 3;

/** A ledger, and what authors knew of it at first. */
interface Scene {
  readonly ledger: () => DurableObjectStub<Ledger>;
  readonly first: Context;
}

/** Something that is done to a ledger. */
interface Step {
  readonly what: readonly unknown[];
  /** @returns the outcomes */
  readonly run: (scene: Scene) => Promise<readonly string[]>;
}

/** What the signer of something does wrong, if anything. */
const SLIP = fc.constantFrom("none", "none", "none", "none", "first block", "unknown block", "other ledger");
const SIGNER = fc.constantFrom(undefined, 0, 1, 2, 0, 1, STRANGER);
const AUTHORED = fc.record({ signer: SIGNER, slip: SLIP }, { noNullPrototype: true });
const RECORD = fc.record(
  {
    patient_name: fc.constantFrom("Ann", "Bo"),
    patient_ID: fc.constantFrom("P-1", "P-2"),
    Reg_no: fc.constantFrom("R-1", "R-2", "R-3", "R-4"),
  },
  { noNullPrototype: true },
);
const KEY = fc.integer({ min: 0, max: 2 });
/** The founding entry is number 1. */
const NUMBER = fc.integer({ min: 1, max: 14 });
const SUBJECT = fc.constantFrom("desk-1", "desk-2");

type Authored = { readonly signer: number | undefined; readonly slip: string };

/** Has something signed, unless nobody signs it. */
async function bySigner<Value>(
  scene: Scene,
  { signer, slip }: Authored,
  sign: (key: AuthorKey, context: Context) => Promise<Value>,
): Promise<Value | undefined> {
  if (signer === undefined) return undefined;
  const now = await contextOf(scene.ledger());
  const contexts: Record<string, Context> = {
    "first block": scene.first,
    "unknown block": { ...now, seen: { ...now.seen, hash: "f".repeat(64) } },
    "other ledger": { ...now, ledger: "f".repeat(64) },
  };
  return sign(KEYS[signer] as AuthorKey, contexts[slip] ?? now);
}

const registration = fc
  .tuple(fc.array(fc.tuple(RECORD, AUTHORED), { minLength: 1, maxLength: 4 }), SUBJECT)
  .map(([records, subject]): Step => ({
    what: ["register", records, subject],
    run: async (scene) => {
      const sent = await Promise.all(
        records.map(
          async ([record, authored]) =>
            (await bySigner(scene, authored, (key, context) => signed(record, key, context))) ?? record,
        ),
      );
      const results = await valueOf(scene.ledger().accept(sent, subject));
      return results.map(({ outcome }) => outcome);
    },
  }));

const correction = fc.tuple(NUMBER, RECORD, AUTHORED, SUBJECT).map(([number, record, authored, subject]): Step => ({
  what: ["correct", number, record, authored, subject],
  run: async (scene) => {
    const sign = (key: AuthorKey, context: Context) => correcting(number, record, key, context);
    const sent = (await bySigner(scene, authored, sign)) ?? record;
    return [(await valueOf(scene.ledger().correct(number, "any", sent, { ...CLERK, subject }))).outcome];
  },
}));

const erasure = fc.tuple(NUMBER, AUTHORED).map(([number, authored]): Step => ({
  what: ["erase", number, authored],
  run: async (scene) => {
    const authorship = await bySigner(scene, authored, (key, context) => erasing(number, key, context));
    return [(await valueOf(scene.ledger().erase(number, "request", CLERK, authorship))).outcome];
  },
}));

const enrolment = fc.tuple(KEY, SUBJECT).map(([place, subject]): Step => ({
  what: ["enrol", place, subject],
  run: async ({ ledger }) => [(await enrol(KEYS[place] as AuthorKey, { subject, on: ledger() })).outcome],
}));

const revoking = fc
  .tuple(KEY, fc.constantFrom(undefined, 2, 3, 9), fc.boolean())
  .map(([place, since, isSigned]): Step => ({
    what: ["revoke", place, since, isSigned],
    run: async ({ ledger, first }) => {
      const key = KEYS[place] as AuthorKey;
      const options = { ledger: first.ledger, ...(since && { compromised_since: since }), ...(isSigned && { key }) };
      const body = await revocation(key.thumbprint, options);
      return [(await valueOf(ledger().revoke(key.thumbprint, body, SECURITY))).outcome];
    },
  }));

const eviction = fc.constant<Step>({
  what: ["evict"],
  run: async ({ ledger }) => {
    await ledger().head();
    await evictDurableObject(ledger());
    return [];
  },
});

const STEP = fc.oneof(
  { weight: 6, arbitrary: registration },
  { weight: 5, arbitrary: correction },
  { weight: 3, arbitrary: erasure },
  { weight: 3, arbitrary: enrolment },
  { weight: 1, arbitrary: revoking },
  { weight: 1, arbitrary: eviction },
);

/** The outcomes after which there is more on the chain, or waiting, than before. */
const GROWING = new Set(["pending", "registered", "erasing", "enrolled", "revoked"]);

/** Everything that entries are stored in, as text. */
function stored(ledger: DurableObjectStub<Ledger>): Promise<string> {
  return runInDurableObject(ledger, (_, { storage: { sql } }) =>
    JSON.stringify(
      ["entries", "lookups", "versions", "erasures"].map((table) => sql.exec(`SELECT * FROM ${table}`).toArray()),
      (_name, value: unknown) => (value instanceof ArrayBuffer ? hex(new Uint8Array(value)) : value),
    ),
  );
}

async function untilMined(ledger: DurableObjectStub<Ledger>): Promise<void> {
  while ((await valueOf(ledger.mempool())).places.size > 0) await scheduler.wait(1);
}

let ledgers = 0;

/** What became of a sequence. */
interface Told {
  /** The outcomes that were met. */
  readonly met: ReadonlySet<string>;
  /** What must not be: steps that were refused and changed something, and what is wrong with the chain. */
  readonly wrong: readonly unknown[];
}

async function told(steps: readonly Step[], isRequired: boolean): Promise<Told> {
  const name = `signed-sequence-${ledgers++}`;
  const ledger = () => env.LEDGER.getByName(name);
  await ledger().create(PUZZLE, "sealed", isRequired ? { signatures: "required" } : {});
  const scene = { ledger, first: await contextOf(ledger()) };
  const met = new Set<string>();
  const wrong: unknown[] = [];
  for (const { what, run } of steps) {
    const before = await stored(ledger());
    const outcomes = await run(scene);
    for (const outcome of outcomes) met.add(outcome);
    await untilMined(ledger());
    // What an erasure overwrites after its block is mined may come a little later.
    const mayChange = outcomes.some((outcome) => GROWING.has(outcome)) || met.has("erasing");
    if (!mayChange && (await stored(ledger())) !== before) wrong.push(what);
  }
  const validator = new SealedValidator({ now: () => Date.now() });
  const { tip } = await valueOf(ledger().describe());
  for (let index = 1; index <= tip.index; index++) {
    const fault = await validator.next(JSON.parse((await valueOf(ledger().blockText(index))) ?? "null"));
    if (fault) wrong.push(fault);
  }
  const verdict = await valueOf(ledger().validate({ rebuild: true, open: true }));
  if (!verdict?.valid) wrong.push(verdict);
  // With many ledgers, the first ones sleep when the last is done, and the end of the test cannot wake them by name.
  await lose(ledger());
  return { met, wrong };
}

const SEQUENCE = (maxLength: number) =>
  fc.tuple(fc.array(STEP, { minLength: 12, maxLength, size: "max" }), fc.boolean());

test("a ledger is valid whatever is signed, corrected, erased, enrolled and revoked, and what it refuses changes nothing", async () => {
  const property = fc.asyncProperty(SEQUENCE(24), async (sequence) => {
    expect((await told(...sequence)).wrong).toEqual([]);
  });
  await fc.assert(property, { numRuns: 8 });
});

/** What the long sequences must meet, so that they try everything. */
const OUTCOMES =
  `pending repeated registered conflict erased outdated none erasing erased-before enrolled enrolled-before
  key-taken revoked revoked-before outside-use key-not-enrolled key-revoked seen-unknown signature-refused
  signature-required`.split(/\s+/);

test(
  "the same, for many more and longer sequences, which meet every outcome",
  { tags: "long", timeout: 900_000 },
  async () => {
    const all = new Set<string>();
    const property = fc.asyncProperty(SEQUENCE(60), async (sequence) => {
      const { met, wrong } = await told(...sequence);
      for (const outcome of met) all.add(outcome);
      expect(wrong).toEqual([]);
    });
    await fc.assert(property, { numRuns: 150 });
    expect([...all]).toEqual(expect.arrayContaining(OUTCOMES));
  },
);
