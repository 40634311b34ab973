import { hash as digest } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromHex } from "../../src/chain/text/hex.ts";
import type { VerifiedCheckpoint } from "../../src/evidence/notes/checkpoint.ts";
import { compareCheckpoints, type Roots, rootsOf } from "../../src/evidence/checking/comparison.ts";
import { parseNote } from "../../src/evidence/notes/note.ts";
import type { Saved } from "../../src/evidence/checking/verification.ts";
import { Evidence } from "../support/chain/evidence.ts";
import { Notary } from "../support/chain/notaries.ts";

const ledger = new Notary("clinic.example/ledgers/main");

/** The blocks of a history, of which only the hashes count. Two histories with other names share the first blocks. */
const blocks = (name: string, length: number, shared = 0) =>
  Array.from({ length }, (_, place) => ({ hash: digest("sha256", `${place < shared ? "shared" : name} ${place}`) }));

/** A history, and its checkpoints. */
class History {
  readonly blocks: readonly { hash: string }[];
  readonly #evidence: Evidence;

  constructor(name: string, length: number, shared = 0) {
    this.blocks = blocks(name, length, shared);
    this.#evidence = new Evidence(this.blocks, ledger);
  }

  checkpoint(size: number, name = `${size}.note`): Saved<VerifiedCheckpoint> {
    const note = parseNote(this.#evidence.checkpoint(size));
    return {
      name,
      value: { origin: ledger.name, size, root: fromHex(this.#evidence.root(size)), note, cosignedBy: [] },
    };
  }
}

async function* streamed(values: readonly unknown[]) {
  yield* values;
}

const NOTHING: Roots = new Map();
const compare = (checkpoints: readonly Saved<VerifiedCheckpoint>[], roots = NOTHING) =>
  compareCheckpoints(ledger.name, checkpoints, roots);
const rootsIn = (history: History, checkpoints: readonly Saved<VerifiedCheckpoint>[], length = Infinity) =>
  rootsOf(
    streamed(history.blocks.slice(0, length)),
    checkpoints.map(({ value }) => value.size),
  );

/** Histories that share their first blocks, checkpoints of both, and a copy of the first up to a length. */
const cases = fc
  .record({ shared: fc.nat(8), more: fc.tuple(fc.nat(8), fc.nat(8)), copied: fc.integer({ min: 1, max: 16 }) })
  .chain(({ shared, more: [first, second], copied }) => {
    const lengths = [shared + first + 1, shared + second + 1] as const;
    const histories = [new History("one", lengths[0], shared), new History("two", lengths[1], shared)] as const;
    const size = (of: 0 | 1) => fc.record({ of: fc.constant(of), size: fc.integer({ min: 1, max: lengths[of] }) });
    return fc
      .array(fc.oneof(size(0), size(1)), { minLength: 2, maxLength: 6 })
      .map((taken) => ({ shared, copied, histories, taken }));
  });

describe("checkpoints that are compared", () => {
  test("contradict each other only if no history holds both, and are of one only if one holds all", async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.boolean(), async ({ shared, copied, histories, taken }, hasCopy) => {
        const places = new Map<string, { of: number; size: number }>(
          taken.map((each, number) => [`${number}.note`, each]),
        );
        const checkpoints = taken.map(({ of, size }, number) => histories[of].checkpoint(size, `${number}.note`));
        const roots = hasCopy ? await rootsIn(histories[0], checkpoints, copied) : NOTHING;
        const { contradictions, open } = compare(checkpoints, roots);

        for (const { one, other, size } of contradictions) {
          const [a, b] = [places.get(one.name), places.get(other.name)];
          expect(a?.of).not.toBe(b?.of);
          expect(size).toBe(a?.size);
          expect(size).toBeGreaterThan(shared);
          expect(b?.size).toBeGreaterThanOrEqual(size);
        }
        const isApart = new Set(taken.filter(({ size }) => size > shared).map(({ of }) => of)).size === 2;
        const isSilent = contradictions.length === 0;
        expect(isApart && isSilent && open.length === 0).toBe(false);
        // Nothing stays open once the copy has the largest checkpoint.
        const [largest = { of: 1, size: 0 }] = taken.toSorted((a, b) => b.size - a.size);
        const isHeld = hasCopy && largest.size <= copied && (largest.of === 0 || largest.size <= shared);
        expect(isHeld && open.length > 0).toBe(false);
        expect(isHeld && isApart && isSilent).toBe(false);
      }),
    );
  });

  test("of the same size need nothing else", () => {
    const [one, two] = [new History("one", 5, 3), new History("two", 5, 3)];
    const same = compare([one.checkpoint(3, "a"), two.checkpoint(3, "b")]);
    expect(same).toMatchObject({ contradictions: [], open: [] });

    const [a, b] = [one.checkpoint(4, "a"), two.checkpoint(4, "b")];
    const fork = compare([a, b, one.checkpoint(4, "c")]);
    expect(fork.contradictions).toMatchObject([
      { one: { name: "a" }, other: { name: "b" }, size: 4, root: b.value.root },
    ]);
  });

  test("of other sizes stay open without a history", () => {
    const history = new History("one", 5);
    expect(compare([history.checkpoint(5), history.checkpoint(3)])).toMatchObject({
      contradictions: [],
      open: [{ name: "5.note", place: "unknown" }],
    });
  });

  test("are no contradiction if the copy has only the smaller one: anybody may have added blocks to it", async () => {
    const [one, two] = [new History("one", 6, 3), new History("two", 6, 3)];
    const checkpoints = [two.checkpoint(3, "a"), two.checkpoint(5, "b")];
    expect(compare(checkpoints, await rootsIn(one, checkpoints))).toMatchObject({
      contradictions: [],
      open: [{ name: "b", place: "different" }],
    });
  });

  test("stay open if the history does not tell about the smaller one", () => {
    const [a, b] = [new History("one", 6).checkpoint(3), new History("one", 6).checkpoint(6)];
    expect(compare([a, b], new Map([[6, b.value.root]]))).toMatchObject({
      contradictions: [],
      open: [{ name: "3.note" }],
    });
  });
});

describe("the roots of a copy", () => {
  test("are those of RFC 6962, and end with the copy", async () => {
    const history = new History("one", 9);
    const roots = await rootsOf(streamed(history.blocks), [0, 1, 4, 7, 9, 10]);
    expect([...roots.keys()]).toEqual([0, 1, 4, 7, 9]);
    for (const [size, root] of roots) expect(root).toEqual(history.checkpoint(size).value.root);
  });

  test("need a hash in each block, up to the last one that counts", async () => {
    const { blocks: good } = new History("one", 2);
    for (const bad of [null, "block", {}, { hash: 1 }, { hash: ["0".repeat(64)] }, { hash: "0".repeat(63) }]) {
      await expect(rootsOf(streamed([...good, bad]), [3])).rejects.toThrow("block 3 has no hash");
      expect((await rootsOf(streamed([...good, bad]), [2])).size).toBe(1);
    }
  });
});
