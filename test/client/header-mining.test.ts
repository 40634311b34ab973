import { describe, expect, test } from "vitest";
import {
  type CandidateHeader,
  type Header,
  headerOf,
  sealHeader,
  type SealedBlock,
} from "../../src/chain/sealed/header.ts";
import { LedgerClient, Refusal, Unreachable } from "../../src/client/client.ts";
import { mineWaiting } from "../../src/client/external/header-mining.ts";
import { sealedVectors } from "../support/chain/sealed-chains.ts";

const TIP = headerOf(sealedVectors.chain[0] as SealedBlock);
const { hash: _, proof: PROOF, ...CANDIDATE } = headerOf(sealedVectors.chain[1] as SealedBlock);
const LATER = { ...CANDIDATE, timestamp: "2026-02-02T00:00:01.000Z" };
const RECEIPT = { leaf_index: 1 };

const problem = (name: string, status = 409) =>
  new Refusal(status, { type: `urn:problem-type:patient-ledger:${name}`, detail: "Go on." });

/** A sealed ledger that answers each submitted header with the next of these: an error to throw, or acceptance. */
class SealedLedger extends LedgerClient {
  readonly submitted: unknown[] = [];
  /** The bodies of the requests for work. */
  readonly asked: unknown[] = [];
  /** What it serves as its newest block. */
  newest: Header | undefined;
  readonly #answers: (Error | "mined")[];

  constructor(...answers: (Error | "mined")[]) {
    super({ url: "http://ledger.example", token: async () => "token", retries: 0 });
    this.#answers = answers;
  }

  override async post(path: string, body?: object): Promise<unknown> {
    if (path === "/work") {
      this.asked.push(body);
      if (this.#answers.length === 0) throw problem("nothing-waiting");
      return { puzzle: "block-hash", difficulty: 8, target: `01${"0".repeat(62)}`, tip: TIP, candidate: CANDIDATE };
    }
    this.submitted.push(body);
    const answer = this.#answers.shift();
    if (answer !== "mined") throw answer;
    return { message: "Mined.", block: await sealHeader(LATER, PROOF), receipt: RECEIPT };
  }

  override async block(): Promise<unknown> {
    return this.newest && { ...this.newest, entries: [] };
  }

  override async watch(): Promise<WebSocket> {
    return { addEventListener() {}, close() {} } as unknown as WebSocket;
  }
}

/** Mines on a ledger, whose candidate is always solved a second later. @returns the block and the lost races */
async function mined(ledger: LedgerClient, found: CandidateHeader | undefined = LATER) {
  const lost: number[] = [];
  const failures: Error[] = [];
  const answer = await mineWaiting(ledger, {
    search: async () => found && { candidate: found, proof: PROOF },
    onPassed: (index) => lost.push(index),
    onUnreachable: (error) => failures.push(error),
  });
  return { answer, lost, failures: failures.length };
}

describe("an external miner of a sealed ledger", () => {
  test("submits nothing if it is cancelled as it finds the header", async () => {
    const ledger = new SealedLedger("mined");
    const control = new AbortController();
    const search = async () => {
      control.abort();
      return { candidate: LATER, proof: PROOF };
    };
    const miner = { search, onPassed: () => {}, onUnreachable: () => {}, signal: control.signal };

    await expect(mineWaiting(ledger, miner)).rejects.toThrow("aborted");

    expect(ledger.submitted).toEqual([]);
  });

  test("submits the header that it found, with its timestamp, and nothing else", async () => {
    const ledger = new SealedLedger("mined");
    const { answer } = await mined(ledger);

    expect(answer).toMatchObject({ block: await sealHeader(LATER, PROOF), receipt: RECEIPT });
    expect(ledger.asked).toEqual([undefined]);
    const { previous_hash, last_entry, merkle_root, timestamp } = LATER;
    expect(ledger.submitted).toEqual([{ previous_hash, last_entry, merkle_root, timestamp, proof: PROOF }]);
  });

  test("finds nothing to do if no entry is waiting", async () => {
    expect(await mined(new SealedLedger())).toEqual({ answer: undefined, lost: [], failures: 0 });
  });

  test("asks for work again if its work was overtaken, and has lost a race", async () => {
    const ledger = new SealedLedger(problem("tip-passed"), problem("tip-passed"), "mined");
    const { answer, lost } = await mined(ledger);

    expect({ found: answer !== undefined, lost, works: ledger.asked.length }).toEqual({
      found: true,
      lost: [2, 2],
      works: 3,
    });
  });

  test("gives up on a header that the ledger refuses", async () => {
    const refusal = problem("proof-refused", 422);

    await expect(mined(new SealedLedger(refusal))).rejects.toBe(refusal);
  });

  test.each([
    ["its own block if that arrived although the answer did not", LATER, true],
    ["a lost race if another block is there", CANDIDATE, false],
  ])("that has to submit again recognizes %s", async (_name, candidate, isOwn) => {
    const ledger = new SealedLedger(new Unreachable("It does not answer."), problem("tip-passed"));
    ledger.newest = await sealHeader(candidate, PROOF);
    const { answer, lost, failures } = await mined(ledger);

    expect(failures).toBe(1);
    expect(lost).toEqual(isOwn ? [] : [2]);
    expect(answer).toEqual(isOwn ? { block: ledger.newest } : undefined);
  });
});
