import { env } from "cloudflare:test";
import { describe, expect, test, vi } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { call, place } from "../support/worker/named-ledgers.ts";
import { deployedWith, SIGNING } from "../support/worker/deployment.ts";
import { validChain } from "../support/worker/squares-chains.ts";
import { bearer, mine, patient, putLedger, request } from "../support/worker/client.ts";
import { expectProblem } from "../support/worker/problems.ts";

deployedWith(SIGNING);

const LENGTH = 260;
const chain = await validChain(LENGTH);
const NDJSON = { Accept: "application/x-ndjson" };

/** A namespace whose objects cannot be reached, with the number of attempts. */
function unreachable(): { readonly LEDGER: object; readonly calls: string[] } {
  const calls: string[] = [];
  return {
    calls,
    LEDGER: {
      idFromName: (name: string) => env.LEDGER.idFromName(name),
      getByName: (name: string) => {
        calls.push(name);
        throw new Error("the object was called");
      },
    },
  };
}

/** Resources that never change, with the requests for them. */
const PARTS: { what: string; path: string; headers?: Record<string, string> }[] = [
  { what: "a block", path: "/blocks/2" },
  { what: "the newest block", path: `/blocks/${LENGTH}` },
  { what: "a full page", path: "/get_chain?from=1&limit=256", headers: NDJSON },
  { what: "a full page from anywhere", path: "/get_chain?from=17&limit=3", headers: NDJSON },
  { what: "a full tile", path: "/tile/0/000" },
  { what: "a full bundle of entries", path: "/tile/entries/000" },
];

/** Resources that may change. */
const CHANGING: typeof PARTS = [
  { what: "the whole chain", path: "/get_chain", headers: NDJSON },
  { what: "a page as JSON, which tells the length", path: "/get_chain?from=1&limit=3" },
  { what: "a page that is not full", path: `/get_chain?from=${LENGTH - 1}&limit=3`, headers: NDJSON },
  { what: "a page that ends at the tip", path: `/get_chain?from=${LENGTH - 1}&limit=2`, headers: NDJSON },
  { what: "a page behind the tip", path: `/get_chain?from=${LENGTH + 1}&limit=2`, headers: NDJSON },
  { what: "a page of more than 256 blocks", path: "/get_chain?from=1&limit=257", headers: NDJSON },
  { what: "a part of a tile", path: "/tile/0/000.p/3" },
  { what: "the checkpoint", path: "/checkpoint" },
  { what: "the verdict", path: "/is_valid" },
];

interface Received {
  readonly status: number;
  readonly body: string;
  /** The headers, without those that differ between any two answers. */
  readonly headers: [string, string][];
  readonly cacheStatus: string | null;
}

async function ask(path: string, headers: Record<string, string> = {}, bindings: object = {}): Promise<Received> {
  const response = await request(path, { headers }, bindings);
  const rest = [...response.headers].filter(([name]) => name !== "x-request-id" && name !== "cache-status");
  const body = new TextDecoder("latin1").decode(await response.arrayBuffer());
  return { status: response.status, body, headers: rest, cacheStatus: response.headers.get("Cache-Status") };
}

/** Repeats a request until the answer comes from the cache, which is written after the first answer. */
async function askKept(path: string, headers: Record<string, string> = {}, bindings: object = {}): Promise<Received> {
  return vi.waitFor(async () => {
    const answer = await ask(path, headers, bindings);
    expect(answer.cacheStatus).toBe("patient-ledger; hit");
    return answer;
  });
}

describe("what never changes", () => {
  test.each(PARTS)("is read without the object the second time: $what", async ({ path, headers }) => {
    await place("main", chain);
    const first = await ask(path, headers);
    expect(first).toMatchObject({ status: 200, cacheStatus: "patient-ledger; fwd=miss; stored" });
    await askKept(path, headers);

    const { LEDGER, calls } = unreachable();
    const second = await ask(path, headers, { LEDGER });

    expect(calls).toEqual([]);
    expect(second).toEqual({ ...first, cacheStatus: "patient-ledger; hit" });
  });

  test.each(CHANGING)("does not include what may change: $what", async ({ path, headers }) => {
    await place("main", chain);
    expect(await ask(path, headers)).toMatchObject({ status: 200, cacheStatus: null });
    await ask(path, headers);
    vi.spyOn(console, "error").mockImplementation(() => undefined);

    const { LEDGER, calls } = unreachable();
    expect(await ask(path, headers, { LEDGER })).toMatchObject({ status: 500 });

    expect(calls).toEqual(["main"]);
    vi.restoreAllMocks();
  });

  test("is stored by the client only if it holds nothing but hashes", async () => {
    await place("main", chain);
    for (const { path, headers = {} } of PARTS) {
      const kept = path.startsWith("/tile") ? "private, max-age=31536000, immutable" : "no-store";
      for (const answer of [await ask(path, headers), await askKept(path, headers)]) {
        expect(answer.headers).toContainEqual(["cache-control", kept]);
      }
    }
  });

  test("is answered from the cache under both addresses of main, each with its own next page", async () => {
    await place("main", chain);
    const path = "/get_chain?from=1&limit=2";
    await askKept(path, NDJSON);

    const named = await askKept(`/ledgers/main${path}`, NDJSON);

    expect(named.headers).toContainEqual(["link", `</ledgers/main/get_chain?from=3&limit=2>; rel="next"`]);
  });

  test("is answered from the cache for 304 and HEAD too", async () => {
    await place("main", chain);
    const path = "/get_chain?from=1&limit=2";
    const { headers } = await askKept(path, NDJSON);
    const etag = headers.find(([name]) => name === "etag")?.[1] ?? "";
    const { LEDGER } = unreachable();

    expect(await ask(path, { ...NDJSON, "If-None-Match": etag }, { LEDGER })).toMatchObject({ status: 304, body: "" });
    const head = await request(path, { method: "HEAD", headers: NDJSON }, { LEDGER });
    expect([head.status, head.headers.get("ETag"), await head.text()]).toEqual([200, etag, ""]);
  });

  test("is never cached when the ledger has a jurisdiction: the cache is wherever the request arrives", async () => {
    await place("main", chain);
    for (const { path, headers } of PARTS) await askKept(path, headers);
    // The local runtime has no jurisdictions, so the object is the same.
    const LEDGER = { ...unreachable().LEDGER, jurisdiction: () => env.LEDGER };

    for (const { path, headers } of PARTS) {
      const answer = await ask(path, headers, { LEDGER, LEDGER_JURISDICTION: "eu" });
      expect(answer).toMatchObject({ status: 200, cacheStatus: null });
    }
  });
});

