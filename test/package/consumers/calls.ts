/** A program of somebody who installed the package, for any platform. */
import { type AnyBlock, type Fault, isSealed, Malformed, validateChain } from "patient-ledger/chain";
import {
  allBlocks,
  createLedger,
  isProblem,
  LedgerClient,
  readBlock,
  readCheckpoint,
  readReceipt,
  readVerifierKeys,
  registerRecord,
  type Registration,
  watchBlocks,
} from "patient-ledger/client";
import {
  openCheckpoint,
  parseReceipt,
  parseVerifierKey,
  type Report,
  verifyChain,
  verifyReceipt,
} from "patient-ledger/evidence";

/** What the program found out, for the test to compare. */
export interface Found {
  readonly hash: string;
  readonly problem: string | undefined;
  readonly valid: boolean;
  readonly fault: Fault["rule"] | undefined;
  readonly checked: readonly string[];
  readonly forged: string;
  readonly watched: readonly number[];
}

/** Registers a record on a new ledger, and verifies everything that the ledger says about it. */
export async function calls(url: string, token: string): Promise<Found> {
  const client = new LedgerClient({ url, token: () => Promise.resolve(token) });
  await createLedger(client, { puzzle: "squares" });
  const registration: Registration = await registerRecord(client, {
    patient_name: "Alice",
    patient_ID: "P-1001",
    Reg_no: "REG-2024-0001",
  });
  if (!("block" in registration)) throw new Error("the record is still waiting");
  const { hash } = registration.block;

  let problem: string | undefined;
  try {
    await readBlock(client, 99);
  } catch (error) {
    if (!isProblem(error, "block-not-found")) throw error;
    problem = error.problem;
  }

  const blocks: AnyBlock[] = [];
  for await (const block of allBlocks(client)) blocks.push(block);
  const verdict = await validateChain(blocks);
  const edited = blocks.map((block, place) =>
    place === 1 && !isSealed(block) ? { ...block, patient_name: "Eve" } : block,
  );
  const faulty = await validateChain(edited);

  const ledger = await Promise.all((await readVerifierKeys(client)).trim().split("\n").map(parseVerifierKey));
  const receipt = parseReceipt(JSON.stringify(await readReceipt(client, 2)));
  await verifyReceipt(receipt, hash, { ledger });
  const newest = await openCheckpoint(await readCheckpoint(client), { ledger });
  const source = (async function* () {
    yield* blocks;
  })();
  const evidence = { blocks: source, newest, checkpoints: [], receipts: [{ name: "mine", value: receipt }] };
  const report: Report = await verifyChain(evidence, { ledger }, { now: () => Date.now(), onBlock: () => undefined });
  if (report.fault) throw new Error(report.fault.detail);

  let forged = "nothing";
  try {
    await verifyReceipt(receipt, "0".repeat(64), { ledger });
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    forged = error.name;
  }

  const watched: number[] = [];
  for await (const { index } of watchBlocks(client, { from: 1 })) {
    watched.push(index);
    if (watched.length === 2) break;
  }
  return {
    hash,
    problem,
    valid: verdict.valid,
    fault: faulty.valid ? undefined : faulty.fault.rule,
    checked: report.checked.map(({ check }) => check),
    forged,
    watched,
  };
}
