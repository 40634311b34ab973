import { env } from "cloudflare:workers";
import type { PatientRecord } from "../../../src/chain/records/record.ts";
import type { Hash } from "../../../src/chain/merkle-tree.ts";
import { verifyConsistency } from "../../../src/chain/merkle-tree.ts";
import { openCheckpoint } from "../../../src/evidence/notes/checkpoint.ts";
import { parseEntryReceipt, verifyEntryReceipt } from "../../../src/evidence/receipts/entry-receipt.ts";
import { CheckpointSigners } from "../../../src/ledger/signing/checkpoint-signers.ts";
import { patient } from "../worker/client.ts";
import { SIGNING } from "../worker/deployment.ts";
import { valueOf } from "./answers.ts";
import { PUZZLE } from "./operations.ts";
import { faulty, NAME } from "./recovery.ts";
import { READER, SealedAcknowledged, waitingEntries } from "./sealed-recovery.ts";
import { acceptSealed, leaveSealed } from "./sealed-operations.ts";

const MINER = "dr-rao";

/** The records of the attacked ledger by their numbers: two in a block each, and three in one. */
export const RECORDS: ReadonlyMap<number, PatientRecord> = new Map(
  [2, 3, 4, 5, 6].map((number) => [number, patient(number)]),
);

/** The records that are waiting there, if it was grown with them. */
export const WAITING: ReadonlyMap<number, PatientRecord> = new Map([7, 8].map((number) => [number, patient(number)]));

/** What the ledger signed before the attack. */
export interface Signed {
  readonly size: number;
  readonly root: Hash;
}

/** Creates the ledger that is attacked: four blocks, with the records. */
export async function growVictim({ waiting }: { readonly waiting?: boolean | undefined }): Promise<Signed> {
  await faulty().create(PUZZLE, "sealed");
  for (const number of [2, 3]) await valueOf(faulty().mine(patient(number), MINER));
  await acceptSealed([4, 5, 6].map(patient));
  while ((await waitingEntries()) > 0) await scheduler.wait(1);
  if (waiting) await leaveSealed(new SealedAcknowledged(), [...WAITING.values()]);
  return signedNow();
}

async function policy() {
  return { ledger: await new CheckpointSigners({ ...env, ...SIGNING }).verifiers(NAME) };
}

async function signedNow(): Promise<Signed> {
  const note = (await valueOf(faulty().checkpoint(0))) ?? "";
  const { size, root } = await openCheckpoint(note, await policy());
  return { size, root };
}

/** What a ledger may answer apart from a value: it is halted, for a reason, or is not there. */
const HALTED = ["contradicted", "vault-lost", "vault-behind", "ledger-behind", "record-key-missing", "no-ledger"];

/** What the ledger did that it must not do, as a list of sentences; empty if nothing. */
export async function wrongs(signed: Signed): Promise<string[]> {
  const found: string[] = [];
  const all = new Map([...RECORDS, ...WAITING]);

  /** Makes a call. @returns its value, if there is one */
  async function said<Value>(name: string, call: () => PromiseLike<{ outcome: string; value?: Value }>) {
    try {
      const answer = await call();
      if (answer.outcome === "ok") return answer.value;
      if (!HALTED.includes(answer.outcome)) found.push(`${name} is ${answer.outcome}`);
    } catch (error) {
      found.push(`${name} fails: ${String(error)}`);
    }
    return undefined;
  }

  /** Checks a checkpoint that the ledger hands out. */
  async function check(name: string, note: string | undefined): Promise<void> {
    if (note === undefined) return;
    const { size, root } = await openCheckpoint(note, await policy());
    if (size < signed.size) found.push(`${name} has a checkpoint of ${size} blocks`);
    const proof = await said("consistency", () => faulty().consistency(signed.size, size));
    const path = size === signed.size ? [] : (proof?.path ?? []);
    if (!(await verifyConsistency(signed.size, size, signed.root, root, path))) found.push(`${name} is a fork`);
  }

  const mined = await said("mine", () => faulty().mine(patient(9), MINER));
  if (mined?.outcome === "registered") {
    const { disclosed, checkpoint } = await verifyEntryReceipt(
      parseEntryReceipt(JSON.stringify(mined.receipt)),
      await policy(),
    );
    if (JSON.stringify(disclosed) !== JSON.stringify(patient(9))) found.push("mine discloses another record");
    if (checkpoint.size <= signed.size) found.push("mine has an old checkpoint");
    all.set(mined.number, patient(9));
  }
  for (let number = 0; number <= 10; number++) {
    const read = await said(`record ${number}`, () => faulty().record(number, READER));
    if (read?.outcome === "found" && !isSame(read.found, all.get(number))) found.push(`record ${number} is another's`);
    const proof = await said(`proof ${number}`, () => faulty().recordProof(number, ["Reg_no", "patient_ID"], READER));
    if (proof?.outcome === "found") {
      const { disclosed } = await verifyEntryReceipt(parseEntryReceipt(JSON.stringify(proof.found)), await policy());
      if (disclosed["Reg_no"] !== all.get(number)?.Reg_no) found.push(`proof ${number} is another's`);
    }
  }
  for (const { Reg_no, patient_ID } of all.values()) {
    const views = [
      await said("search", () => faulty().search({ Reg_no }, READER)),
      await said("search", () => faulty().search({ patient_ID }, READER)),
    ].flatMap((result) => (result?.outcome === "found" ? result.found.records : []));
    for (const view of views) {
      const isRight = view.Reg_no === Reg_no && isSame(view, all.get(view.number));
      if (!isRight) found.push(`a search for ${Reg_no} shows record ${view.number}`);
    }
    if (views.length > 2) found.push(`a search for ${Reg_no} shows a record more than once`);
  }
  for (let index = 1; index <= signed.size; index++) {
    const receipt = await said(`receipt ${index}`, () => faulty().receipt(index));
    await check(`receipt ${index}`, receipt?.checkpoint);
  }
  await said("describe", () => faulty().describe());
  await said("head", () => faulty().head());
  await said("text", () => faulty().blockText(3));
  await said("text", () => faulty().blockText(4));
  await said("page", () => faulty().pageEnd(1, 100, true));
  await said("miners", () => faulty().miners());
  await said("mempool", () => faulty().mempool());
  await said("pending", () => faulty().pending("7"));
  await said("tile", () => faulty().tile(0, 0, signed.size));
  await said("entries", () => faulty().entries(0, signed.size));
  await said("work", () => faulty().work(undefined, MINER));
  const stream = await said("stream", () => faulty().blocks(1, 10, { head: "[", separator: ",", tail: "]" }, MINER));
  if (stream) await said("stream", async () => ({ outcome: "ok", value: await new Response(stream).text() }));
  await check("checkpoint", await said("checkpoint", () => faulty().checkpoint(0)));
  return found;
}

function isSame(view: PatientRecord, record: PatientRecord | undefined): boolean {
  return (
    view.Reg_no === record?.Reg_no && view.patient_ID === record.patient_ID && view.patient_name === record.patient_name
  );
}

/** The ledger's verdict on itself, opening every record: "valid", or the fault's rule and index. */
export async function openVerdict(): Promise<string> {
  const answer = await faulty().validate({ rebuild: true, open: true });
  if (answer.outcome !== "ok") return answer.outcome;
  const verdict = answer.value;
  return verdict?.valid === false ? `${verdict.fault.rule} at ${verdict.fault.index}` : "valid";
}
