import { beforeEach, describe, expect, test } from "vitest";
import { type CandidateHeader, type Header, sealHeader } from "../../../src/chain/sealed/header.ts";
import { deploy, deployedWith, SIGNING } from "../../support/worker/deployment.ts";
import { patient, post, putLedger } from "../../support/worker/client.ts";
import { expectProblem } from "../../support/worker/problems.ts";
import { call, createWard, PREFIX, send, WARD } from "../../support/http/sealed.ts";

deployedWith(SIGNING);

interface WorkBody {
  readonly target: string;
  readonly tip: Pick<Header, "index" | "proof" | "hash">;
  readonly candidate: CandidateHeader;
}

const MINER = { sub: "dr-bose" };
const work = async () => (await send("/work", undefined, MINER)).json<WorkBody>();

/** A mined header of the candidate, whose hash is below the target, or not. */
async function mined(candidate: CandidateHeader, target: string, solves = true): Promise<Header> {
  for (let proof = 0; ; proof++) {
    const header = await sealHeader(candidate, proof);
    if (header.hash < target === solves) return header;
  }
}

/** What a miner submits of a header. */
const chosen = ({ previous_hash, last_entry, merkle_root, timestamp, proof }: Header) => ({
  previous_hash,
  last_entry,
  merkle_root,
  timestamp,
  proof,
});

describe("POST /work on a sealed ledger", () => {
  beforeEach(createWard);

  test("answers 409 while nothing is waiting, with or without an empty body", async () => {
    const empty = { method: "POST", headers: { "Content-Type": "application/json" }, body: "" };
    for (const init of [{ method: "POST" }, empty]) {
      const { detail } = await expectProblem(await call("/work", init), 409, "nothing-waiting");
      expect(detail).toContain("ask again later");
    }
  });

  test("answers 400 to a record", async () => {
    const { detail } = await expectProblem(await send("/work", patient(1)), 400, "invalid-record");

    expect(detail).toContain("without a body");
  });
});

/** Records wait where the ledger does not search for proofs of its difficulty. */
describe("an external miner of a sealed ledger", () => {
  beforeEach(async () => {
    await putLedger(WARD, { records: "sealed", difficulty: 9 });
    await deploy({ ...SIGNING, MAX_SEARCH_DIFFICULTY: "8" });
    const headers = { "Content-Type": "application/x-ndjson" };
    const body = [1, 2, 3].map((number) => JSON.stringify(patient(number))).join("\n");
    await (await call("/records", { method: "POST", headers, body })).text();
  });

  test("gets a header over the oldest waiting entries, and the target, and no patient data", async () => {
    const body = await work();

    expect(body).toMatchObject({ puzzle: "block-hash", difficulty: 9, target: `0080${"0".repeat(60)}` });
    const { tip, candidate } = body;
    expect(candidate).toMatchObject({
      index: 2,
      first_entry: 2,
      last_entry: 4,
      previous_hash: tip.hash,
      difficulty: 9,
    });
    expect(candidate.mined_by).toMatch(/^[0-9a-f]{16}$/);
    expect(JSON.stringify(body)).not.toMatch(/Patient|P-\d|REG-\d|dr-/);
  });

  test.each(["application/json", "application/x-www-form-urlencoded"])(
    "submits the header that it mined, as %s, and is answered with it and its receipt",
    async (type) => {
      const { target, candidate } = await work();
      const header = await mined(candidate, target);
      const fields = chosen(header);
      const body =
        type === "application/json"
          ? JSON.stringify(fields)
          : new URLSearchParams(Object.entries(fields).map(([name, value]) => [name, String(value)]));

      const response = await call("/mine_block", { method: "POST", headers: { "Content-Type": type }, body }, MINER);

      expect(response.status).toBe(201);
      expect(response.headers.get("Location")).toBe(`${PREFIX}/blocks/2`);
      expect(await response.json()).toMatchObject({ block: header, receipt: { leaf_index: 1, tree_size: 2 } });
      expect((await call("/mempool/4")).headers.get("Location")).toBe(`${PREFIX}/records/4`);
      expect((await call("/records/4")).status).toBe(200);
    },
  );

  test("is told when another block was first, with the tip to go on from", async () => {
    const { target, candidate } = await work();
    const fields = chosen(await mined(candidate, target));
    await send("/mine_block", fields, MINER);

    const body = await expectProblem(await send("/mine_block", fields, MINER), 409, "tip-passed");

    expect(body["tip"]).toMatchObject({ index: 2 });
    await expectProblem(await send("/work", undefined, MINER), 409, "nothing-waiting");
  });

  test("is refused work that is wrong, each with its reason", async () => {
    const { target, candidate } = await work();
    const solved = async (changes: Partial<CandidateHeader>) =>
      chosen(await mined({ ...candidate, ...changes }, target));
    const wrong = {
      "not below the target": chosen(await mined(candidate, target, false)),
      "another merkle_root": await solved({ merkle_root: "0".repeat(64) }),
      "more entries than are waiting": await solved({ last_entry: candidate.last_entry + 1 }),
    };

    for (const [reason, fields] of Object.entries(wrong)) {
      const { detail } = await expectProblem(await send("/mine_block", fields, MINER), 422, "proof-refused");
      expect(detail).toContain(reason);
    }
    const late = await solved({ timestamp: "2020-01-01T00:00:00.000Z" });
    await expectProblem(await send("/mine_block", late, MINER), 422, "timestamp-refused");
    expect(await (await call("")).json()).toMatchObject({ length: 1 });
  });

  test("may be narrowed to patients, since it sees no record", async () => {
    const claims = { ...MINER, patients: [] };
    expect((await send("/work", undefined, claims)).status).toBe(200);
  });
});

describe("a header on the wrong kind of ledger", () => {
  const header = {
    previous_hash: "0".repeat(64),
    last_entry: 2,
    merkle_root: "0".repeat(64),
    timestamp: "2026-01-02T00:00:00.000Z",
    proof: 1,
  };

  test("is refused with 400 on a plain one, which says what to send", async () => {
    await putLedger("plain", { puzzle: "block-hash", difficulty: 8 });

    const { detail } = await expectProblem(await post("/ledgers/plain/mine_block", header), 400, "invalid-record");
    expect(detail).toContain("plain ledger");
    await expectProblem(await post("/ledgers/plain/work", undefined), 400, "invalid-record");
  });

  test.each<[object, RegExp]>([
    [{ merkle_root: header.merkle_root }, /previous_hash is missing.*last_entry is missing.*timestamp.*proof/],
    [{ last_entry: 2 }, /merkle_root is missing/],
    [{ ...header, merkle_root: "x" }, /^merkle_root must be 64 lower-case hex digits\.$/],
    [{ ...header, last_entry: 0 }, /^last_entry must be a whole number from 1\.$/],
    [{ ...header, proof: "one" }, /^proof must be a whole number/],
    [{ ...header, timestamp: "2026-01-02" }, /^timestamp must be an RFC 3339 time/],
    [{ ...header, mined_by: "me" }, /^"mined_by" is not supported\.$/],
    [{ ...header, ...patient(1) }, /"patient_name" is not supported.*"patient_ID".*"Reg_no"/],
    [{ previous_hash: header.previous_hash, timestamp: header.timestamp, proof: 1 }, /patient_name is missing/],
  ])("is told what is wrong with its form alone: %j", async (body, says) => {
    const { detail } = await expectProblem(await post("/mine_block", body), 400, "invalid-record");

    expect(detail).toMatch(says);
  });
});
