import type { PatientRecord } from "../../../src/chain/records/record.ts";
import { generateAuthorKey } from "../../../src/client/signing/author-key.ts";
import { hex } from "../../../src/chain/text/hex.ts";
import { patient } from "../worker/client.ts";
import { valueOf } from "./answers.ts";
import { CLERK, found } from "./corrections.ts";
import { secretsOf } from "./erasing.ts";
import { enrol } from "./keys.ts";
import { deliverAlarm, faulty } from "./recovery.ts";
import { type SealedOperation, threeSealed } from "./sealed-operations.ts";
import type { SealedAcknowledged } from "./sealed-recovery.ts";
import { type Context, contextOf, correcting, entryAt, erasing, signed } from "./signed.ts";

const KEY = await generateAuthorKey();
const DESK = "front-desk";

/** The record that is corrected and erased, and its new version. */
const RECORD = 2;
const SECOND: PatientRecord = { patient_name: "Ottilie Quill", patient_ID: "P-quill", Reg_no: "REG-quill" };
// Records that no other client of these tests registers: the same record unsigned would be refused as a conflict.
const GROUP = [patient(11), patient(12)];
const UNSIGNED = patient(13);

/** What the author knew of the ledger when the operation was prepared. */
let context: Context | undefined;

/** A ledger with two records, and with an author whose key is entry 4. No alarm is set. */
async function withAuthor(kept: SealedAcknowledged): Promise<void> {
  await threeSealed(kept);
  await enrol(KEY);
  await deliverAlarm();
  context = await contextOf();
  const texts = Object.values(patient(101)) as string[];
  kept.erasable.set(RECORD, {
    versions: [RECORD],
    secrets: [...(await secretsOf(RECORD)), ...texts.map((text) => hex(new TextEncoder().encode(text)))],
  });
}

/** Corrects the record, signed with new salts. @returns the outcome */
async function correct(kept: SealedAcknowledged): Promise<string> {
  const requestId = crypto.randomUUID();
  const sent = await correcting(RECORD, SECOND, KEY, context);
  const value = await valueOf(faulty().correct(RECORD, "any", sent, { ...CLERK, requestId }));
  if (value.outcome === "registered" || value.outcome === "pending") {
    kept.keep([SECOND], [{ outcome: "ok", value }]);
    kept.logged.push({ request_id: requestId, action: "correct" });
  }
  return value.outcome;
}

async function erase(kept: SealedAcknowledged): Promise<void> {
  const requestId = crypto.randomUUID();
  const authorship = await erasing(RECORD, KEY, context);
  const result = await valueOf(faulty().erase(RECORD, "request", { ...CLERK, requestId }, authorship));
  const { outcome } = result;
  if (outcome !== "erasing" && outcome !== "erased-before") throw new Error(`not erased, but ${outcome}`);
  const { entry } = result.erasure;
  // Whatever has failed, what the author signed was stored before anything was destroyed.
  const author = entry === undefined ? KEY.thumbprint : (await entryAt(entry))?.["author"];
  if (author !== KEY.thumbprint) throw new Error("the erasure's entry is not signed");
  kept.logged.push({ request_id: requestId, action: "erase" });
  kept.erased.add(RECORD);
}

/** Operations with what an author has signed. */
export const SIGNED_OPERATIONS: readonly SealedOperation[] = [
  {
    name: "accepting signed records and an unsigned one",
    records: [],
    isOnExisting: true,
    prepare: withAuthor,
    act: async (kept) => {
      const sent = [...(await Promise.all(GROUP.map((record) => signed(record, KEY, context)))), UNSIGNED];
      const results = await valueOf(faulty().accept(sent, DESK));
      kept.keep(
        [...GROUP, UNSIGNED],
        results.map((value) => ({ outcome: "ok", value })),
      );
      return [];
    },
    repeat: async (kept) => {
      for (const record of GROUP) {
        kept.keep([record], [await faulty().mine(await signed(record, KEY, context), DESK)]);
      }
      kept.keep([UNSIGNED], [await faulty().mine(UNSIGNED, DESK)]);
    },
  },
  {
    name: "signing a correction",
    records: [],
    isOnExisting: true,
    prepare: withAuthor,
    act: async (kept) => {
      await correct(kept);
      return [];
    },
    repeat: async (kept) => {
      if ((await correct(kept)) !== "outdated") return;
      const newest = (await found(faulty().versions(RECORD, CLERK))).at(-1);
      if (newest?.Reg_no !== SECOND.Reg_no) throw new Error("another correction came first");
      kept.keep([SECOND], [{ outcome: "ok", value: { outcome: "repeated", number: newest.number } }]);
    },
  },
  {
    name: "signing an erasure",
    records: [],
    isOnExisting: true,
    prepare: withAuthor,
    act: async (kept) => {
      await erase(kept);
      return [];
    },
    repeat: erase,
  },
];
