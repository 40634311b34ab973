import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { squaresChain } from "../support/chain/chains.ts";
import { disposeCommands } from "../support/e2e/command.ts";
import { CopyFolder, disposeCopies } from "../support/e2e/follower.ts";

const lines = squaresChain.map((block) => `${JSON.stringify(block)}\n`);
const whole = Buffer.from(lines.join(""));
/** In the middle of the third block, inside a character. */
const inCharacter = Buffer.from(lines.join("").split("Á")[0] ?? "").length + 1;
/** Between the second block and the third. */
const betweenLines = Buffer.from(lines.slice(0, 2).join("")).length;

let server: Server;
let url: string;
let respond: RequestListener;

// A server with the vector chain that breaks. It refuses WebSockets, so a follower keeps polling for its tip.
beforeAll(async () => {
  server = createServer((request, response) => {
    const isChain = request.url?.startsWith("/get_chain") === true;
    response.setHeader("Content-Type", isChain ? "application/x-ndjson" : "application/json");
    respond(request, response);
  });
  server.on("upgrade", (_, socket) => socket.destroy());
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close().closeAllConnections();
});
disposeCopies();
disposeCommands();

/** Answers with the blocks that are asked for, as ledgers do. */
const complete: RequestListener = ({ url: path = "" }, response) => {
  const from = Number(new URL(path, "http://ledger").searchParams.get("from") ?? 1);
  if (from > lines.length) response.writeHead(404, { "Content-Type": "application/problem+json" }).end("{}");
  else response.end(lines.slice(from - 1).join(""));
};

/** Breaks the first answer in one way; later answers are complete. */
function breaks(first: RequestListener): void {
  let answers = 0;
  respond = (request, response) => {
    answers += 1;
    if (answers === 1) first(request, response);
    else if (request.url?.startsWith("/get_chain")) complete(request, response);
    else response.end(lines[Number(request.url?.split("/").at(-1)) - 1]);
  };
}

function breaksOff(bytes: number): RequestListener {
  return (_, response) => {
    response.write(whole.subarray(0, bytes), () => setTimeout(() => response.socket?.destroy(), 50));
  };
}

it.each([
  ["breaks off inside a block", breaksOff(inCharacter)],
  ["breaks off between two blocks", breaksOff(betweenLines)],
  ["breaks off before the first block", breaksOff(0)],
  ["is an error", ((_, response) => response.writeHead(500).end()) satisfies RequestListener],
  ["is that of an overloaded server", ((_, response) => response.writeHead(503).end()) satisfies RequestListener],
  ["never arrives", ((request) => request.socket.destroy()) satisfies RequestListener],
])("a follower continues when the answer %s, and finally has every block", async (_, first) => {
  breaks(first);
  const copy = new CopyFolder();
  const follower = copy.follow(url, "t0ken");
  await follower.says(`The copy has ${squaresChain.length} blocks`);
  expect(copy.blocks).toEqual(squaresChain);
  follower.signal("SIGTERM");
  expect(await follower.end()).toMatchObject({ code: 0, stdout: "" });
});

it("a follower that has the blocks does not mistake a broken answer for a truncated chain", async () => {
  const copy = new CopyFolder();
  respond = complete;
  expect(await copy.follow(url, "t0ken", "--once").end()).toMatchObject({ code: 0 });

  for (const bytes of [inCharacter, betweenLines]) {
    breaks(breaksOff(bytes));
    const follower = copy.follow(url, "t0ken");
    await follower.says(`The copy has ${squaresChain.length} blocks`);
    follower.signal("SIGTERM");
    expect(await follower.end()).toMatchObject({ code: 0, stdout: "" });
  }
});

it.each([
  [
    "a repeated attribute",
    Buffer.from(whole.toString().replace('"proof":45293', '"proof":45293,"proof":45293')),
    3,
    "format",
  ],
  ["an edited block", Buffer.from(whole.toString().replace("P-1002", "P-9999")), 3, "hash"],
  ["no block at all", Buffer.alloc(0), 1, "genesis"],
])("a follower stops with 1 when it is served %s", async (_, served, index, rule) => {
  const copy = new CopyFolder();
  respond = (_request, response) => response.end(served);
  const { code, stdout } = await copy.follow(url, "t0ken", "--once").end();
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ fault: { index, rule } });
  expect(copy.blocks).toEqual(squaresChain.slice(0, index - 1));
});

it("a follower that is served a line that is not JSON stops with 2: it was damaged in transit, which accuses nobody", async () => {
  const copy = new CopyFolder();
  respond = (_request, response) =>
    response.end(Buffer.concat([whole.subarray(0, betweenLines), Buffer.from("<html>\n")]));
  const { code, stdout, stderr } = await copy.follow(url, "t0ken", "--once").end();
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain("not JSON");
});
