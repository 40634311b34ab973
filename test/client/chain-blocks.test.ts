import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chainBlocks } from "../../src/client/served/chain-blocks.ts";
import { LedgerClient, type Page, Refusal, Unreachable } from "../../src/client/client.ts";

/** What a ledger answers to a request for the blocks from an index on. */
type Answer = (from: number, limit: number | undefined) => { readonly blocks: number; readonly hasNext: boolean };

/** A ledger whose blocks are only their indexes. */
class PagedLedger extends LedgerClient {
  readonly asked: string[] = [];
  readonly #answer: Answer;

  constructor(answer: Answer) {
    super({ url: "http://ledger.example", token: async () => "token", retries: 0 });
    this.#answer = answer;
  }

  override async page(path: string): Promise<Page> {
    this.asked.push(path);
    const query = new URLSearchParams(path.replace(/^[^?]*/, ""));
    const limit = query.get("limit");
    const from = Number(query.get("from") ?? 1);
    const { blocks, hasNext } = this.#answer(from, limit === null ? undefined : Number(limit));
    const lines = Array.from({ length: blocks }, (_, place) => JSON.stringify({ index: from + place }));
    return {
      hasNext,
      lines: (async function* () {
        yield* lines;
      })(),
    };
  }
}

/** The indexes of the blocks that are read. */
async function read(ledger: LedgerClient, limit?: number): Promise<number[]> {
  const indexes: number[] = [];
  for await (const block of chainBlocks(ledger, limit)) indexes.push((block as { index: number }).index);
  return indexes;
}

const upTo = (length: number) => Array.from({ length }, (_, place) => place + 1);
const refusal = (status: number) => new Refusal(status, { detail: "It is so." });

describe("the blocks of a chain", () => {
  test("are read in order and once, however the ledger divides them into pages", async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 30, maxLength: 30 });
    const whole = fc.integer({ min: 1, max: 30 });
    await fc.assert(
      fc.asyncProperty(whole, fc.option(whole, { nil: undefined }), sizes, async (length, limit, pages) => {
        const ledger = new PagedLedger((from, most = Infinity) => {
          const blocks = Math.min(pages[from - 1] ?? 1, most, length - from + 1);
          return { blocks, hasNext: from + blocks - 1 < length };
        });
        expect(await read(ledger, limit)).toEqual(upTo(Math.min(length, limit ?? length)));
      }),
    );
  });

  test("are asked for from the block after the last one received, and no more than are wanted", async () => {
    const ledger = new PagedLedger((from) => ({ blocks: from === 1 ? 2 : 3, hasNext: true }));

    await read(ledger, 6);

    expect(ledger.asked).toEqual(["/get_chain?limit=6", "/get_chain?from=3&limit=4", "/get_chain?from=6&limit=1"]);
  });

  test("are no more than are wanted, even if the ledger sends more", async () => {
    const ledger = new PagedLedger((from) => ({ blocks: 1_000, hasNext: from < 9_000 }));

    expect(await read(ledger, 6)).toEqual(upTo(6));
    expect(ledger.asked).toHaveLength(1);
  });

  test.each([undefined, 9])(
    "end if a page is empty although another is said to follow, with limit %j",
    async (limit) => {
      const ledger = new PagedLedger((from) => ({ blocks: from === 1 ? 2 : 0, hasNext: true }));

      expect(await read(ledger, limit)).toEqual([1, 2]);
      expect(ledger.asked).toHaveLength(3);
    },
  );

  test("are asked for once more if a page breaks off before those that are wanted", async () => {
    const ledger = new PagedLedger((from) => ({ blocks: 2, hasNext: from < 3 }));

    expect(await read(ledger, 9)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(ledger.asked).toHaveLength(3);
  });

  test("end where the ledger says that it has no further block", async () => {
    const ledger = new PagedLedger((from) => {
      if (from > 2) throw refusal(404);
      return { blocks: 2, hasNext: true };
    });

    expect(await read(ledger)).toEqual([1, 2]);
  });

  test.each([
    ["the token is refused", refusal(401)],
    ["the token no longer opens the ledger", refusal(403)],
    ["the ledger does not respond", new Unreachable("It does not answer.")],
  ])("do not end where %s", async (_, error) => {
    const ledger = new PagedLedger((from) => {
      if (from > 2) throw error;
      return { blocks: 2, hasNext: true };
    });

    for (const limit of [undefined, 9]) await expect(read(ledger, limit)).rejects.toBe(error);
  });

  test("are none of a ledger that was never created", async () => {
    const ledger = new PagedLedger(() => {
      throw refusal(404);
    });

    await expect(read(ledger)).rejects.toThrow("404");
  });
});
