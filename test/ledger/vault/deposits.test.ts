import { afterEach, describe, expect, test } from "vitest";
import { FaultyStorage } from "../../support/ledger/faulty-storage.ts";
import {
  createVault,
  keysResult,
  MarkedTree,
  newKeys,
  NOTHING,
  rowsWritten,
  split,
  sqlOnVault,
  vaultOf,
} from "../../support/ledger/vaults.ts";
import { deployedWith, restart, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

const STORED = { outcome: "stored", revision: expect.any(Number), reserved: [] };
const MOMENTS = ["before", "after"] as const;
const tree = await MarkedTree.grow(9);

const count = async () =>
  Number((await sqlOnVault("SELECT COUNT(*) AS count FROM keys WHERE id <> x''"))[0]?.["count"]);
const keysOf = async (id: string, packed: Uint8Array) => vaultOf().keys(id, split(packed).ids);

/** The packed bytes with one bit of the byte at a place changed. */
function changed(packed: Uint8Array, place: number): Uint8Array {
  return packed.map((byte, at) => (at === place ? byte ^ 1 : byte));
}

function joined(...packed: Uint8Array[]): Uint8Array {
  return Uint8Array.from(packed.flatMap((each) => [...each]));
}

/** What a call fails with. The promise of a call must not be handed to `expect`, which would leave it unhandled. */
function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe("keys that were stored", () => {
  test("are returned in the order of the ids, with null where there is none, after a restart as well", async () => {
    const id = await createVault();
    const packed = newKeys(1_200);
    const { ids, keys } = split(packed);
    expect(await vaultOf().put(id, { keys: packed })).toEqual(STORED);

    expect(await vaultOf().keys(id, ids)).toEqual(keysResult(keys));
    await restart();
    expect(await vaultOf().keys(id, ids)).toEqual(keysResult(keys));
    const some = joined(ids.subarray(32, 48), newKeys(1).subarray(0, 16), ids.subarray(0, 16));
    expect(await vaultOf().keys(id, some)).toEqual(keysResult([keys[2], null, keys[0]]));
    expect(await vaultOf().keys(id, NOTHING)).toEqual(keysResult([]));
  });

  test("may be stored again, alone or among new ones, and twice in one call", async () => {
    const id = await createVault();
    const [first, second] = [newKeys(3), newKeys(3)];
    await vaultOf().put(id, { keys: first });

    expect(await vaultOf().put(id, { keys: first })).toEqual(STORED);
    expect(await vaultOf().put(id, { keys: joined(second, first, second) })).toEqual(STORED);

    expect(await keysOf(id, first)).toMatchObject({ keys: split(first).keys });
    expect(await keysOf(id, second)).toMatchObject({ keys: split(second).keys });
  });

  test("are never overwritten: another key for an id is refused, with everything in the call", async () => {
    const id = await createVault();
    const [first, second] = [newKeys(3), newKeys(3)];
    const mark = await tree.mark(4);
    await vaultOf().put(id, { keys: first, mark });

    const deposit = { keys: joined(second, changed(first, 48 + 20)), mark: await tree.mark(9, 4) };
    expect(await vaultOf().put(id, deposit)).toMatchObject({
      outcome: "refused",
      of: "keys",
      mark: { size: 4, note: mark.note },
    });
    expect(await vaultOf().put(id, { keys: joined(second, changed(second, 20)) })).toMatchObject({
      outcome: "refused",
      of: "keys",
    });

    expect(await keysOf(id, first)).toMatchObject({ keys: split(first).keys });
    expect(await keysOf(id, second)).toMatchObject({ keys: [null, null, null] });
    expect(await vaultOf().open(id)).toMatchObject({ mark: { size: 4 } });
  });

  test("are all there when many calls store at once, each with keys and the same mark", async () => {
    const id = await createVault();
    const batches = Array.from({ length: 12 }, () => newKeys(20));
    const mark = await tree.mark(3);

    const results = await Promise.all(batches.map((keys) => vaultOf().put(id, { keys, mark })));

    expect(results).toEqual(batches.map(() => STORED));
    expect(await count()).toBe(12 * 20);
  });

  test("are the first caller's when two calls store different keys for the same ids at once", async () => {
    const id = await createVault();
    // With this many keys, each call yields to the other before it stores anything.
    const first = newKeys(2_000);
    const second = changed(first, 47);

    const results = await Promise.all([first, second].map((keys) => vaultOf().put(id, { keys })));

    expect(results.map(({ outcome }) => outcome).toSorted()).toEqual(["refused", "stored"]);
    const winner = results[0]?.outcome === "stored" ? first : second;
    expect(await keysOf(id, first)).toMatchObject({ keys: split(winner).keys });
  });

  test("take two rows each with their index, the vault's own takes one, and what is stored already takes none", async () => {
    const id = await createVault();
    const deposit = { keys: newKeys(500), mark: await tree.mark(2) };

    expect(await rowsWritten(() => vaultOf().put(id, deposit))).toBe(1_001);
    expect(await rowsWritten(() => vaultOf().put(id, deposit))).toBe(0);
    expect(await rowsWritten(() => vaultOf().put(id, { keys: newKeys(1_000) }))).toBe(2_001);
    expect(await rowsWritten(() => vaultOf().put(id, { keys: NOTHING, mark: deposit.mark }))).toBe(0);
  });

  test.each([1, 47, 49])("cannot be %i bytes long: an incomplete key is the caller's error", async (length) => {
    const id = await createVault();

    expect(await failureOf(vaultOf().put(id, { keys: new Uint8Array(length) }))).toBeInstanceOf(RangeError);
    expect(await failureOf(vaultOf().keys(id, new Uint8Array(length)))).toBeInstanceOf(RangeError);
    expect(await count()).toBe(0);
  });
});

describe("a call that fails", () => {
  let storage: FaultyStorage | undefined;
  afterEach(() => storage?.restore());

  const WRITES = [1, 2, 3];
  const CASES = WRITES.flatMap((write) => MOMENTS.map((moment) => [moment, write] as const));

  test.each(CASES)(
    "%s write %i leaves all of it or nothing, and succeeds when it is repeated",
    async (moment, write) => {
      const id = await createVault();
      await vaultOf().put(id, { keys: NOTHING, mark: await tree.mark(4) });
      const deposit = { keys: newKeys(3), mark: await tree.mark(9, 4) };
      storage = await FaultyStorage.install();
      storage.plan({ write, moment, effect: "fails", times: 1 });

      expect(await failureOf(vaultOf().put(id, deposit))).toMatchObject({ message: "the storage fails here" });

      expect(storage.strikes).toBe(1);
      const isStored = write === 3 && moment === "after";
      expect(await count()).toBe(isStored ? 3 : 0);
      expect(await vaultOf().open(id)).toMatchObject({ mark: { size: isStored ? 9 : 4 } });
      await restart();
      expect(await vaultOf().put(id, deposit)).toEqual(STORED);
      expect(await vaultOf().put(id, deposit)).toEqual(STORED);
      expect(await keysOf(id, deposit.keys)).toMatchObject({ keys: split(deposit.keys).keys });
      expect(await vaultOf().open(id)).toMatchObject({ mark: { size: 9 } });
    },
  );

  const CREATION = [1, 2, 3, 4, 5, 6].flatMap((write) => MOMENTS.map((moment) => [moment, write] as const));

  test.each(CREATION)("%s write %i of a creation leaves a vault that works, or none", async (moment, write) => {
    storage = await FaultyStorage.install();
    storage.plan({ write, moment, effect: "fails", times: 1 });

    await vaultOf()
      .create()
      .catch(() => undefined);
    storage.restore();

    expect(storage.strikes).toBe(1);
    const id = await createVault();
    expect(await vaultOf().put(id, { keys: newKeys(1) })).toEqual(STORED);
    await restart();
    expect(await createVault()).toBe(id);
    expect(await sqlOnVault("SELECT id FROM vault")).toEqual([{ id }]);
    expect(await count()).toBe(1);
  });

  test("since the object was evicted meanwhile succeeds when it is repeated", async () => {
    const id = await createVault();
    const deposit = { keys: newKeys(2_000), mark: await tree.mark(4) };

    const put = vaultOf()
      .put(id, deposit)
      .catch(() => STORED);
    await restart();
    await put;

    expect([0, 2_000]).toContain(await count());
    expect(await vaultOf().put(id, deposit)).toEqual(STORED);
    expect(await count()).toBe(2_000);
  });
});
