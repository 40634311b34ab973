import { reset, runInDurableObject } from "cloudflare:test";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { SealedValidator } from "../../../src/chain/sealed/validation.ts";
import { type AuthorKey, generateAuthorKey } from "../../../src/client/signing/author-key.ts";
import { valueOf } from "../../support/ledger/answers.ts";
import { AUTHOR, enrol, revoke, SECURITY } from "../../support/ledger/keys.ts";
import { PUZZLE } from "../../support/ledger/operations.ts";
import { faulty } from "../../support/ledger/recovery.ts";
import { mineExternally, mineSomeExternally } from "../../support/ledger/sealed-operations.ts";
import { faultyVault } from "../../support/ledger/sealed-recovery.ts";
import { signed } from "../../support/ledger/signed.ts";
import { patient } from "../../support/worker/client.ts";
import { configure, deploy, deployedWith, restart, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

const [FIRST, SECOND, REGISTRAR, STRANGER] = [
  await generateAuthorKey(),
  await generateAuthorKey(),
  await generateAuthorKey(),
  await generateAuthorKey(),
];
const AUTHORS = [FIRST, SECOND];

/** A request about keys, or about a record that a key signs. */
interface Act {
  readonly what: readonly unknown[];
  /** @param records counts the records so far, this one included */
  readonly run: (records: () => number) => Promise<{ readonly outcome: string }>;
}

const AUTHOR_KEY = fc.constantFrom(...AUTHORS);
const VOUCHER = fc.constantFrom(undefined, REGISTRAR, REGISTRAR, STRANGER);
const SUBJECT = fc.constantFrom("dr-rao", "dr-sen");

const enrolling = fc.tuple(AUTHOR_KEY, SUBJECT, VOUCHER).map(([key, subject, registrar]): Act => ({
  what: ["enrol", key.thumbprint, subject, registrar?.thumbprint],
  run: () => enrol(key, { subject, registrar }),
}));

const revoking = fc
  .tuple(AUTHOR_KEY, fc.option(fc.integer({ min: 1, max: 6 })), fc.constantFrom(undefined, ...AUTHORS), VOUCHER)
  .map(([revoked, since, key, registrar]): Act => ({
    what: ["revoke", revoked.thumbprint, since, key?.thumbprint, registrar?.thumbprint],
    run: () => {
      const options = { ...(since !== null && { compromised_since: since }), ...(key && { key }) };
      return revoke(revoked, { ...options, ...(registrar && { registrar }) }, SECURITY);
    },
  }));

const signing = AUTHOR_KEY.map((key): Act => ({
  what: ["sign", key.thumbprint],
  run: async (records) => {
    const [result] = await valueOf(faulty().accept([await signed(patient(records()), key)], AUTHOR.subject));
    return result ?? { outcome: "none" };
  },
}));

/** Requests that arrive at once, and then a restart, or a block with some of the entries that wait. */
interface Step {
  readonly acts: readonly Act[];
  readonly next: string;
}

const STEP: fc.Arbitrary<Step> = fc.record(
  {
    acts: fc.array(fc.oneof({ weight: 3, arbitrary: enrolling }, { weight: 3, arbitrary: revoking }, signing), {
      minLength: 1,
      maxLength: 3,
    }),
    next: fc.constantFrom("nothing", "restart", "mine 1", "mine 2"),
  },
  { noNullPrototype: true },
);

/** The key as an auditor reads it from the blocks: how many entries say something of it. */
async function entriesOf(key: AuthorKey, blocks: readonly { entries: readonly object[] }[]): Promise<string[]> {
  const entries = blocks.flatMap((block) => block.entries) as Record<string, unknown>[];
  const enrolments = entries.filter(
    ({ public_key }) => (public_key as { x: string } | undefined)?.x === key.publicKey.x,
  );
  const revocations = entries.filter(({ revokes }) => revokes === key.thumbprint);
  const since = revocations.findLast(({ compromised_since }) => compromised_since !== undefined)?.["compromised_since"];
  return [`${enrolments.length}`, revocations.length > 0 ? "revoked" : "enrolled", String(since)];
}

/**
 * Checks that a sequence leads to a valid chain.
 *
 * @returns the outcomes that were met, and what the ledger tells of each key, and the chain
 */
async function keysAfter(steps: readonly Step[], hasRegistrar: boolean) {
  configure(SIGNING);
  await faulty().create(PUZZLE, "sealed", hasRegistrar ? { registrar: REGISTRAR.publicKey } : {});
  await deploy({ ...SIGNING, MAX_SEARCH_DIFFICULTY: "0" });
  let records = 0;
  const met: string[] = [];
  const waiting = async () => (await valueOf(faulty().mempool())).places.size;
  for (const { acts, next } of steps) {
    met.push(...(await Promise.all(acts.map(async ({ run }) => (await run(() => ++records)).outcome))));
    if (next === "restart") await restart();
    if (next.startsWith("mine") && (await waiting()) > 0) await mineSomeExternally(Number(next.slice(-1)));
  }
  if ((await waiting()) > 0) await mineExternally();

  const { tip } = await valueOf(faulty().describe());
  const validator = new SealedValidator({ now: () => Date.now() });
  const blocks: { entries: object[] }[] = [];
  for (let index = 1; index <= tip.index; index++) {
    blocks.push(JSON.parse((await valueOf(faulty().blockText(index))) ?? "null") as { entries: object[] });
    expect(await validator.next(blocks.at(-1))).toBeUndefined();
  }
  expect(await valueOf(faulty().validate({ rebuild: true, open: true }))).toMatchObject({ valid: true });
  const told: string[][] = [];
  const read: string[][] = [];
  for (const key of AUTHORS) {
    const result = await valueOf(faulty().key(key.thumbprint, SECURITY));
    const said = await entriesOf(key, blocks);
    read.push(said);
    told.push(
      result.outcome === "found"
        ? ["1", result.key.state, String(result.key.compromised_since)]
        : ["0", ...said.slice(1)],
    );
  }
  await runInDurableObject(faultyVault(), () => undefined);
  await reset();
  return { met, told, read };
}

const SEQUENCE = (maxLength: number) =>
  fc.tuple(fc.array(STEP, { minLength: 8, maxLength, size: "max" }), fc.boolean());

test("whatever is enrolled and revoked at once, and mined in whatever blocks, the chain is valid and says so of each key", async () => {
  const property = fc.asyncProperty(SEQUENCE(14), async (sequence) => {
    const { told, read } = await keysAfter(...sequence);
    expect(told).toEqual(read);
  });
  await fc.assert(property, { numRuns: 5 });
});

test(
  "the same, for many more and longer sequences, which meet every outcome",
  { tags: "long", timeout: 900_000 },
  async () => {
    const all = new Set<string>();
    const property = fc.asyncProperty(SEQUENCE(30), async (sequence) => {
      const { met, told, read } = await keysAfter(...sequence);
      for (const outcome of met) all.add(outcome);
      expect(told).toEqual(read);
    });
    await fc.assert(property, { numRuns: 150 });
    const refused = ["key-taken", "key-revoked", "signature-refused", "outside-use", "none", "key-not-enrolled"];
    expect([...all]).toEqual(expect.arrayContaining(["pending", "enrolled-before", "revoked-before", ...refused]));
  },
);
