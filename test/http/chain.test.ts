import { describe, expect, test } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { mine, patient, request } from "../support/worker/client.ts";
import { imitation, VECTOR } from "../support/worker/squares-chains.ts";
import { storeChain } from "../support/storage/main.ts";
import { expectProblem } from "../support/worker/problems.ts";

interface Page {
  chain: Block[];
  length: number;
  next?: string;
}

async function page(path: string): Promise<Page> {
  const response = await request(path);
  expect(response.status).toBe(200);
  expect(response.headers.get("Content-Type")).toBe("application/json");
  const body = await response.json<Page>();
  expect(response.headers.get("Link")).toBe(body.next === undefined ? null : `<${body.next}>; rel="next"`);
  return body;
}

async function lines(path: string): Promise<Block[]> {
  const response = await request(path, { headers: { Accept: "application/x-ndjson" } });
  expect(response.status).toBe(200);
  expect(response.headers.get("Content-Type")).toBe("application/x-ndjson");
  const text = new TextDecoder().decode(await response.arrayBuffer());
  // Every line ends with a newline, including the last.
  expect(text === "" || text.endsWith("\n")).toBe(true);
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Block);
}

describe("GET /get_chain", () => {
  test("answers a new ledger's chain with genesis alone", async () => {
    const body = await page("/get_chain");

    expect(body).toEqual({ chain: [expect.anything()], length: 1 });
    expect(body.chain[0]).toEqual({
      index: 1,
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      patient_name: "Genesis",
      patient_ID: "0",
      Reg_no: "0",
      mined_by: "genesis",
      proof: 1,
      previous_hash: "0",
      hash: expect.stringMatching(/^[\da-f]{64}$/),
    });
  });

  test("creates genesis once", async () => {
    const [first, second] = [await page("/get_chain"), await page("/get_chain")];

    expect(second).toEqual(first);
  });

  test("answers the whole chain in order, with only the stored attributes", async () => {
    await storeChain(VECTOR);

    expect(await page("/get_chain")).toEqual({ chain: VECTOR, length: 6 });
  });

  test.each([
    { query: "?from=4", indexes: [4, 5, 6], next: undefined },
    { query: "?from=6", indexes: [6], next: undefined },
    { query: "?limit=2", indexes: [1, 2], next: "/get_chain?from=3&limit=2" },
    { query: "?from=2&limit=3", indexes: [2, 3, 4], next: "/get_chain?from=5&limit=3" },
    { query: "?limit=3&from=4", indexes: [4, 5, 6], next: undefined },
    { query: "?from=5&limit=100", indexes: [5, 6], next: undefined },
    { query: "?limit=6", indexes: [1, 2, 3, 4, 5, 6], next: undefined },
    { query: "?from=7", indexes: [], next: undefined },
    { query: "?from=9007199254740991&limit=9007199254740991", indexes: [], next: undefined },
  ])("answers $query with blocks $indexes and the whole chain's length", async ({ query, indexes, next }) => {
    await storeChain(VECTOR);

    const body = await page(`/get_chain${query}`);

    expect(body.chain.map(({ index }) => index)).toEqual(indexes);
    expect(body.length).toBe(6);
    expect(body.next).toBe(next);
    const ndjson = await lines(`/get_chain${query}`);
    expect(ndjson).toEqual(body.chain);
  });

  test.each([1, 2, 4, 6, 7])("returns each block once over `next` in pages of %i", async (limit) => {
    await storeChain(VECTOR);

    const blocks: Block[] = [];
    let pages = 0;
    for (let next: string | undefined = `/get_chain?limit=${limit}`; next; pages++) {
      const body: Page = await page(next);
      expect(body.length).toBe(6);
      blocks.push(...body.chain);
      next = body.next;
    }

    expect(blocks).toEqual(VECTOR);
    expect(pages).toBe(Math.ceil(6 / limit));
  });

  test.each([499, 500, 501, 1000, 1234])("streams %i blocks as one well-formed answer", async (length) => {
    const chain = imitation(length);
    await storeChain(chain);

    expect(await page("/get_chain")).toEqual({ chain, length });
    expect(await lines("/get_chain")).toEqual(chain);
  });

  test("streams a page that starts and ends inside pieces", async () => {
    const chain = imitation(1_600);
    await storeChain(chain);

    const body = await page("/get_chain?from=123&limit=1234");

    expect(body).toEqual({ chain: chain.slice(122, 1356), length: 1_600, next: "/get_chain?from=1357&limit=1234" });
  });

  test.each(["application/json", "*/*", "application/*", "text/html", ""])(
    "answers JSON to Accept: %s",
    async (accept) => {
      const response = await request("/get_chain", { headers: { Accept: accept } });

      expect(response.headers.get("Content-Type")).toBe("application/json");
      expect(await response.json()).toMatchObject({ length: 1 });
    },
  );

  test("tells caches that the answer varies with Accept", async () => {
    const response = await request("/get_chain");

    expect(response.headers.get("Vary")?.split(/, */)).toContain("Accept");
  });

  test("answers HEAD with the headers of GET and no body", async () => {
    await storeChain(VECTOR);

    const [head, get] = [await request("/get_chain?limit=2", { method: "HEAD" }), await request("/get_chain?limit=2")];

    expect(head.status).toBe(200);
    expect(await head.text()).toBe("");
    for (const name of ["ETag", "Link", "Content-Type", "Vary", "Cache-Control"]) {
      expect(head.headers.get(name)).toBe(get.headers.get(name));
    }
    await get.text();
  });

  test("answers an unknown query parameter with the correct names", async () => {
    const body = await expectProblem(await request("/get_chain?offset=2"), 400, "invalid-query");

    expect(body.detail).toContain("offset");
  });

  test.each([
    ..."0 -1 +1 1.0 1.5 1e3 0x1 01 x NaN Infinity null 9007199254740992 9007199254740993 99999999999999999999"
      .split(" ")
      .flatMap((value) => [`from=${encodeURIComponent(value)}`, `limit=${encodeURIComponent(value)}`]),
    "from=",
    "limit=",
    "from",
    "from=1%20",
    "from=%201",
    "from=1%0A",
    "from=%D9%A1", // ARABIC-INDIC DIGIT ONE
    "from=%E0%A4%A",
    "from=1&limit=2&page=3",
    "FROM=1",
    "from[]=1",
    "constructor=1",
    "__proto__=1",
  ])("refuses the query ?%s", async (query) => {
    const { detail } = await expectProblem(await request(`/get_chain?${query}`), 400, "invalid-query");

    expect(detail).toMatch(/ (must be|is not supported)/);
  });
});

