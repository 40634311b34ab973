import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Block, candidateBlock, sealBlock, withProof } from "../../../src/chain/block.ts";
import { ChainValidator } from "../../../src/chain/validation.ts";
import { ModelOfRecords } from "../../support/chain/model-of-records.ts";
import { remined } from "../../support/ledger/forgeries.ts";
import { named, prepare, READER, type Request, soundChain, together } from "../../support/ledger/plain-corrections.ts";
import { NAME } from "../../support/ledger/recovery.ts";
import { storedChain } from "../../support/storage/in-runtime.ts";
import { deployedWith, SIGNING } from "../../support/worker/deployment.ts";
import { proofAt } from "../../support/worker/squares-chains.ts";

deployedWith(SIGNING);

/** A registration, or a correction of some current version or of any block; never twice the same record. */
const WISH = fc.record({
  Reg_no: fc.constantFrom("A", "B", "C", "D", "E", "F", "G", "H"),
  kind: fc.constantFrom("register", "correct current", "correct current", "correct any"),
  choice: fc.nat(12),
});

/** Requests that arrive together, one burst after another. */
const BURSTS = fc.array(fc.array(WISH, { minLength: 1, maxLength: 6 }), { minLength: 3, maxLength: 8 });

/** Whether validation accepts blocks, and after them one with these contents. The first block is trusted. */
async function mayFollow(blocks: readonly Block[], request: Request): Promise<boolean> {
  const [start, tip] = [blocks[0], blocks.at(-1)] as [Block, Block];
  const candidate = candidateBlock(tip, request, READER.subject, Date.now());
  const squares = () => sealBlock(withProof(candidate, proofAt(tip.index + 1)));
  const block = await (tip.difficulty === undefined ? squares() : remined({ ...candidate, proof: 0, hash: "" }));
  const validator = ChainValidator.after(start, { now: () => Infinity });
  expect(await validator.check(blocks.slice(1))).toBeUndefined();
  return (await validator.next(block)) === undefined;
}

describe.each(["squares", "block-hash"] as const)("on a %s ledger", (puzzle) => {
  test("whatever is registered and corrected, validation accepts what the ledger mines, and refuses what it refuses", async () => {
    let length = (await prepare(puzzle)) - 1;
    const seen = new Map<string, number>();
    let version = 0;
    const runs = fc.asyncProperty(BURSTS, async (bursts) => {
      // Every run goes on with the same ledger, and has numbers of its own.
      const [start, prefix] = [length, `${version}`];
      const model = new ModelOfRecords();
      let blocks = (await storedChain(NAME)).slice(start - 1);
      for (const burst of bursts) {
        const requests = burst.flatMap(({ Reg_no, kind, choice }): Request[] => {
          const record = named(`${prefix}-${Reg_no}`, ++version);
          const { current } = model;
          const corrects = kind === "correct any" ? start + 1 + choice : current[choice % current.length];
          if (kind === "register" || corrects === undefined) return [record];
          return corrects > length ? [] : [{ ...record, corrects }];
        });
        const mined = requests.filter((request) => {
          const isSound = model.faults(request).length === 0;
          if (isSound) model.add(++length, request);
          return isSound;
        });

        const outcomes = await together(requests);

        for (const [place, request] of requests.entries()) {
          // If two things are wrong with one, either may be noticed first.
          const allowed = mined.includes(request) ? ["mined"] : model.faults(request);
          expect(allowed).toContain(outcomes[place]);
        }
        const before = blocks;
        blocks = (await storedChain(NAME)).slice(start - 1);
        expect(blocks.slice(before.length)).toMatchObject(mined);
        for (const outcome of outcomes) seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
        // The first of those that arrived together was judged on the chain as it was before.
        const first = await Promise.all(requests.slice(0, 1).map((request) => mayFollow(before, request)));
        expect(first).toEqual(outcomes.slice(0, 1).map((outcome) => outcome === "mined"));
        const refused = requests.filter((request) => !mined.includes(request));
        const left = await Promise.all(refused.map((request) => mayFollow(blocks, request)));
        expect(left).toEqual(refused.map(() => false));
      }
    });
    await fc.assert(runs, { numRuns: 8, endOnFailure: true });
    expect(await soundChain()).toHaveLength(length);
    for (const outcome of ["mined", "outdated", "conflict"]) expect(seen.get(outcome)).toBeGreaterThan(0);
  });
});
