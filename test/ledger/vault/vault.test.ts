import { describe, expect, test } from "vitest";
import { deployedWith, restart, SIGNING } from "../../support/worker/deployment.ts";
import { createVault, MarkedTree, newKeys, split, vaultOf } from "../../support/ledger/vaults.ts";

deployedWith(SIGNING);

describe("a vault", () => {
  test("returns the keys that were stored, in the order of the ids, after a restart as well", async () => {
    const id = await createVault();
    const packed = newKeys(3);
    const { ids, keys } = split(packed);

    expect(await vaultOf().put(id, { keys: packed, mark: await (await MarkedTree.grow(2)).mark(2) })).toEqual({
      outcome: "stored",
    });

    expect(await vaultOf().keys(id, ids)).toEqual({ outcome: "keys", keys });
    await restart();
    expect(await vaultOf().keys(id, ids)).toEqual({ outcome: "keys", keys });
  });
});