describe("the cache never serves", () => {
  test.each(PARTS)("a missing token, or one that does not open the ledger: $what", async ({ path, headers }) => {
    await place("main", chain);
    const { body } = await askKept(path, headers);
    const as = (authorization: object) => request(path, { headers: { ...headers, ...authorization } });

    await expectProblem(await as({ Authorization: "" }), 401, "missing-token");
    await expectProblem(await as({ Authorization: "Bearer no.no.no" }), 401, "invalid-token");
    await expectProblem(await as(await bearer({ ledgers: ["another"] })), 403, "ledger-not-allowed");
    const refused = await expectProblem(await as(await bearer({ scope: "chain:mine" })), 403, "insufficient-scope");
    expect(JSON.stringify(refused)).not.toContain(body);
  });

  test("another ledger's blocks, pages or tiles, nor those of a ledger that does not exist", async () => {
    await place("clinic-a", chain);
    for (const { path, headers = {} } of PARTS) {
      await askKept(`/ledgers/clinic-a${path}`, headers);
      await expectProblem(await call("clinic-b", path, { headers }), 404, "ledger-not-found");
    }
    await putLedger("clinic-b");

    for (const { path, headers = {} } of PARTS) {
      const response = await call("clinic-b", path, { headers });
      expect(response.headers.get("Cache-Status")).toBeNull();
      expect(await response.text()).not.toContain(chain[1]?.hash);
    }
  });

  test("a URL that a request to the zone could name: the key's host belongs to nobody", async () => {
    await place("main", chain);
    const put = vi.spyOn(Cache.prototype, "put");

    for (const { path, headers } of PARTS) await ask(path, headers);

    const id = env.LEDGER.idFromName("main").toString();
    expect(put.mock.calls.map(([key]) => key)).toEqual(
      ["blocks/2", `blocks/${LENGTH}`, "pages/1-256", "pages/17-3", "tiles/0/0", "tiles/entries/0"].map(
        (part) => `https://patient-ledger.invalid/${id}/${part}`,
      ),
    );
    for (const [, entry] of put.mock.calls) expect(entry.headers.get("Cache-Control")).toBe("max-age=600");
    vi.restoreAllMocks();
  });
});

describe("the tip is never stale", () => {
  test("in a page that ends there, which shows the next mined block", async () => {
    await place("main", chain.slice(0, 6));
    const page = "/get_chain?from=5&limit=3";
    const indices = async () => {
      const { body } = await ask(page, NDJSON);
      return body
        .trim()
        .split("\n")
        .map((line) => (JSON.parse(line) as Block).index);
    };
    expect(await indices()).toEqual([5, 6]);
    expect(await indices()).toEqual([5, 6]);
    expect((await ask("/blocks/7")).status).toBe(404);

    expect((await mine(patient(907))).status).toBe(201);

    expect(await indices()).toEqual([5, 6, 7]);
    expect((await ask("/blocks/7")).status).toBe(200);
  });

  test("in a page that becomes full, which then gets a next page and is cached only then", async () => {
    await place("main", chain.slice(0, 6));
    const page = "/get_chain?from=5&limit=2";
    expect((await ask(page, NDJSON)).headers.map(([name]) => name)).not.toContain("link");

    expect((await mine(patient(907))).status).toBe(201);

    expect(await ask(page, NDJSON)).toMatchObject({ cacheStatus: "patient-ledger; fwd=miss; stored" });
    expect((await askKept(page, NDJSON)).headers).toContainEqual(["link", `</get_chain?from=7&limit=2>; rel="next"`]);
  });
});

describe("a failing cache", () => {
  test("behaves like an empty one", async () => {
    await place("main", chain);
    vi.spyOn(caches, "open").mockRejectedValue(new Error("no cache"));

    for (const { path, headers } of PARTS) expect((await ask(path, headers)).status).toBe(200);

    vi.restoreAllMocks();
  });
});
