import { hex } from "../../../src/chain/text/hex.ts";
import { FaultyStorage } from "./faulty-storage.ts";
import { deliverAlarms, faulty } from "./recovery.ts";
import { isSealedDone } from "./sealed-matrix.ts";
import type { SealedOperation } from "./sealed-operations.ts";
import { faultyVault, SealedAcknowledged } from "./sealed-recovery.ts";
import { type Snapshot, snapshotIn, snapshotOf } from "./snapshots.ts";

/** What the two objects have stored during an operation, from before it until after it, and what its client knows. */
export interface Recording {
  readonly ledger: readonly Snapshot[];
  readonly vault: readonly Snapshot[];
  readonly kept: SealedAcknowledged;
}

/** Runs an operation to its end, and copies what either object has stored after each change. */
export async function recorded(operation: SealedOperation): Promise<Recording> {
  const kept = new SealedAcknowledged();
  await operation.prepare(kept);
  await deliverAlarms(isSealedDone);
  const states = { ledger: [await snapshotOf(faulty())], vault: [await snapshotOf(faultyVault())] };
  const storage = await FaultyStorage.install(faultyVault());
  storage.onStored = (owner, stored) => {
    const state = snapshotIn(stored);
    const last = states[owner].at(-1);
    if (!last || textOf(state) !== textOf(last)) states[owner].push(state);
  };
  await operation.act(kept);
  await deliverAlarms(isSealedDone);
  storage.restore();
  return { ...states, kept };
}

function textOf(state: Snapshot): string {
  return JSON.stringify(state, (_, value: unknown) =>
    value instanceof ArrayBuffer ? hex(new Uint8Array(value)) : value,
  );
}

/** The rows of a table in a copy. */
export function rowsIn({ tables }: Snapshot, name: string) {
  return tables.find(([each]) => each === name)?.[1] ?? [];
}

/** The numbers of the versions of which a copy of the ledger has an entry, and a copy of the vault no key. */
export function versionsWithoutKeys(ledger: Snapshot, vault: Snapshot): number[] {
  const ids = new Set(rowsIn(vault, "keys").map(({ id }) => hex(new Uint8Array(id as ArrayBuffer))));
  return rowsIn(ledger, "entries")
    .filter(({ key_id }) => key_id instanceof ArrayBuffer && !ids.has(hex(new Uint8Array(key_id))))
    .map(({ number }) => Number(number));
}
