import { expect } from "vitest";
import { patient } from "../worker/client.ts";
import { deliverAlarms, faulty, NAME } from "./recovery.ts";
import { sqlOn } from "../storage/in-runtime.ts";
import { readOutcome } from "./erasing.ts";
import { expectSealed, type SealedAcknowledged, waitingEntries } from "./sealed-recovery.ts";
import { markOf } from "./vaults.ts";

/** How often a client retries; each fault strikes at most twice. */
const TRIES = 5;

/** Retries a request, as a client without an answer does. */
export async function again(request: () => Promise<void>): Promise<void> {
  for (let tries = 1; tries < TRIES; tries++) {
    try {
      return await request();
    } catch {
      await scheduler.wait(1);
    }
  }
  return request();
}

/** How long to wait for a fault in what no request awaits, in milliseconds: many times what it usually takes. */
const PATIENCE = 10_000;

/** Waits until a fault has struck, or for long enough. */
export async function untilStruck(fault: { readonly strikes: number }): Promise<void> {
  for (let waited = 0; fault.strikes === 0 && waited < PATIENCE; waited++) await scheduler.wait(1);
}

/** Whether the ledger is created and has nothing left to mine or to erase. */
export async function isSealedDone(): Promise<boolean> {
  try {
    if ((await faulty().describe()).outcome !== "ok" || (await waitingEntries()) > 0) return false;
    const [row] = await sqlOn(NAME, "SELECT count(*) AS unfinished FROM erasures WHERE done = 0");
    return row?.["unfinished"] === 0;
  } catch {
    return false;
  }
}

/** Checks that the vault has seen the block that the ledger serves as its newest, if it serves any. */
export async function servesOnlyMarked(): Promise<void> {
  const described = await faulty()
    .describe()
    .catch(() => undefined);
  if (described?.outcome !== "ok") return;
  // A vault that dies twice dies at its start.
  const mark = await markOf(NAME).catch(() => markOf(NAME));
  expect(mark).toBeGreaterThanOrEqual(described.value.tip.index);
}

/** Checks that nothing can be read of a record whose erasure was acknowledged. */
export async function servesNothingErased(kept: SealedAcknowledged): Promise<void> {
  for (const record of kept.erased) {
    const numbers = kept.erasable.get(record)?.versions ?? [];
    const outcomes = await Promise.all(numbers.map((number) => readOutcome(number).catch(() => "failed")));
    expect(outcomes).not.toContain("found");
  }
}

/** Checks that the ledger honours its answers after a fault, and goes on: a new record is registered and opens. */
export async function expectRecovered(kept: SealedAcknowledged): Promise<void> {
  await deliverAlarms(isSealedDone);
  const record = patient(9999);
  const mined = await faulty().mine(record, "dr-rao");
  expect(mined).toMatchObject({ outcome: "ok", value: { outcome: "registered" } });
  kept.keep([record], [mined]);
  await expectSealed(kept);
}
