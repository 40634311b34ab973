import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import type { Block } from "../../../src/chain/block.ts";
import type { PatientRecord } from "../../../src/chain/records/record.ts";
import { validateChain } from "../../../src/chain/validator.ts";
import type { CorrectResult, ExpectedTags, MineResult, Reader } from "../../../src/ledger/results.ts";
import { edit, storedChain } from "../storage/in-runtime.ts";
import { deleteCheckpoints, deleteTree, markUnsigned, replaceBlocks } from "../storage/edits.ts";
import { DISTINCT_PROOFS, validChain } from "../worker/squares-chains.ts";
import { valueOf } from "./answers.ts";
import { faulty, NAME } from "./recovery.ts";

/** Somebody whose token is narrowed to no patients. */
export const READER: Reader = { subject: "dr-rao", scopes: ["chain:read", "record:correct"], requestId: "test" };

/** A record with a registration number; its other fields follow from `version`. */
export function named(Reg_no: string, version = 1): PatientRecord {
  return { patient_name: `Name ${version}`, patient_ID: `ID-${version}`, Reg_no };
}

/** Corrects a record, and returns what becomes of it. */
export function correct(
  number: number,
  record: PatientRecord,
  expected: ExpectedTags = "any",
  reader = READER,
): Promise<CorrectResult> {
  return valueOf(faulty().correct(number, expected, record, reader));
}

/** Registers a record, and returns what becomes of it. */
export function register(record: PatientRecord, author = READER.subject): Promise<MineResult> {
  return valueOf(faulty().mine(record, author));
}

/** What a request asks for: a registration, or the correction of a block. */
export type Request = PatientRecord & { readonly corrects?: number };

/** Sends requests in one turn of the event loop, and returns their outcomes in order. */
export async function together(requests: readonly Request[]): Promise<string[]> {
  return runInDurableObject(faulty(), async (ledger) => {
    const answers = requests.map(async ({ corrects, ...record }) => {
      const { subject } = READER;
      return valueOf<CorrectResult | MineResult>(
        corrects === undefined ? ledger.mine(record, subject) : ledger.correct(corrects, "any", record, READER),
      );
    });
    return (await Promise.all(answers)).map(({ outcome }) => outcome);
  });
}

/** A `squares` chain that has every proof, so that records are mined at once and in groups. */
const KNOWN_PROOFS = await validChain(DISTINCT_PROOFS.length + 5);

/** The index of the block that follows. */
export const NEXT = KNOWN_PROOFS.length + 1;

/** Creates the ledger on `squares`, with all proofs known, or on `block-hash`, where records go through the mempool. */
export async function prepare(puzzle: "squares" | "block-hash"): Promise<number> {
  if (puzzle === "block-hash") {
    await faulty().create({ puzzle, difficulty: 8 });
    return 2;
  }
  await faulty().create({ puzzle });
  await edit(NAME, replaceBlocks(KNOWN_PROOFS), deleteTree, deleteCheckpoints, markUnsigned(KNOWN_PROOFS.length));
  await evictDurableObject(faulty());
  return NEXT;
}

/** The stored chain, which must be valid for the ledger and for a validator of its own. */
export async function soundChain(): Promise<Block[]> {
  const chain = await storedChain(NAME);
  const verdicts = [await valueOf(faulty().validate()), await validateChain(chain)];
  for (const verdict of verdicts) if (!verdict?.valid) throw new Error(JSON.stringify(verdict));
  return chain;
}
