import { afterEach, describe, expect, test, vi } from "vitest";
import { putLedger, mine, patient, post, request, token } from "../support/worker/client.ts";
import { expectProblem, UUID } from "../support/worker/problems.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

/** A ledger that fails every call with this error. */
function broken(error: unknown): object {
  return {
    LEDGER: {
      getByName: () => {
        throw error;
      },
    },
  };
}

/** Opens a WebSocket, and closes it at once. */
async function watch(): Promise<Response> {
  const response = await request("/events", { headers: { Upgrade: "websocket" } });
  response.webSocket?.accept();
  response.webSocket?.close();
  return response;
}

/** One request of each kind, with the expected status and route. */
const KINDS: { kind: string; status: number; route: string; send: () => Promise<Response> }[] = [
  { kind: "a chain", status: 200, route: "/get_chain", send: () => request("/get_chain?from=1") },
  {
    kind: "a chain that is known",
    status: 304,
    route: "/get_chain",
    send: () => request("/get_chain", { headers: { "If-None-Match": "*" } }),
  },
  { kind: "a HEAD", status: 200, route: "/get_chain", send: () => request("/get_chain", { method: "HEAD" }) },
  { kind: "a block", status: 200, route: "/blocks/:index", send: () => request("/blocks/1") },
  { kind: "a verdict", status: 200, route: "/is_valid", send: () => request("/is_valid") },
  { kind: "a mined block", status: 201, route: "/mine_block", send: () => mine(patient(1)) },
  { kind: "a record that is refused", status: 400, route: "/mine_block", send: () => mine({ patient_name: "Alice" }) },
  {
    kind: "no token",
    status: 401,
    route: "/get_chain",
    send: () => request("/get_chain", { headers: { Authorization: "" } }),
  },
  { kind: "work", status: 200, route: "/work", send: () => post("/work", patient(1)) },
  {
    kind: "an accepted record",
    status: 202,
    route: "/mine_block",
    send: () => post("/mine_block", patient(1), { Prefer: "respond-async" }),
  },
  {
    kind: "a batch",
    status: 200,
    route: "/records",
    send: () => post("/records", patient(1), { "Content-Type": "application/x-ndjson" }),
  },
  {
    kind: "a wrong proof",
    status: 422,
    route: "/mine_block",
    send: () => post("/mine_block", { ...patient(1), proof: 2 }),
  },
  { kind: "the mempool", status: 200, route: "/mempool", send: () => request("/mempool") },
  { kind: "no pending record", status: 404, route: "/mempool/:id", send: () => request("/mempool/Alice") },
  { kind: "the miners", status: 200, route: "/miners", send: () => request("/miners") },
  { kind: "a watcher", status: 101, route: "/events", send: watch },
  { kind: "no watcher", status: 426, route: "/events", send: () => request("/events") },
  { kind: "a new ledger", status: 201, route: "/ledgers/:name", send: () => putLedger("alice") },
  { kind: "a ledger", status: 200, route: "/ledgers/:name", send: () => request("/ledgers/main") },
  {
    kind: "no ledger",
    status: 404,
    route: "/ledgers/:name/get_chain",
    send: () => request("/ledgers/alice/get_chain"),
  },
  { kind: "no block", status: 404, route: "/blocks/:index", send: () => request("/blocks/99") },
  { kind: "health", status: 200, route: "/healthz", send: () => request("/healthz") },
  { kind: "the description", status: 200, route: "/openapi.json", send: () => request("/openapi.json") },
  { kind: "the reference", status: 200, route: "/docs/*", send: () => request("/docs") },
  { kind: "a file of the reference", status: 200, route: "/docs/*", send: () => request("/docs/swagger-ui.css") },
  { kind: "the page", status: 200, route: "/", send: () => request("/") },
  { kind: "a file of the page", status: 200, route: "/page/*", send: () => request("/page/page.js") },
  { kind: "the verifier", status: 200, route: "/verifier.html", send: () => request("/verifier.html") },
  { kind: "a failure", status: 500, route: "/is_valid", send: () => request("/is_valid", {}, broken(new Error("x"))) },
];

