import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { decodeJwt } from "jose";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { LedgerClient, Refusal, Unreachable } from "../../src/client/client.ts";
import { KEY_FOLDER, openTokenKey } from "../../src/cli/keys/token-key.ts";
import { tokenSource } from "../../src/cli/keys/token-source.ts";
import { emptyFolder } from "../support/cli/folder.ts";

// Ignores the project's own key folder: whether it has a key depends on whether somebody ran npm run dev.
vi.mock(import("../../src/cli/keys/token-key.ts"), async (load) => {
  const { mkdtempSync } = await import("node:fs");
  const { tmpdir } = await import("node:os");
  return { ...(await load()), KEY_FOLDER: mkdtempSync(`${tmpdir()}/patient-ledger-keys-`) };
});
afterAll(() => rmSync(KEY_FOLDER, { recursive: true }));

const folder = emptyFolder();

const PROBLEM = { "Content-Type": "application/problem+json" };

interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: Server;
let address: string;
let received: Received[] = [];
let respond: RequestListener;

beforeAll(async () => {
  server = createServer((request, response) => {
    void (async () => {
      const { method, url, headers } = request;
      received.push({ method, url, headers, body: await text(request) });
      respond(request, response);
    })();
  }).on("upgrade", ({ method, url, headers }, socket) => {
    received.push({ method, url, headers, body: "" });
    socket.destroy();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  received = [];
});
afterAll(() => {
  server.close().closeAllConnections();
});

/** Sets the server's answer. */
function answers(status: number, body: string, headers: Record<string, string> = {}): void {
  respond = (_, response) => response.writeHead(status, headers).end(body);
}

const client = (url = address) => new LedgerClient({ url, token: async () => "t0ken", retries: 0 });

/** The error that a promise is rejected with. */
async function errorOf(promise: Promise<unknown>): Promise<Error> {
  const outcome = await promise.catch((error: unknown) => error);
  if (!(outcome instanceof Error)) throw new Error("it was fulfilled");
  return outcome;
}

describe("a request to a ledger", () => {
  test("goes to the path below the ledger's address, with the token in a header", async () => {
    answers(200, "{}");
    for (const url of [address, `${address}/`, `${address}/ledgers/class-7-ana`, `${address}/ledgers/class-7-ana//`]) {
      await client(url).request("/mempool");
    }
    expect(received.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "GET /mempool",
      "GET /mempool",
      "GET /ledgers/class-7-ana/mempool",
      "GET /ledgers/class-7-ana/mempool",
    ]);
    for (const { headers } of received) expect(headers.authorization).toBe("Bearer t0ken");
  });

  test("posts JSON and returns the answer", async () => {
    answers(201, '{"block":{"index":2}}', { "Content-Type": "application/json" });
    expect(await client().post("/mine_block", { patient_name: "अमृता" })).toEqual({ block: { index: 2 } });
    expect(received).toMatchObject([
      {
        method: "POST",
        url: "/mine_block",
        body: '{"patient_name":"अमृता"}',
        headers: { authorization: "Bearer t0ken" },
      },
    ]);
    expect(received[0]?.headers["content-type"]).toBe("application/json");
  });

  test("gets its token each time, so that it can be renewed", async () => {
    answers(200, "{}");
    let number = 0;
    const renewing = new LedgerClient({ url: address, token: async () => `token-${(number += 1)}` });
    await renewing.request("/a");
    await renewing.request("/b");
    expect(received.map(({ headers }) => headers.authorization)).toEqual(["Bearer token-1", "Bearer token-2"]);
  });

  test("keeps the token out of a WebSocket's URL", async () => {
    const socket = await client(`${address}/ledgers/ana`).watch(7);
    await new Promise((resolve) => {
      socket.addEventListener("close", resolve);
    });
    expect(received.map(({ url }) => url)).toEqual(["/ledgers/ana/events?from=7"]);
    expect(received[0]?.headers["sec-websocket-protocol"]?.split(/,\s*/)).toEqual(["patient-ledger", "bearer.t0ken"]);
  });

  test.each(["localhost:8787", "ftp://ledger.example", "", "/ledgers/ana"])("is not sent to %j", (url) => {
    expect(() => client(url)).toThrow(`must begin with http:// or https://: ${url}`);
  });
});

describe("an answer that no retry changes", () => {
  test.each([400, 401, 403, 404, 409, 413, 422])("is a refusal: %i", async (status) => {
    const problem = {
      type: "urn:problem-type:patient-ledger:tip-passed",
      status,
      detail: "Block 9 was appended first.",
    };
    answers(status, JSON.stringify(problem), { "Content-Type": "application/problem+json" });
    const error = await errorOf(client().request("/work"));
    expect(error).toBeInstanceOf(Refusal);
    expect(error).toMatchObject({ problem: "tip-passed", message: `${status}: Block 9 was appended first.` });
  });

  test.each(["", "<html>Not found</html>", "{}"])("is a refusal even without a reason: %j", async (body) => {
    answers(404, body);
    const error = await errorOf(client().request("/work"));
    expect(error).toBeInstanceOf(Refusal);
    expect(error).toMatchObject({ problem: "", message: "404: the server gave no reason" });
  });
});

describe("a retryable failure", () => {
  test.each([429, 500, 502, 503])("is an answer of %i", async (status) => {
    const headers = { "Content-Type": "application/problem+json" };
    answers(status, JSON.stringify({ detail: "The mempool is full." }), headers);
    const error = await errorOf(client().request("/work"));
    expect(error).toBeInstanceOf(Unreachable);
    expect(error).not.toBeInstanceOf(Refusal);
    expect(error.message).toContain("The mempool is full.");
  });

  test("is an unreachable server", async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => {
      closed.listen(0, "127.0.0.1", resolve);
    });
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const error = await errorOf(client(`http://127.0.0.1:${port}`).request("/work"));
    expect(error).toBeInstanceOf(Unreachable);
    expect(error.message).toContain("ECONNREFUSED");
  });

  test("is a connection that breaks off before or during the answer", async () => {
    respond = (request) => request.socket.destroy();
    expect(await errorOf(client().request("/work"))).toBeInstanceOf(Unreachable);

    respond = (_, response) => {
      response.writeHead(200, { "Content-Length": "1000", "Content-Type": "application/json" }).write('{"half":');
      setTimeout(() => response.socket?.destroy(), 50);
    };
    expect(await errorOf(client().post("/work", {}))).toBeInstanceOf(Unreachable);
  });
});

