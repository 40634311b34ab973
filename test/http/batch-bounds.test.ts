import { abortAllDurableObjects } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { MEMPOOL_LIMIT } from "../../src/ledger/store/mempool.ts";
import { patient } from "../support/worker/client.ts";
import { emptyMempool, fillMempool } from "../support/storage/edits.ts";
import { editMain, sql, stored } from "../support/storage/main.ts";
import { LIMIT, encoder, PENDING, numbers, batch, send, answers, refusal } from "../support/http/batch.ts";
import { expectProblem } from "../support/worker/problems.ts";

/**
 * Stops mining the records that a test put into the mempool; see "a full mempool" in
 * test/ledger/mining/pending.test.ts.
 */
async function endMining(): Promise<void> {
  await abortAllDurableObjects();
  await editMain(emptyMempool);
}

describe("the limits of a batch", () => {
  test("allow 10,000 lines", async () => {
    const records = numbers(1001, 1000 + LIMIT.lines).map(patient);

    const found = await answers(batch(records));

    expect(found.map(({ line, status }) => `${line} ${status}`)).toEqual(
      numbers(1, LIMIT.lines).map((line) => `${line} 202`),
    );
    expect(new Set(found.map(({ location }) => location)).size).toBe(LIMIT.lines);
    await endMining();
  });

  test.each([
    ["records", batch(numbers(0, LIMIT.lines).map(patient))],
    ["empty lines", "\n".repeat(LIMIT.lines + 1)],
    ["lines, the last without a newline", `${"\n".repeat(LIMIT.lines)}x`],
  ])("refuse one line more as a whole: 10,001 %s", async (_, body) => {
    const { detail } = await expectProblem(await send(body), 413, "body-too-large");

    expect(detail).toContain("10000");
    expect(await stored()).toEqual({ blocks: 1, pending: 0 });
  });

  test("allow 4 MiB", async () => {
    const width = 16 * 1024;
    const lines = numbers(1, LIMIT.bytes / width).map((number) => JSON.stringify(patient(number)).padEnd(width - 1));
    const body = lines.map((line) => `${line}\n`).join("");
    expect(body).toHaveLength(LIMIT.bytes);

    const statuses = (await answers(body)).map(({ status }) => status);

    expect(statuses).toEqual(lines.map(() => 202));
    await endMining();
  });

  test.each([true, false])("refuse one byte more as a whole (announced: %s)", async (announced) => {
    const lines = batch([1, 2].map(patient));
    const body = encoder.encode(" ".repeat(LIMIT.bytes + 1 - lines.length) + lines);
    const headers: Record<string, string> = announced ? { "Content-Length": String(body.length) } : {};

    await expectProblem(await send(new Blob([body]).stream(), "/records", headers), 413, "body-too-large");

    expect(await stored()).toEqual({ blocks: 1, pending: 0 });
  });

  test("accept what the mempool has room for, and answer 503 to later lines", async () => {
    await editMain(fillMempool(MEMPOOL_LIMIT - 2));

    const found = await answers(batch([1, 2, 3, 1].map(patient)));

    expect(found).toEqual([
      { line: 1, status: 202, location: PENDING },
      { line: 2, status: 202, location: PENDING },
      { ...refusal(3, 503, "mempool-full"), retry_after: expect.any(Number) },
      { line: 4, status: 202, location: found[0]?.location },
    ]);
    expect(await sql("SELECT 1 FROM mempool WHERE Reg_no = 'REG-3'")).toEqual([]);
    await endMining();
  });
});
