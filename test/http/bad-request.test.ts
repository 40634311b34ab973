import { describe, expect, test } from "vitest";
import { app } from "../../src/http/app.ts";
import { mine, patient, request } from "../support/worker/client.ts";
import { stored } from "../support/storage/main.ts";
import { samplePath } from "../support/http/routes.ts";
import { multipart, part, PARTS, RECORD } from "../support/http/malformed.ts";
import { expectProblem } from "../support/worker/problems.ts";

const LIMIT = 16 * 1024;
const RECORD_TEXT = JSON.stringify(RECORD);

/** The record as JSON of exactly this many bytes. */
const padded = (bytes: number) => RECORD_TEXT + " ".repeat(bytes - RECORD_TEXT.length);

/** A body of unannounced length, in small pieces. */
function streamed(text: string): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  let offset = 0;
  return new ReadableStream({
    pull(controller) {
      if (offset >= bytes.length) return controller.close();
      controller.enqueue(bytes.subarray(offset, (offset += 1000)));
    },
  });
}

describe("a body over 16 KiB", () => {
  test.each([
    ["JSON, announced", "application/json", padded(LIMIT + 1), true],
    ["JSON, not announced", "application/json", padded(LIMIT + 1), false],
    ["JSON, not announced and very long", "application/json", padded(40 * LIMIT), false],
    ["a form", "application/x-www-form-urlencoded", `patient_name=${"a".repeat(LIMIT)}`, false],
    ["of another content type", "text/plain", "a".repeat(LIMIT + 1), false],
  ])("is refused with 413: %s", async (_, type, text, announced) => {
    const headers = { "Content-Type": type, ...(announced ? { "Content-Length": String(text.length) } : {}) };

    const response = await request("/mine_block", { method: "POST", headers, body: streamed(text) });

    await expectProblem(response, 413, "body-too-large");
    expect(await stored()).toEqual({ blocks: 1, pending: 0 });
  });

  test("is refused with 413: a multipart form with a file", async () => {
    const sent = multipart(...PARTS, part("scan", "x".repeat(LIMIT), `; filename="scan.png"`));

    const headers = { "Content-Type": sent.type ?? "" };
    const response = await request("/mine_block", { method: "POST", headers, body: sent.body });

    await expectProblem(response, 413, "body-too-large");
    expect(await stored()).toEqual({ blocks: 1, pending: 0 });
  });

  test("is refused with 413 for its announced length, before it is read", async () => {
    const headers = { "Content-Type": "application/json", "Content-Length": String(LIMIT + 1) };

    await expectProblem(await request("/mine_block", { method: "POST", headers, body: "{}" }), 413, "body-too-large");
    expect(await stored()).toEqual({ blocks: 1, pending: 0 });
  });

  test.each([true, false])("is the limit: a body of exactly 16 KiB is mined (announced: %s)", async (announced) => {
    const headers = { "Content-Type": "application/json", ...(announced ? { "Content-Length": String(LIMIT) } : {}) };

    const response = await request("/mine_block", { method: "POST", headers, body: streamed(padded(LIMIT)) });

    expect(response.status).toBe(201);
  });
});

describe("a body of another content type", () => {
  test.each([
    undefined,
    "",
    "text/plain",
    "text/json",
    "application/jsonp",
    "application/json-patch+json",
    "application/ld+json",
    "application/xml",
    "application/octet-stream",
    "multipart/mixed; boundary=a",
    "application/json, text/plain",
    ";application/json",
  ])("is refused with 415 that names the accepted types: %j", async (type) => {
    const headers: Record<string, string> = type === undefined ? {} : { "Content-Type": type };
    // Bytes, because a text would add a content type.
    const body = new TextEncoder().encode(RECORD_TEXT);

    const response = await request("/mine_block", { method: "POST", headers, body });

    const { detail } = await expectProblem(response, 415, "unsupported-media-type");
    for (const known of ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"]) {
      expect(detail).toContain(known);
      expect(response.headers.get("Accept")).toContain(known);
    }
    expect(await stored()).toEqual({ blocks: 1, pending: 0 });
  });

  test("is assumed for a request without a body", async () => {
    const response = await request("/mine_block", { method: "POST" });

    expect((await expectProblem(response, 415, "unsupported-media-type")).detail).toContain("application/json");
  });
});

