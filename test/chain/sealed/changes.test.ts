import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Fault } from "../../../src/chain/fault.ts";
import { headerOf, type SealedBlock } from "../../../src/chain/sealed/header.ts";
import { SealedValidator } from "../../../src/chain/sealed/validation.ts";
import { ANY_TIME } from "../../support/chain/chains.ts";
import { mined, rootOf } from "../../support/chain/sealed-builder.ts";
import { sealedChains, textsOf } from "../../support/chain/sealed-chains.ts";

/** What validation says about a chain: its first fault, or that it cannot be checked. */
async function verdictOn(blocks: readonly unknown[]): Promise<Fault | "cannot be checked" | undefined> {
  try {
    return await new SealedValidator(ANY_TIME).check(blocks);
  } catch (error) {
    if ((error as Error).name === "UnknownVersion") return "cannot be checked";
    throw error;
  }
}

/** Every place in a value, by the names that lead there. */
function placesIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, member]) => placesIn(member, [...path, name]))];
}

/** A copy of a value with what stands at a place replaced, or taken away. */
function withAt(value: unknown, [name, ...rest]: readonly string[], edit: (old: unknown) => unknown): unknown {
  if (name === undefined) return edit(value);
  const copy = structuredClone(value) as Record<string, unknown>;
  const edited = withAt(copy[name], rest, edit);
  if (edited === undefined && !Array.isArray(copy)) delete copy[name];
  else copy[name] = edited;
  return copy;
}

/** What a value is replaced by: values beside it, of other types, and nothing. */
const edits = (old: unknown): fc.Arbitrary<unknown> =>
  fc
    .oneof(
      fc.jsonValue(),
      fc.constant(undefined),
      ...(typeof old === "string" && old !== ""
        ? [fc.nat(old.length - 1).map((at) => old.slice(0, at) + (old[at] === "1" ? "2" : "1") + old.slice(at + 1))]
        : []),
      ...(typeof old === "number" ? [fc.constantFrom(old + 1, old - 1, -old, old / 2, 2 ** 53)] : []),
      ...(Array.isArray(old) ? [fc.constantFrom(old.toReversed(), [...old, ...old], old.slice(1), [])] : []),
    )
    .filter((edited) => JSON.stringify(edited) !== JSON.stringify(old));

describe.each(sealedChains)("on the $name vector chain", ({ chain }) => {
  const places = chain.flatMap((block, at) => placesIn(block, [String(at)]));

  test("any change of any attribute of a header or an entry is found, at its block", async () => {
    const change = fc.constantFrom(...places).chain((path) => {
      const old = path.reduce<unknown>((value, name) => (value as Record<string, unknown>)[name], chain);
      return edits(old).map((edited) => ({ path, edited }));
    });
    await fc.assert(
      fc.asyncProperty(change, async ({ path, edited }) => {
        const verdict = await verdictOn(withAt(chain, path, () => edited) as unknown[]);
        if (verdict === "cannot be checked") return;
        expect(verdict).toMatchObject({ index: Number(path[0]) + 1 });
      }),
      { numRuns: 2000 },
    );
  });

  test("any other order of blocks or entries is found, and any that is left out or stands twice", async () => {
    const [first] = chain as [SealedBlock];
    for (const [at, block] of chain.entries()) {
      const others = [chain.toSpliced(at, 1), chain.toSpliced(at, 0, block), chain.with(at, first)];
      for (const blocks of others.slice(at === chain.length - 1 ? 1 : 0, at === 0 ? 2 : 3)) {
        expect(await verdictOn(blocks)).toBeDefined();
      }
      const { entries } = block;
      const moved = [
        entries.toReversed(),
        ...entries.flatMap((entry, n) => [entries.toSpliced(n, 1), entries.toSpliced(n, 0, entry)]),
      ];
      for (const list of moved.slice(entries.length === 1 ? 1 : 0)) {
        expect(await verdictOn(chain.with(at, { ...block, entries: list }))).toMatchObject({
          index: at + 1,
          rule: "merkle_root",
        });
      }
    }
  });

  test("an edited block that is mined again is found by the link of the next", async () => {
    for (const [at, block] of chain.slice(1, -1).entries()) {
      const { hash: _, proof: __, ...header } = block;
      const again = mined({ ...header, mined_by: "0123456789abcdef", merkle_root: rootOf(block.entries) });
      const verdict = await verdictOn(chain.with(at + 1, again));
      expect(verdict).toMatchObject({ index: at + 3, rule: "previous_hash" });
    }
  });

  test("any other spelling of an entry is found where a ledger reads its own texts", async () => {
    for (const block of chain) {
      const before = chain.slice(0, block.index - 1);
      const texts = textsOf(block);
      const spellings = [
        (text: string) => text.replace("{", "{ "),
        (text: string) => `${text}\n`,
        (text: string) => text.replace("kind", "\\u006bind"),
        (text: string) => text.slice(0, -1),
        (text: string) => text.replace(/^\{/, '{"kind":"record",'),
        (text: string) => `[${text}]`,
        () => "",
        () => "null",
      ];
      for (const spell of spellings) {
        const validator = new SealedValidator(ANY_TIME);
        expect(await validator.check(before)).toBeUndefined();
        const fault = await validator.checkTexts(
          headerOf(block),
          texts.with(texts.length - 1, spell(texts.at(-1) ?? "")),
        );
        expect(fault).toMatchObject({ index: block.index, rule: "format" });
      }
    }
  });
});

test.each([undefined, null, 0, "", [], {}, { entries: [] }, { merkle_root: "" }, { index: 1, entries: null }])(
  "%j is no block of a sealed chain",
  async (value) => {
    const [first] = sealedChains;
    expect(await verdictOn([value])).toMatchObject({ index: 1, rule: "format" });
    expect(await verdictOn([...first.chain, value])).toMatchObject({ index: 5, rule: "format" });
  },
);
