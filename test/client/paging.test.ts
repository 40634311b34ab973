import * as fc from "fast-check";
import { expect, test } from "vitest";
import { allKeys, allReads, LedgerClient, NotALedger } from "../../src/client/index.ts";

/** A list of numbered items, served in pages. @param next returns the path of the page that follows an item */
function listOf(length: number, size: number, next: (from: number) => number = (from) => from): LedgerClient {
  const serve = async (url: string | URL | Request): Promise<Response> => {
    const { pathname, searchParams } = new URL(url instanceof Request ? url.url : url);
    const from = Number(searchParams.get("from") ?? 1);
    const items = Array.from({ length: Math.min(size, length - from + 1) }, (_, place) => ({ number: from + place }));
    const after = from + items.length;
    const more = after > length ? {} : { next: `${pathname}?from=${next(after)}` };
    return Response.json({ names: "operator", keys: items, entries: items, ...more });
  };
  return new LedgerClient({ url: "http://ledger.example", token: async () => "t0ken", fetch: serve });
}

const LISTS = { keys: allKeys, reads: allReads } as const;

async function numbers(list: AsyncIterable<object>): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const item of list) found.push((item as { number?: unknown }).number);
  return found;
}

test.each(["keys", "reads"] as const)("all %s are read once and in order, however long a page is", async (name) => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 7 }), async (length, size) => {
      const found = await numbers(LISTS[name](listOf(length, size)));
      expect(found).toEqual(Array.from({ length }, (_, place) => place + 1));
    }),
  );
});

test.each(["keys", "reads"] as const)(
  "a page of %s that leads back is an error, not the end of the list",
  async (name) => {
    for (const back of [() => 1, (from: number) => from - 3]) {
      await expect(numbers(LISTS[name](listOf(9, 3, back)))).rejects.toThrow(NotALedger);
    }
  },
);