/** Requests that no route takes: their log line has a pattern of the app, not the requested path. */
const STRAYS: { kind: string; status: number; send: () => Promise<Response> }[] = [
  { kind: "no route", status: 404, send: () => request("/Alice/P-1?Alice") },
  { kind: "no file", status: 404, send: () => request("/docs/Alice.js") },
  { kind: "another method", status: 405, send: () => request("/get_chain", { method: "DELETE" }) },
  {
    kind: "another method on a path with a parameter",
    status: 405,
    send: () => request("/blocks/Alice", { method: "PUT" }),
  },
];

describe("every answer", () => {
  // A 304 leaves the client's stored headers as they are.
  test.each([...KINDS, ...STRAYS].filter(({ status }) => status !== 304))(
    "has a request id and the security headers: $kind ($status)",
    async ({ status, send }) => {
      const responses = [await send(), await request("/healthz")];

      expect(responses[0]?.status).toBe(status);
      const ids = responses.map(({ headers }) => headers.get("X-Request-Id"));
      for (const id of ids) expect(id).toMatch(UUID);
      expect(new Set(ids).size).toBe(2);
      const headers = responses[0]?.headers ?? new Headers();
      expect(headers.get("Content-Security-Policy")).toContain("default-src 'none'");
      expect(headers.get("Content-Security-Policy")).toContain("frame-ancestors 'none'");
      expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
      expect(headers.get("X-Frame-Options")).toBe("DENY");
      expect(headers.get("Referrer-Policy")).toBe("no-referrer");
      expect(headers.get("Strict-Transport-Security")).toMatch(/max-age=\d{7,}/);
      expect(headers.get("X-Powered-By")).toBeNull();
      await responses[0]?.arrayBuffer();
    },
  );

  test("of 304 has an id, and otherwise only headers to be updated (RFC 9110, section 15.4.5)", async () => {
    const { headers } = await request("/get_chain", { headers: { "If-None-Match": "*" } });

    expect(headers.get("X-Request-Id")).toMatch(UUID);
    expect([...headers.keys()].toSorted()).toEqual(["cache-control", "etag", "vary", "x-request-id"]);
  });

  // The answer 101 switches protocols; there is nothing to cache.
  test.each(KINDS.filter(({ route, status }) => !/^\/(docs.*|page.*|verifier\.html)?$/.test(route) && status !== 101))(
    "is stored by no cache: $kind ($status)",
    async ({ send }) => {
      const response = await send();

      expect(response.headers.get("Cache-Control")).toBe("no-store");
      await response.arrayBuffer();
    },
  );

  test("has an id that the client cannot choose", async () => {
    const response = await request("/healthz", { headers: { "X-Request-Id": "mine" } });

    expect(response.headers.get("X-Request-Id")).toMatch(UUID);
  });
});

async function logged(send: () => Promise<Response>): Promise<{ line: string; response: Response }> {
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  const response = await send();
  await response.arrayBuffer();
  expect(log).toHaveBeenCalledOnce();
  return { line: String(log.mock.calls[0]?.[0]), response };
}