describe("a repeated parameter of /get_chain", () => {
  test.each(["from=1&from=2", "from=2&from=2", "from=1&limit=1&from=x"])("is refused and named: ?%s", async (query) => {
    const { detail } = await expectProblem(await request(`/get_chain?${query}`), 400, "invalid-query");

    expect(detail).toContain("from");
  });
});

describe("GET /blocks/<index>", () => {
  test.each(VECTOR.map((block) => [block.index, block] as const))("answers block %i", async (index, block) => {
    await storeChain(VECTOR);

    const response = await request(`/blocks/${index}`);

    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Type")).toBe("application/json");
    expect(await response.json()).toEqual(block);
  });

  test("answers what `Location` named when the block was mined", async () => {
    const mined = await mine(patient(1));
    const { block } = await mined.json<{ block: Block }>();

    const response = await request(mined.headers.get("Location") ?? "");

    expect(await response.json()).toEqual(block);
  });

  test.each(["2", "7", "9007199254740991"])("answers 404 for block %s of a chain of one", async (index) => {
    const { detail } = await expectProblem(await request(`/blocks/${index}`), 404, "block-not-found");

    expect(detail).toContain(`block ${index}`);
  });

  test.each(
    "0 -1 +1 1.0 1e3 01 x 0x1 NaN %20 1%20 1%0A %D9%A1 %E0%A4%A 1%2F2 9007199254740992 99999999999999999999".split(" "),
  )("refuses the index %s", async (index) => {
    const body = await expectProblem(await request(`/blocks/${index}`), 400, "invalid-query");

    expect(body.detail).toContain("index");
  });
});
