import { env } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { SAMPLE_KEY } from "../support/http/routes.ts";
import { bearer, patient, putLedger, request } from "../support/worker/client.ts";
import { expectProblem } from "../support/worker/problems.ts";

/** A limit on the number of requests, recording the subjects that it counted. */
function limitOf(limit: number): RateLimit & { readonly counted: string[] } {
  const counted: string[] = [];
  return {
    counted,
    limit({ key }) {
      counted.push(key);
      return Promise.resolve({ success: counted.filter((subject) => subject === key).length <= limit });
    },
  };
}

/** The statuses of reading, mining and creating under these limits. */
async function statusesUnder(limits: object): Promise<number[]> {
  const sent = { method: "POST", headers: { "Content-Type": "application/json" } };
  const mine = await request("/mine_block", { ...sent, body: JSON.stringify(patient(1)) }, limits);
  const created = await putLedger("class-7", { puzzle: "squares" }, {}, limits);
  return [(await request("/get_chain", {}, limits)).status, mine.status, created.status];
}

describe("a subject that sends too many requests", () => {
  test("gets 429 and Retry-After, while others are answered", async () => {
    const READ_LIMIT = limitOf(2);
    const read = async (sub: string) => request("/blocks/1", { headers: await bearer({ sub }) }, { READ_LIMIT });

    expect((await read("ana")).status).toBe(200);
    expect((await read("ana")).status).toBe(200);
    const refused = await read("ana");

    expect(refused.headers.get("Retry-After")).toBe("10");
    expect((await expectProblem(refused, 429, "rate-limited")).detail).not.toContain("ana");
    expect((await read("ben")).status).toBe(200);
  });

  test("is refused even if the answer is cached", async () => {
    await (await request("/blocks/1")).text();
    const answer = await request("/blocks/1", {}, { READ_LIMIT: limitOf(0) });

    expect(answer.headers.get("Cache-Status")).toBeNull();
    await expectProblem(answer, 429, "rate-limited");
  });

  test("has one limit for reads and another for mining and creating", async () => {
    const bindings = { READ_LIMIT: limitOf(0), WRITE_LIMIT: limitOf(0) };
    expect(await statusesUnder({ ...bindings, WRITE_LIMIT: limitOf(9) })).toEqual([429, 201, 201]);
    expect(await statusesUnder({ ...bindings, READ_LIMIT: limitOf(9) })).toEqual([200, 429, 429]);
  });

  test("enrols and revokes keys within its limit for writes", async () => {
    const headers = { ...(await bearer({ scope: "chain:read key:enrol" })), "Content-Type": "application/json" };
    const path = `/keys/${SAMPLE_KEY.thumbprint}`;
    const statusesOf = async (limits: object) => {
      const statuses = [];
      for (const method of ["GET", "PUT", "PATCH"]) {
        statuses.push(
          (await request(path, { method, headers, ...(method === "GET" ? {} : { body: "{}" }) }, limits)).status,
        );
      }
      return statuses;
    };
    expect(await statusesOf({ READ_LIMIT: limitOf(0), WRITE_LIMIT: limitOf(9) })).toEqual([429, 400, 400]);
    expect(await statusesOf({ READ_LIMIT: limitOf(9), WRITE_LIMIT: limitOf(0) })).toEqual([409, 429, 429]);
  });

  test("is counted only when its token is valid", async () => {
    const READ_LIMIT = limitOf(0);
    for (const headers of [{ Authorization: "" }, { Authorization: "Bearer no.no.no" }, await bearer({ exp: 1 })]) {
      expect((await request("/get_chain", { headers }, { READ_LIMIT })).status).toBe(401);
    }
    const other = await bearer({ ledgers: ["another"] });
    expect((await request("/get_chain", { headers: other }, { READ_LIMIT })).status).toBe(403);

    expect(READ_LIMIT.counted).toEqual([]);
  });
});

describe("a deployment", () => {
  test.each(["READ_LIMIT", "WRITE_LIMIT"] as const)("has the limit of wrangler.toml: %s", async (name) => {
    const binding = env[name];
    if (!binding) throw new Error(`wrangler.toml sets no ${name}`);
    // The local runtime lets a call lower the limit.
    const limit = { limit: ({ key }: RateLimitOptions) => binding.limit({ key, limit: 3 } as RateLimitOptions) };
    const statuses = [];
    // More than twice the limit, since a new period may begin meanwhile.
    for (let sent = 0; sent < 8; sent++) {
      const path = name === "READ_LIMIT" ? "/get_chain" : "/work";
      const method = name === "READ_LIMIT" ? "GET" : "POST";
      statuses.push((await request(path, { method }, { [name]: limit })).status);
    }

    expect(statuses.slice(0, 3)).not.toContain(429);
    expect(statuses).toContain(429);
  });

  test("limits nothing when no limits are configured", async () => {
    const limits = { READ_LIMIT: undefined, WRITE_LIMIT: undefined };
    for (let sent = 0; sent < 20; sent++) expect((await request("/get_chain", {}, limits)).status).toBe(200);
  });
});
