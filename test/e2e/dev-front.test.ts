import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { type IncomingHttpHeaders, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DevRun } from "../support/e2e/dev-run.ts";
import { DevServer } from "../support/e2e/dev-server.ts";
import { HAS_PROC, type Listener, listenersOf } from "../support/e2e/listening.ts";

/** A patient whose record is in the ledger: nothing may show it to anybody without a token. */
const PATIENT = { patient_name: "Zenobia Quill", patient_ID: "P-77031", Reg_no: "REG-77031" };

const registry = mkdtempSync(join(tmpdir(), "patient-ledger-registry-"));
/** A developer's environment that enables, for other projects, features that show the ledgers. */
const dev = new DevServer("--var", "LEDGER_ORIGIN:ledger.example.org");
dev.env = { X_LOCAL_EXPLORER: "true", X_LOCAL_OBSERVABILITY: "true", WRANGLER_REGISTRY_PATH: registry };

beforeAll(async () => {
  await dev.start();
  const init = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(PATIENT) };
  await dev.fetch("/mine_block", init);
});
afterAll(async () => {
  await dev.dispose();
  rmSync(registry, { recursive: true, force: true });
});

interface Received {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Sends a request with any `Host`, which `fetch` would not send. */
function send(path: string, headers: Record<string, string>, body?: object, port = dev.port): Promise<Received> {
  return new Promise((resolve, reject) => {
    const method = body ? "POST" : "GET";
    const outgoing = request({ host: "127.0.0.1", port, method, path, headers, timeout: 5000 }, (response) => {
      const { statusCode: status, headers: received } = response;
      text(response).then((answered) => resolve({ status, headers: received, body: answered }), reject);
    });
    outgoing.on("upgrade", ({ statusCode: status, headers: received }, socket) => {
      socket.destroy();
      resolve({ status, headers: received, body: "" });
    });
    outgoing.on("timeout", () => outgoing.destroy(new Error("no answer")));
    outgoing.on("error", reject);
    outgoing.end(body && JSON.stringify(body));
  });
}

const HOSTS = [
  "localhost",
  "localhost:8787",
  "127.0.0.1",
  "[::1]",
  "ledger.example.org",
  "patient-ledger.localhost",
  "rebound.example",
];

const SQL = { durable_object_name: "main", queries: [{ sql: "SELECT * FROM blocks" }] };
const OBJECTS = "api/workers/durable_objects/namespaces/patient-ledger-Ledger";

/**
 * Paths that wrangler and miniflare answer themselves, or did in another version, and paths that might pass as such.
 */
const TOOL_PATHS: readonly { readonly path: string; readonly body?: object; readonly headers?: object }[] = [
  ...["/cdn-cgi/explorer", "/cdn-cgi/local/explorer", "//cdn-cgi/explorer", "/cdn-cgi/%65xplorer"].flatMap((base) => [
    { path: base },
    { path: `${base}/` },
    { path: `${base}/api` },
    { path: `${base}/api/local/workers` },
    { path: `${base}/${OBJECTS}/objects` },
    { path: `${base}/${OBJECTS}/query`, body: SQL, headers: { "Content-Type": "application/json" } },
  ]),
  ...["/cdn-cgi/local", "/cdn-cgi/handler", "/cdn-cgi/mf"].flatMap((base) => [
    { path: `${base}/scheduled` },
    { path: `${base}/email?from=a@example.org&to=b@example.org`, body: {} },
    { path: `${base}/stream` },
    { path: `${base}/imagedelivery` },
    { path: `${base}/platform-proxy` },
    { path: `${base}/platform-proxy`, headers: { "MF-Op": "GET", "MF-Op-Target": "[0]" } },
    { path: `${base}/r2/s3` },
    { path: `${base}/r2/public` },
  ]),
  { path: "/__scheduled" },
  { path: "/__cf_local/stream" },
  { path: "/__cf_local/imagedelivery" },
  { path: "/cdn-cgi/trace" },
  { path: "/cdn-cgi/ProxyWorker/pause", body: {} },
  { path: "/cdn-cgi/InspectorProxyWorker/websocket" },
  { path: "/core/error", body: {} },
  { path: "/json/list" },
  { path: "/get_chain", headers: { "MF-Original-URL": `http://localhost/cdn-cgi/local/explorer/${OBJECTS}/objects` } },
  { path: "/get_chain", headers: { "MF-Route-Override": "core:user:patient-ledger" } },
  { path: "/get_chain", headers: { "X-Forwarded-Host": "localhost" } },
];

it("with a token, npm run dev shows the record that the tests below look for", async () => {
  expect(await (await dev.fetch("/get_chain")).text()).toContain(PATIENT.patient_name);
});

describe("without a token, whatever the Host, npm run dev", () => {
  it.each(HOSTS)("does not answer at the paths of its own tools (%s)", async (host) => {
    for (const { path, body, headers } of TOOL_PATHS) {
      const answer = await send(path, { Host: host, ...headers }, body);

      expect({ path, status: answer.status }).toMatchObject({ status: expect.toSatisfy(isRefusal) as number });
      expect(answer.body).not.toMatch(/Zenobia|77031|SQLite format|durable/i);
    }
    // None of them, not even the request that pauses the proxy, has stopped the ledger.
    expect((await send("/healthz", { Host: host })).status).toBe(200);
  });

  it("opens no WebSocket that reports on the ledger", async () => {
    const handshake = { Upgrade: "websocket", Connection: "Upgrade", "Sec-WebSocket-Version": "13" };
    const key = { "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==" };
    for (const path of ["/events", "/ws", "/cdn-cgi/InspectorProxyWorker/websocket", "/cdn-cgi/explorer/api"]) {
      const answer = await send(path, { Host: "localhost", ...handshake, ...key });
      expect({ path, status: answer.status }).toMatchObject({ status: expect.toSatisfy(isRefusal) as number });
    }
  });
});

describe("besides its port, npm run dev", () => {
  it("does not register the ledger with other wrangler dev processes, whose explorer would reach it", () => {
    expect(readdirSync(registry)).toEqual([]);
  });

  it("stores no traces of requests", () => {
    const stores = readdirSync(join(dev.data, "v3"));

    expect(stores).toContain("do");
    expect(stores).not.toContain("observability");
  });

  it.skipIf(!HAS_PROC)("listens only on this machine, and shows no record there", async () => {
    const listeners = listenersOf(dev.group);

    expect(listeners.map(({ port }) => port)).toContain(dev.port);
    expect(listeners.filter(({ isLoopback }) => !isLoopback)).toEqual([]);
    const paths = ["/get_chain", "/json/list", "/cdn-cgi/explorer/api", "/cdn-cgi/local/explorer/api"];
    const asked = listeners.flatMap((listener: Listener) => paths.map((path) => ({ ...listener, path })));
    const answers = await Promise.all(
      // A port that does not speak HTTP answers nothing.
      asked.map(({ port, path }) => send(path, { Host: "localhost" }, undefined, port).catch(() => undefined)),
    );
    expect(answers.filter((answer) => answer?.status === 401).length).toBeGreaterThan(0);
    for (const answer of answers) expect(answer?.body ?? "").not.toMatch(/Zenobia|77031/);
  });
});

it.skipIf(!HAS_PROC)("opened to the network, npm run dev answers nobody there on any port but its own", async () => {
  const run = new DevRun(["--port", "0", "--ip", "0.0.0.0"]);
  const port = Number(new URL(await run.origin()).port);

  const open = listenersOf(run.group).filter(({ isLoopback }) => !isLoopback);

  expect(open.map((listener) => listener.port)).toContain(port);
  for (const other of open.filter((listener) => listener.port !== port)) {
    // Miniflare's own server, which requires a secret.
    for (const host of ["localhost", `127.0.0.1:${other.port}`, "rebound.example"]) {
      const answer = await send("/get_chain", { Host: host }, undefined, other.port);
      expect(answer.status).toBe(403);
    }
  }
});

/** Whether a status reveals nothing: 500 is the answer for a handler that the Worker does not have. */
function isRefusal(status: number): boolean {
  return [400, 401, 403, 404, 405, 426, 500].includes(status);
}