const pathOf = (pattern: string) => samplePath(pattern).replace("*", "docs.js");
const allowedBy = (response: Response) => response.headers.get("Allow")?.split(/, */).toSorted();

describe("another method", () => {
  const methodsByPath = new Map<string, Set<string>>();
  for (const { path, method } of app.routes.filter((route) => route.method !== "ALL")) {
    const methods = methodsByPath.get(path) ?? new Set<string>();
    methodsByPath.set(path, methods.add(method));
    if (method === "GET") methods.add("HEAD");
  }
  const refusedMethods = [...methodsByPath].flatMap(([route, allowed]) =>
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"]
      .filter((method) => !allowed.has(method))
      .map((method) => ({ route, method, allow: [...allowed].toSorted() })),
  );

  test("is tested on every route", () => {
    expect([...methodsByPath.keys()].toSorted()).toEqual(
      expect.arrayContaining([
        "/get_chain",
        "/mine_block",
        "/is_valid",
        "/blocks/:index",
        "/healthz",
        "/ledgers/:name",
      ]),
    );
  });

  test.each(refusedMethods.filter(({ method }) => method !== "HEAD"))(
    "is refused with 405: $method $route allows $allow",
    async ({ route, method, allow }) => {
      const response = await request(pathOf(route), { method });

      expect(allowedBy(response)).toEqual(allow);
      await expectProblem(response, 405, "method-not-allowed");
      expect(await stored()).toEqual({ blocks: 1, pending: 0 });
    },
  );

  test.each(refusedMethods.filter(({ method }) => method === "HEAD"))(
    "is refused with 405, without a body: HEAD $route",
    async ({ route, method, allow }) => {
      const response = await request(pathOf(route), { method });

      expect(response.status).toBe(405);
      expect(allowedBy(response)).toEqual(allow);
      expect(await response.text()).toBe("");
    },
  );
});

describe("an unknown path", () => {
  test.each([
    "/nothing",
    "/get_chain/",
    "/get_chain/1",
    "/Get_chain",
    "//get_chain",
    "/blocks",
    "/blocks/",
    "/blocks/1/",
    "/blocks/1/2",
    "/mine_block/1",
    "/work/1",
    "/records/1/2",
    "/mempool/",
    "/mempool/1/2",
    "/events/",
    "/ledgers",
    "/ledgers/",
    "/ledgers/main/",
    "/ledgers/main/nothing",
    "/ledgers/main/ledgers/main",
    "/docs/nothing.js",
    "/%E0%A4%A",
    "/%",
    "/get_chain%00",
    "/Marvin%20Quillfeather",
    "/constructor",
    "/__proto__",
  ])("is answered with 404: %s", async (path) => {
    const body = await expectProblem(await request(path), 404, "not-found");

    expect(JSON.stringify(body)).not.toContain("Quillfeather");
  });

  test("is answered with 404 whatever the method", async () => {
    for (const method of ["POST", "DELETE", "OPTIONS"]) {
      const { detail } = await expectProblem(await request("/nothing", { method }), 404, "not-found");
      expect(detail).toContain("/docs");
    }
  });
});

describe("a query parameter that a route does not take", () => {
  test.each([
    "/is_valid?deep=1",
    "/blocks/1?deep=1",
    "/miners?deep=1",
    "/mempool?deep=1",
    "/mempool/x?deep=1",
    "/events?deep=1",
    "/ledgers/main?deep=1",
    "/ledgers/main/get_chain?deep=1",
  ])("is refused and named: GET %s", async (path) => {
    expect((await expectProblem(await request(path), 400, "invalid-query")).detail).toContain("deep");
  });

  test.each([
    ["POST", "/mine_block", "application/json"],
    ["POST", "/work", "application/json"],
    ["POST", "/records", "application/x-ndjson"],
    ["PUT", "/ledgers/class-7", "application/json"],
  ])("is refused: %s %s?Reg_no=1", async (method, path, type) => {
    const init = { method, headers: { "Content-Type": type }, body: RECORD_TEXT };

    await expectProblem(await request(`${path}?Reg_no=1`, init), 400, "invalid-query");
    expect(await stored()).toEqual({ blocks: 1, pending: 0 });
  });
});

test("a refused request does not block the next good one", async () => {
  await mine({ patient_name: "" });

  expect((await mine(patient(1))).status).toBe(201);
});