/** A client with a timeout of 0.1 seconds. */
const impatient = () => new LedgerClient({ url: address, token: async () => "t0ken", patience: 100, retries: 0 });

/** Reads lines to their end. */
async function readAll(lines: AsyncGenerator<string>): Promise<void> {
  for await (const line of lines) expect(line).toBe("{}");
}

describe("a stalled server", () => {
  const json = { "Content-Type": "application/json" };
  const ndjson = { "Content-Type": "application/x-ndjson" };
  test.each<[string, RequestListener, (waiting: LedgerClient) => Promise<unknown>]>([
    ["never answers", () => undefined, (waiting) => waiting.request("/")],
    [
      "stops before its answer's body",
      (_, to) => to.writeHead(200, json).flushHeaders(),
      (waiting) => waiting.get("/"),
    ],
    ["stops within its answer", (_, to) => to.writeHead(200, json).write("{"), (waiting) => waiting.get("/")],
    ["stops within a problem", (_, to) => to.writeHead(503, PROBLEM).write("{"), (waiting) => waiting.get("/")],
    [
      "stops after a line",
      (_, to) => to.writeHead(200, ndjson).write("{}\n"),
      (waiting) => readAll(waiting.lines("/")),
    ],
    [
      "sends a byte now and then",
      (_, to) => {
        to.writeHead(200, json);
        const drip = setInterval(() => to.write(" "), 20);
        to.on("close", () => clearInterval(drip));
      },
      (waiting) => waiting.get("/"),
    ],
  ])("times out if it %s", async (_, behaviour, ask) => {
    respond = behaviour;
    expect(await errorOf(ask(impatient()))).toBeInstanceOf(Unreachable);
  });
});

describe("an ambiguous answer", () => {
  test.each<[string, string]>([
    ["a repeated name", '{"path":[],"path":["00"]}'],
    ["a repeated name, once escaped", '{"path":[],"pat\\u0068":[]}'],
    ["a number that a double rounds", '{"size":9007199254740993}'],
    ["a lone surrogate", '{"a":"\\ud800"}'],
    ["not JSON", "<html>"],
    ["no body", ""],
  ])("is rejected as retryable: %s", async (_, body) => {
    respond = (_request, response) => response.writeHead(200, { "Content-Type": "application/json" }).end(body);
    const error = await errorOf(client().get("/consistency"));
    expect(error).toBeInstanceOf(Unreachable);
    expect(error.message).toMatch(/^the ledger's answer (?:has|is)/);
  });
});

describe("a command's token", () => {
  const local = "http://localhost:8787";
  const ENV = { LEDGER_TOKEN: "from-the-environment" };

  test("comes from the named file, read each time and trimmed", async () => {
    const token = tokenSource(folder.file("token"), local, ENV);
    writeFileSync(folder.file("token"), "first\n");
    expect(await token()).toBe("first");
    writeFileSync(folder.file("token"), " second \n\n");
    expect(await token()).toBe("second");
    rmSync(folder.file("token"));
    await expect(token()).rejects.toThrow("does not exist");
  });

  test("comes otherwise from the environment", async () => {
    expect(await tokenSource(undefined, local, ENV)()).toBe("from-the-environment");
  });

  test("is otherwise made with the key of npm run dev, if there is one, and no new key is created", async () => {
    await expect(tokenSource(undefined, local, {})()).rejects.toThrow(
      "Set LEDGER_TOKEN to a token, or give --token-file.",
    );
    expect(existsSync(join(KEY_FOLDER, "token-key.json"))).toBe(false);

    mkdirSync(KEY_FOLDER, { recursive: true });
    await openTokenKey(KEY_FOLDER);
    for (const url of [local, "http://127.0.0.1:8787/ledgers/ana", "http://localhost"]) {
      const claims = decodeJwt(await tokenSource(undefined, url, { LEDGER_TOKEN: "" })());
      expect(claims).toMatchObject({
        sub: "developer",
        scope: "chain:read chain:mine ledger:create",
        ledgers: ["*"],
      });
    }
  });

  test("is never made with the key of npm run dev for a ledger elsewhere", async () => {
    await openTokenKey(KEY_FOLDER);
    for (const url of ["https://ledger.example", "https://localhost.example", "https://example/localhost:8787"]) {
      await expect(tokenSource(undefined, url, { LEDGER_TOKEN: "" })()).rejects.toThrow("Set LEDGER_TOKEN to a token");
    }
  });
});
