import { request } from "node:http";
import { type AddressInfo, connect, createServer } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveHelp, type HelpServer } from "../../../src/cli/class/help-server.ts";

const AGENT = "Mozilla/5.0 (a browser)";

let help: HelpServer;
let port: number;
beforeAll(async () => {
  port = await freePort();
  help = await serveHelp(
    "127.0.0.1",
    port,
    ({ userAgent, address }) => `<p>Words for ${userAgent} at ${address}</p>`,
    300,
  );
});
afterAll(() => help.close());

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const free = (probe.address() as AddressInfo).port;
  await new Promise((resolve) => probe.close(resolve));
  return free;
}

function ask(method: string, path: string, headers: Record<string, string> = {}, body = "") {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, method, path, headers, agent: false }, (answer) => {
      const { statusCode: status = 0, headers: received } = answer;
      text(answer).then((words) => resolve({ status, headers: received, body: words }), reject);
    });
    sent.on("error", reject).end(body);
  });
}

/** Sends bytes over a connection, and waits until the server has closed it. @returns what the server said */
function sendRaw(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let said = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    socket.on("data", (piece: Buffer) => (said += piece.toString()));
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(said));
  });
}

describe("the help page", () => {
  test.each([
    "/",
    "/get_chain",
    "/ledgers/class-7b",
    "/codes",
    "/?next=http://evil.example/",
    "//evil.example",
    "/%2e%2e/x",
  ])("answers %s with its one page", async (path) => {
    const { status, headers, body } = await ask("GET", path, { "User-Agent": AGENT, Host: "evil.example" });
    expect({ status, body }).toEqual({ status: 200, body: `<p>Words for ${AGENT} at 127.0.0.1</p>` });
    expect(headers).toMatchObject({ "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
    expect(headers).not.toHaveProperty("location");
  });

  test("answers HEAD like GET, without the page", async () => {
    const { status, body } = await ask("HEAD", "/");
    expect({ status, body }).toEqual({ status: 200, body: "" });
  });

  test("lets its page run nothing, load nothing, and send nothing", async () => {
    const policy = String((await ask("GET", "/")).headers["content-security-policy"]).split("; ");
    expect(policy).toEqual(
      expect.arrayContaining(["default-src 'none'", "form-action 'none'", "frame-ancestors 'none'"]),
    );
    expect(policy.join()).not.toMatch(/script|connect|https?:/);
  });

  test.each(["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])("refuses %s, whatever is sent with it", async (method) => {
    const { status, headers } = await ask(
      method,
      "/codes",
      { "Content-Type": "application/json" },
      '{"code":"K7QM-2FXP"}',
    );
    expect({ status, allow: headers["allow"] }).toEqual({ status: 405, allow: "GET, HEAD" });
  });

  test.each([
    ["a proxy", "CONNECT ledger.example:443 HTTP/1.1\r\nHost: ledger.example\r\n\r\n"],
    ["a proxy, by the address of another server", "GET http://127.0.0.1:1/ HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n"],
    ["a server that speaks something else", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001"],
    ["a WebSocket", "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"],
    ["a server that reads endless headers", `GET / HTTP/1.1\r\nX: ${"a".repeat(20_000)}\r\n\r\n`],
    [
      "one server behind another",
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
  ])("is not %s: it closes the connection", async (_, bytes) => {
    expect(await sendRaw(bytes)).not.toMatch(/^HTTP\/1\.1 (?:101|3\d\d|5\d\d)/);
  });

  test("serves others while a hundred clients send nothing, and closes those", async () => {
    const idle = Array.from({ length: 100 }, () => sendRaw("GET / HT"));
    expect((await ask("GET", "/")).status).toBe(200);
    const answers = await Promise.all(idle);
    expect(answers.filter((said) => said.startsWith("HTTP/1.1 200"))).toEqual([]);
  });

  test("does not open on a port that is taken", async () => {
    await expect(serveHelp("127.0.0.1", port, () => "")).rejects.toThrow("EADDRINUSE");
  });
});