describe("the log", () => {
  test.each(KINDS)("has one line, with the route's pattern, for $kind ($status)", async ({ send, status, route }) => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);

    const { line, response } = await logged(send);

    const problem = { problem: expect.stringMatching(/^[a-z-]+$/) as string };
    expect(JSON.parse(line)).toEqual({
      method: expect.stringMatching(/^(GET|HEAD|POST|PUT)$/),
      route,
      status,
      duration_ms: expect.any(Number),
      request_id: response.headers.get("X-Request-Id"),
      ...(status < 400 ? {} : problem),
    });
    expect(line).not.toMatch(/\n|alice/i);
  });

  test.each(STRAYS)("has one line, without the path, for $kind ($status)", async ({ send, status }) => {
    const { line } = await logged(send);

    expect(JSON.parse(line)).toMatchObject({ status, route: expect.any(String) });
    expect(line).not.toContain("Alice");
  });

  test("names the conflict over a registration number, for those who look for probing", async () => {
    await mine(patient(1));

    const { line } = await logged(() => mine({ ...patient(1), patient_name: "Another" }));

    expect(JSON.parse(line)).toMatchObject({ status: 409, problem: "registration-conflict" });
  });

  test("counts the refused lines of a batch by problem", async () => {
    await mine(patient(1));
    const lines = [{ ...patient(1), patient_name: "Another" }, { ...patient(1), patient_ID: "Q" }, {}, patient(2)];
    const body = lines.map((line) => `${JSON.stringify(line)}\n`).join("");

    const { line } = await logged(() =>
      request("/records", { method: "POST", headers: { "Content-Type": "application/x-ndjson" }, body }),
    );

    expect(JSON.parse(line)).toMatchObject({
      status: 200,
      line_problems: { "registration-conflict": 2, "invalid-record": 1 },
    });
  });

  test("contains nothing from a record, a token or a query", async () => {
    const record = { patient_name: "Alice Archer", patient_ID: "P-1001", Reg_no: "REG-2024-0001" };
    const log = ["log", "info", "warn", "error", "debug"] as const;
    const spies = log.map((name) => vi.spyOn(console, name).mockImplementation(() => undefined));
    const text = await token({ sub: "dr-rao" });

    await mine(record);
    await mine({ ...record, patient_name: "Bob Archer" });
    await mine({ ...record, patient_name: "Alice\0Archer" });
    await request("/get_chain?name=Alice");
    await request("/blocks/Alice");
    await request("/ledgers/alice-archer/get_chain");
    await post("/work", { ...record, patient_name: "Alice Cooper" });
    await post("/mine_block", { ...record, Reg_no: "Alice", proof: 5 });
    await post("/records", { ...record, patient_name: "Alice Cooper" }, { "Content-Type": "application/x-ndjson" });
    await request("/get_chain", { headers: { Authorization: `Bearer ${text}x` } });
    await request("/is_valid", {}, broken(new Error("cannot store Alice Archer")));

    const lines = spies.flatMap((spy) => spy.mock.calls.flat()).join("\n");
    expect(lines.split("\n").length).toBeGreaterThanOrEqual(7);
    for (const value of [...Object.values(record), "Alice", "Archer", "dr-rao", text.slice(0, 20)]) {
      expect(lines).not.toContain(value);
    }
  });
});

describe("an unexpected error", () => {
  test("is answered as a problem with the request's id, without the error's message", async () => {
    const error = vi.spyOn(console, "error").mockImplementation(() => undefined);

    const response = await request("/is_valid", {}, broken(new TypeError("Alice's record at host-7")));

    const body = await expectProblem(response, 500, "internal-error");
    expect(JSON.stringify(body)).not.toMatch(/Alice|host-7|TypeError|\.ts/);
    expect(body.detail).toContain(response.headers.get("X-Request-Id"));
    expect(error).toHaveBeenCalledOnce();
    const line = JSON.parse(String(error.mock.calls[0]?.[0])) as Record<string, string>;
    expect(line["request_id"]).toBe(response.headers.get("X-Request-Id"));
    expect(line["error"]).toContain("TypeError");
    expect(line["error"]).not.toMatch(/Alice|host-7/);
  });

  test.each(["retryable", "overloaded", "durableObjectReset"])(
    "is answered with 503 when the runtime marks it as %s",
    async (mark) => {
      vi.spyOn(console, "error").mockImplementation(() => undefined);

      const response = await request("/is_valid", {}, broken(Object.assign(new Error("host-7"), { [mark]: true })));

      const body = await expectProblem(response, 503, "ledger-unavailable");
      expect(body.detail).not.toContain("host-7");
      expect(response.headers.get("Retry-After")).toMatch(/^[1-9]\d*$/);
    },
  );

  test("with a multi-line message does not put these lines into the log", async () => {
    const error = vi.spyOn(console, "error").mockImplementation(() => undefined);

    await request("/is_valid", {}, broken(new Error("first\n    at Alice (record.ts:1:1)")));

    expect(String(error.mock.calls[0]?.[0])).not.toContain("Alice");
  });
});
