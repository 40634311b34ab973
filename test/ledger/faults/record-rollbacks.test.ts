import { reset, runInDurableObject } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { valueOf } from "../../support/ledger/answers.ts";
import { readOutcome } from "../../support/ledger/erasing.ts";
import { expectUnbroken } from "../../support/ledger/log-check.ts";
import { PUZZLE } from "../../support/ledger/operations.ts";
import { RECORD_OPERATIONS } from "../../support/ledger/record-operations.ts";
import { type Recording, recorded, rowsIn, versionsWithoutKeys } from "../../support/ledger/recordings.ts";
import { deliverAlarms, faulty } from "../../support/ledger/recovery.ts";
import { again, isSealedDone } from "../../support/ledger/sealed-matrix.ts";
import type { SealedOperation } from "../../support/ledger/sealed-operations.ts";
import { expectWholeOrGone, faultyVault, SealedAcknowledged } from "../../support/ledger/sealed-recovery.ts";
import { restore, type Snapshot } from "../../support/ledger/snapshots.ts";
import { patient } from "../../support/worker/client.ts";
import { configure, deployedWith, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

/** Copies of the two objects, by their places in a recording, that meet after one of them was put back. */
interface Meeting {
  readonly ledger: number;
  readonly vault: number;
  /** Which object ran on with the newest state while the other was put back; otherwise both have restarted. */
  readonly running?: "ledger" | "vault";
}

// Tests of another file may have left objects, and storage is emptied only while its object runs.
await runInDurableObject(faulty(), () => undefined);
await runInDurableObject(faultyVault(), () => undefined);
await reset();
const matrix: [string, SealedOperation, Recording, [string, Meeting][]][] = [];
for (const operation of RECORD_OPERATIONS) {
  configure(SIGNING);
  const recording = await recorded(operation);
  await reset();
  matrix.push([operation.name, operation, recording, meetingsIn(recording)]);
}

/** Every state of the one object with every state of the other, as they meet whichever of them was put back. */
function meetingsIn({ ledger, vault }: Recording): [string, Meeting][] {
  const newest = { ledger: ledger.length - 1, vault: vault.length - 1 };
  const all = ledger.flatMap((_, place) => vault.map((__, other): Meeting => ({ ledger: place, vault: other })));
  const running = [
    ...vault.map((_, place): Meeting => ({ ledger: newest.ledger, vault: place, running: "ledger" })),
    ...ledger.map((_, place): Meeting => ({ ledger: place, vault: newest.vault, running: "vault" })),
  ];
  return [...all, ...running].map((meeting) => {
    const words = `the ledger as after change ${meeting.ledger} meets the vault as after change ${meeting.vault}`;
    return [meeting.running ? `${words}, which was put back while the ${meeting.running} ran` : words, meeting];
  });
}

describe.each(matrix)("%s", (_name, operation, { ledger, vault, kept: answered }, meetings) => {
  // The fast suite has some old states of either object with the newest one of the other; the long suite has all.
  const isLong = ([, meeting]: [string, Meeting]) => {
    const isNewest = meeting.ledger === ledger.length - 1 || meeting.vault === vault.length - 1;
    return !isNewest || (meeting.ledger + meeting.vault) % 7 !== 0 || meeting.running === "vault";
  };
  test.each(meetings.filter((each) => !isLong(each)))("leaves each record whole or gone when %s", wholeOrGone);
  test.each(meetings.filter(isLong))("leaves each record whole or gone when %s", { tags: "long" }, wholeOrGone);

  async function wholeOrGone(_words: string, meeting: Meeting): Promise<void> {
    const [ledgerState, vaultState] = [ledger[meeting.ledger], vault[meeting.vault]];
    if (!ledgerState || !vaultState) throw new Error("there is no such state");
    await faulty().create(PUZZLE, "sealed");
    if (meeting.running) {
      await restore(faultyVault(), vault.at(-1) as Snapshot);
      await restore(faulty(), ledger.at(-1) as Snapshot);
      await readOutcome(3);
    }
    if (meeting.running !== "vault") await restore(faultyVault(), vaultState);
    if (meeting.running !== "ledger") await restore(faulty(), ledgerState);
    // A ledger that runs on notices an older vault with an answer of it, and says so once, after that.
    else await readOutcome(3);

    const versions = [...answered.erasable.values()].flatMap((each) => each.versions);
    const isErased = rowsIn(vaultState, "tombstones").length > 0 || hasErasure(ledgerState);
    const outcomes = await Promise.all([...versions, 3].map(readOutcome));
    expect(isErased && outcomes.slice(0, -1).includes("found")).toBe(false);
    if (outcomes.includes("ledger-behind")) return expectStopped(outcomes);
    await deliverAlarms(isSealedDone);

    const kept = keptOf(answered, ledgerState);
    if (isErased) for (const record of kept.erasable.keys()) kept.erased.add(record);
    const lost = isErased ? [] : versionsWithoutKeys(ledgerState, vaultState);
    await expectWholeOrGone(kept, lost);
    await expectUnbroken();
    const fault = lost.length === 0 ? {} : { fault: { rule: "record-missing" } };
    const verdict = await valueOf(faulty().validate({ rebuild: true, open: true }));
    expect(verdict).toMatchObject({ valid: lost.length === 0, ...fault });

    if (lost.length === 0) await again(async () => operation.repeat?.(kept));
    await deliverAlarms(isSealedDone);
    kept.keep([patient(9999)], [await faulty().mine(patient(9999), "dr-rao")]);
    await expectWholeOrGone(kept, lost);
  }
});

function hasErasure(ledger: Snapshot): boolean {
  return rowsIn(ledger, "entries").some(({ entry }) => typeof entry === "string" && entry.includes('"erases"'));
}

/** What the ledger must honour of what was acknowledged, if it is in this state. */
function keptOf({ erasable, records }: SealedAcknowledged, ledger: Snapshot): SealedAcknowledged {
  const kept = new SealedAcknowledged();
  for (const [record, each] of erasable) kept.erasable.set(record, each);
  const stored = new Set(rowsIn(ledger, "entries").map(({ number }) => number));
  for (const [key, each] of records) if (stored.has(each.number)) kept.records.set(key, each);
  return kept;
}

/** Checks that a ledger that is behind its vault opens and registers nothing. */
async function expectStopped(outcomes: readonly string[]): Promise<void> {
  expect(new Set(outcomes)).toEqual(new Set(["ledger-behind"]));
  expect(await faulty().mine(patient(9999), "dr-rao")).toEqual({ outcome: "ledger-behind" });
}
