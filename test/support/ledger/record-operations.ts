import { evictDurableObject } from "cloudflare:test";
import type { PatientRecord } from "../../../src/chain/records/record.ts";
import { hex } from "../../../src/chain/text/hex.ts";
import type { Answer } from "../../../src/ledger/answer.ts";
import type { CorrectResult, EraseResult, ReadAction, Reader } from "../../../src/ledger/results.ts";
import { patient } from "../worker/client.ts";
import { valueOf } from "./answers.ts";
import { CLERK, found } from "./corrections.ts";
import { HOLDER, secretsOf } from "./erasing.ts";
import { deliverAlarm, faulty } from "./recovery.ts";
import { type SealedOperation, threeSealed } from "./sealed-operations.ts";
import type { SealedAcknowledged } from "./sealed-recovery.ts";

/** The record that is corrected and erased, and what each of its versions says. */
const RECORD = 2;
const SECOND: PatientRecord = { patient_name: "Ottilie Quill", patient_ID: "P-quill", Reg_no: "REG-quill" };
const THIRD: PatientRecord = { patient_name: "Ottilie Feather", patient_ID: "P-feather", Reg_no: "REG-feather" };

/** Makes a request under an id of its own. Once it is answered, the log of reads must have that. */
async function logged<Value>(
  kept: SealedAcknowledged,
  action: ReadAction,
  request: (reader: Reader) => PromiseLike<Answer<Value>>,
  by: Reader = CLERK,
): Promise<Value> {
  const requestId = crypto.randomUUID();
  const value = await valueOf(request({ ...by, requestId }));
  kept.logged.push({ request_id: requestId, action });
  return value;
}

/** Corrects the record. @returns the outcome */
async function correct(kept: SealedAcknowledged, number: number, record: PatientRecord): Promise<string> {
  const requestId = crypto.randomUUID();
  const value: CorrectResult = await valueOf(faulty().correct(number, "any", record, { ...CLERK, requestId }));
  if (value.outcome === "registered" || value.outcome === "pending") {
    kept.keep([record], [{ outcome: "ok", value }]);
    kept.logged.push({ request_id: requestId, action: "correct" });
  }
  return value.outcome;
}

/** Corrects it as a client does who does not know whether that was done. */
async function correctAgain(kept: SealedAcknowledged): Promise<void> {
  if ((await correct(kept, RECORD, SECOND)) !== "outdated") return;
  const versions = await found(faulty().versions(RECORD, CLERK));
  const newest = versions.at(-1);
  if (newest?.Reg_no !== SECOND.Reg_no || versions.length !== 2) throw new Error("another correction came first");
  kept.keep([SECOND], [{ outcome: "ok", value: { outcome: "repeated", number: newest.number } }]);
}

async function erase(kept: SealedAcknowledged, number: number): Promise<EraseResult["outcome"]> {
  const { outcome } = await logged(kept, "erase", (reader) => faulty().erase(number, "request", reader));
  if (outcome === "erasing" || outcome === "erased-before") kept.erased.add(RECORD);
  return outcome;
}

const hold = (kept: SealedAcknowledged, isHeld: boolean) =>
  logged(kept, isHeld ? "hold" : "release", (reader) => faulty().hold(RECORD, isHeld, reader), HOLDER);

/** A record with three versions that is to be erased, and another. No alarm is set. */
async function threeVersions(kept: SealedAcknowledged): Promise<void> {
  await threeSealed(kept);
  await correct(kept, RECORD, SECOND);
  await correct(kept, RECORD + 2, THIRD);
  await deliverAlarm();
  const texts = [patient(101), SECOND, THIRD].flatMap((record) => Object.values(record) as string[]);
  const versions = [RECORD, RECORD + 2, RECORD + 3];
  kept.erasable.set(RECORD, {
    versions,
    secrets: [...(await secretsOf(...versions)), ...texts.map((text) => hex(new TextEncoder().encode(text)))],
  });
}

/** Operations on records that are on the chain already. */
export const RECORD_OPERATIONS: readonly SealedOperation[] = [
  {
    name: "correcting a record",
    records: [],
    isOnExisting: true,
    prepare: threeSealed,
    act: async (kept) => {
      await correct(kept, RECORD, SECOND);
      return [];
    },
    repeat: correctAgain,
  },
  {
    name: "erasing a record with three versions",
    records: [],
    isOnExisting: true,
    prepare: threeVersions,
    act: async (kept) => {
      await erase(kept, RECORD + 2);
      return [];
    },
    repeat: async (kept) => void (await erase(kept, RECORD)),
  },
  {
    name: "holding a record, asking for its erasure, and ending the hold",
    records: [],
    isOnExisting: true,
    prepare: threeVersions,
    act: async (kept) => {
      await hold(kept, true);
      await erase(kept, RECORD);
      await hold(kept, false);
      return [];
    },
    repeat: async (kept) => {
      // A hold that was ended already has let the erasure run.
      const { outcome } = await hold(kept, true);
      const asked = outcome === "held" ? await erase(kept, RECORD) : outcome;
      const ended = await hold(kept, false);
      if (asked !== "held" && asked !== "erased") throw new Error(`the held record was erased: ${asked}`);
      if (ended.outcome !== "released" && ended.outcome !== "erased")
        throw new Error(`not ended, but ${ended.outcome}`);
      kept.erased.add(RECORD);
    },
  },
  {
    name: "reading a corrected record in all ways",
    records: [],
    isOnExisting: true,
    prepare: async (kept) => {
      await threeVersions(kept);
      await evictDurableObject(faulty());
    },
    act: async (kept) => {
      await logged(kept, "read", (reader) => faulty().record(RECORD + 2, reader));
      await logged(kept, "read-versions", (reader) => faulty().versions(RECORD, reader));
      await logged(kept, "search", (reader) => faulty().search({ Reg_no: THIRD.Reg_no }, reader));
      await logged(kept, "disclose", (reader) => faulty().recordProof(RECORD, ["Reg_no"], reader));
      await logged(kept, "read", (reader) => faulty().record(RECORD, { ...reader, patients: ["P-nobody"] }));
      await logged(kept, "read", (reader) => faulty().denied("read", RECORD, reader));
      return [];
    },
  },
];
