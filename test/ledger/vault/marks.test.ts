import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sameHash } from "../../../src/chain/merkle-tree.ts";
import { noteText, parseNote } from "../../../src/evidence/notes/note.ts";
import type { Mark, NextMark } from "../../../src/ledger/vault/results.ts";
import {
  createVault,
  keysResult,
  MarkedTree,
  newKeys,
  NOTHING,
  SEALED,
  split,
  sqlOnVault,
  sqlOnVaultOf,
  vaultOf,
} from "../../support/ledger/vaults.ts";
import { deploy, deployedWith, newKey, restart, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

const LENGTH = 20;
const SHARED = 5;
const FOREIGN_KEY = { ...SIGNING, LEDGER_SIGNING_KEY: JSON.stringify(await newKey()) };
const tree = await MarkedTree.grow(LENGTH);
const fork = await MarkedTree.grow(LENGTH, { seed: "fork", shared: SHARED });
const foreign = await MarkedTree.grow(LENGTH, { ledger: "ward-4" });

const put = (id: string, mark: NextMark, keys: Uint8Array = NOTHING) => vaultOf().put(id, { keys, mark });
const edited = ({ note, path }: NextMark, changes: Partial<NextMark>): NextMark => ({ note, path, ...changes });
const flipped = (bytes: Uint8Array, place: number) => bytes.map((byte, at) => (at === place ? byte ^ 4 : byte));

async function markOf(id: string, ledger = SEALED): Promise<Mark | undefined> {
  const opened = await vaultOf(ledger).open(id);
  if (opened.outcome !== "open") throw new Error(`the vault is ${opened.outcome}`);
  return opened.mark;
}

/** A vault whose mark has seven leaves. */
async function markedVault(): Promise<string> {
  const id = await createVault();
  expect(await put(id, await tree.mark(7))).toMatchObject({ outcome: "stored" });
  return id;
}

/** Marks that a vault with a mark of seven leaves must refuse. */
const WRONG: Record<string, () => Promise<NextMark>> = {
  "a smaller tree": () => tree.mark(6),
  "a smaller tree with a proof": () => tree.mark(6, 3),
  "the same size with another root": () => fork.mark(7),
  "a larger tree without a proof": () => tree.mark(12),
  "a larger tree with a proof from another size": () => tree.mark(12, 6),
  "a fork with its own proof": () => fork.mark(12, 7),
  "a fork with the proof of the tree": async () => edited(await fork.mark(12), { path: (await tree.mark(12, 7)).path }),
  "a proof with a hash too many": async () => {
    const mark = await tree.mark(12, 7);
    return edited(mark, { path: Uint8Array.from([...mark.path, ...new Uint8Array(32)]) });
  },
  "a proof with a hash missing": async () => {
    const mark = await tree.mark(12, 7);
    return edited(mark, { path: mark.path.slice(32) });
  },
  "a proof with half a hash": async () => {
    const mark = await tree.mark(12, 7);
    return edited(mark, { path: mark.path.slice(16) });
  },
  "a proof that is too long": async () => edited(await tree.mark(12, 7), { path: new Uint8Array(32 * 64) }),
  "a changed proof": async () => {
    const mark = await tree.mark(12, 7);
    return edited(mark, { path: flipped(mark.path, 40) });
  },
  "the checkpoint of another ledger": () => foreign.mark(12, 7),
  "a checkpoint that another key has signed": () => tree.mark(12, 7, FOREIGN_KEY),
  "a checkpoint of another origin": () => tree.mark(12, 7, { ...SIGNING, LEDGER_ORIGIN: "elsewhere.test" }),
  "a checkpoint with a changed size": async () => {
    const mark = await tree.mark(12, 7);
    return edited(mark, { note: mark.note.replace("\n12\n", "\n13\n") });
  },
  "a checkpoint with a changed signature": async () => {
    const mark = await tree.mark(12, 7);
    const { text, signatures } = parseNote(mark.note);
    const changed = signatures.map((line) => ({ ...line, signature: flipped(line.signature, 9) }));
    return edited(mark, { note: noteText({ text, signatures: changed }) });
  },
  "a text that is no checkpoint": async () => edited(await tree.mark(12, 7), { note: "12" }),
};

describe("a vault's mark", () => {
  test("is at first any signed checkpoint of its ledger, without a proof", async () => {
    const id = await createVault();
    const { note } = await tree.mark(12);

    expect(await put(id, await tree.mark(12, 7))).toEqual({ outcome: "refused", of: "mark" });
    expect(await put(id, await tree.mark(12, undefined, FOREIGN_KEY))).toEqual({ outcome: "refused", of: "mark" });
    expect(await put(id, await foreign.mark(12))).toEqual({ outcome: "refused", of: "mark" });
    expect(await put(id, await (await MarkedTree.grow(0)).mark(0))).toEqual({ outcome: "refused", of: "mark" });
    expect(await put(id, await tree.mark(12))).toMatchObject({ outcome: "stored" });

    await restart();
    expect(await markOf(id)).toEqual({ note, size: 12, root: await tree.root(12) });
  });

  test("moves on with a proof from its size, by any number of leaves", async () => {
    const id = await markedVault();

    for (const [from, to] of [
      [7, 8],
      [8, 16],
      [16, 17],
      [17, 20],
    ] as const) {
      expect(await put(id, await tree.mark(to, from))).toMatchObject({ outcome: "stored" });
      expect(await markOf(id)).toMatchObject({ size: to, root: await tree.root(to) });
    }
  });

  test("may be stored again, with the proof that it came with, and signed by a new key", async () => {
    const id = await markedVault();
    await put(id, await tree.mark(12, 7));

    expect(await put(id, await tree.mark(12, 7))).toMatchObject({ outcome: "stored" });
    expect(await put(id, await tree.mark(12))).toMatchObject({ outcome: "stored" });
    await deploy(FOREIGN_KEY);
    const signedAgain = await tree.mark(12, undefined, FOREIGN_KEY);
    expect(await put(id, signedAgain)).toMatchObject({ outcome: "stored" });
    expect((await markOf(id))?.note).toBe(signedAgain.note);
  });

  test.each(Object.entries(WRONG))("is not replaced by %s, and nothing of the call is stored", async (_, wrong) => {
    const id = await markedVault();
    const keys = newKeys(2);
    const mark = { note: (await tree.mark(7)).note, size: 7, root: await tree.root(7) };

    expect(await put(id, await wrong(), keys)).toEqual({ outcome: "refused", of: "mark", mark });

    expect(await markOf(id)).toEqual(mark);
    expect(await vaultOf().keys(id, split(keys).ids)).toEqual(keysResult([null, null]));
    expect(await put(id, await tree.mark(12, 7), keys)).toMatchObject({ outcome: "stored" });
  });

  test("follows one of two forks that are offered at once, and stores only the keys that came with it", async () => {
    const id = await createVault();
    await put(id, await tree.mark(SHARED));
    // So many keys that each call yields to the other before it stores anything.
    const keys = [newKeys(2_000), newKeys(2_000)];

    const offers = await Promise.all([tree, fork].map((each) => each.mark(12, SHARED)));
    const results = await Promise.all(offers.map((mark, place) => put(id, mark, keys[place])));

    expect(results.map(({ outcome }) => outcome).toSorted()).toEqual(["refused", "stored"]);
    const winner = results.findIndex(({ outcome }) => outcome === "stored");
    expect(await markOf(id)).toMatchObject({ size: 12, note: offers[winner]?.note });
    const stored = await Promise.all(keys.map((packed) => vaultOf().keys(id, split(packed).ids.slice(0, 16))));
    expect(stored.map((read) => "keys" in read && read.keys[0] !== null)).toEqual(
      [0, 1].map((place) => place === winner),
    );
  });

  test("never goes back and never follows a fork, whatever is offered", async () => {
    const offer = fc.record({
      isFork: fc.boolean(),
      to: fc.integer({ min: 1, max: LENGTH }),
      /** The size that the proof is from: 0 for no proof, 21 for the size of the current mark. */
      from: fc.oneof(fc.constant(LENGTH + 1), fc.integer({ min: 0, max: LENGTH })),
      damage: fc.oneof({ weight: 4, arbitrary: fc.constant("none") }, fc.constantFrom("path", "key")),
      restarts: fc.boolean(),
    });
    let runs = 0;

    await fc.assert(
      fc.asyncProperty(fc.array(offer, { minLength: 3, maxLength: 12 }), async (offers) => {
        const ledger = `ward-${(runs += 1)}`;
        const trees = [await MarkedTree.grow(LENGTH, { ledger })];
        trees.push(await MarkedTree.grow(LENGTH, { ledger, seed: "fork", shared: SHARED }));
        const id = await createVault(ledger);
        let before: Mark | undefined;
        for (const { isFork, to, from, damage, restarts } of offers) {
          const offered = trees[isFork ? 1 : 0] as MarkedTree;
          const size = from > LENGTH ? before?.size : from;
          const proofFrom = size === 0 || size === undefined || size > to ? undefined : size;
          const mark = await offered.mark(to, proofFrom, damage === "key" ? FOREIGN_KEY : SIGNING);
          const path = damage === "path" ? flipped(mark.path, 3) : mark.path;

          const { outcome } = await vaultOf(ledger).put(id, { keys: NOTHING, mark: { note: mark.note, path } });
          if (restarts) await restart();
          const after = await markOf(id, ledger);

          const isOnTree =
            before === undefined || (before.size <= to && sameHash(before.root, await offered.root(before.size)));
          const isProven = before === undefined ? path.length === 0 : to === before.size || proofFrom === before.size;
          const isIntact = damage === "none" || (damage === "path" && (path.length === 0 || to === before?.size));
          const isTaken = isOnTree && isProven && isIntact;
          expect(outcome).toBe(isTaken ? "stored" : "refused");
          expect(after).toEqual(isTaken ? { note: mark.note, size: to, root: await offered.root(to) } : before);
          before = after;
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe("a vault under another ledger's name", () => {
  /** Copies a vault into the object of another ledger, as someone who can write the storage could. */
  async function copied(): Promise<string> {
    const id = await createVault();
    await put(id, await tree.mark(7));
    const [row] = await sqlOnVault("SELECT id, hmac_key, wrapped_by, in_use, mark, revision, lineage FROM vault");
    await createVault("ward-4");
    await sqlOnVaultOf("ward-4", "DELETE FROM vault");
    await sqlOnVaultOf("ward-4", "INSERT INTO vault VALUES (?, ?, ?, ?, ?, ?, ?)", ...Object.values(row ?? {}));
    return id;
  }

  test("is lost, since its mark is another ledger's", async () => {
    const id = await copied();
    const mark = await foreign.mark(12, 7);

    expect(await vaultOf("ward-4").open(id)).toEqual({ outcome: "lost" });
    expect(await vaultOf("ward-4").put(id, { keys: NOTHING, mark })).toEqual({ outcome: "lost" });
    expect(await vaultOf("ward-4").create()).toEqual({ outcome: "taken" });
  });

  test("takes the marks of that name's ledger only, once the copied mark is removed", async () => {
    const id = await copied();
    await sqlOnVaultOf("ward-4", "UPDATE vault SET mark = NULL");
    const offer = async (mark: NextMark) => vaultOf("ward-4").put(id, { keys: NOTHING, mark });

    expect(await offer(await tree.mark(7))).toEqual({ outcome: "refused", of: "mark" });
    expect(await offer(await foreign.mark(7))).toMatchObject({ outcome: "stored" });
  });
});
