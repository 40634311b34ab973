// @module-tag long

import { readFileSync, statSync } from "node:fs";
import { request } from "node:https";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { decodeJwt, exportJWK, generateKeyPair } from "jose";
import { describe, expect, it, onTestFinished } from "vitest";
import { CheckpointSigners } from "../../src/ledger/signing/checkpoint-signers.ts";
import { parseRecordKeys } from "../../src/ledger/vault/record-keys.ts";
import { verifierKeyText } from "../../src/evidence/notes/note.ts";
import { DevRun } from "../support/e2e/dev-run.ts";

/** Occupies a port until the test ends; it may already be in use. */
async function occupy(port: number): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.once("error", () => resolve()).listen(port, "127.0.0.1", resolve);
  });
  onTestFinished(() => closed(server));
  const address = server.address();
  return address !== null && typeof address === "object" ? address.port : port;
}

async function closed(server: Server): Promise<void> {
  await new Promise((resolve) => server.close(resolve));
}

/** Settings that sign checkpoints with a new key, and the verifier keys. */
async function ownSigning(origin: string): Promise<{ settings: string; vkeys: string[] }> {
  const { privateKey } = await generateKeyPair("Ed25519", { extractable: true });
  const key = JSON.stringify(await exportJWK(privateKey));
  const signers = new CheckpointSigners({ LEDGER_SIGNING_KEY: key, LEDGER_ORIGIN: origin });
  const vkeys = (await signers.verifiers("main")).map(verifierKeyText);
  return { settings: `LEDGER_SIGNING_KEY='${key}'\nLEDGER_ORIGIN='${origin}'\n`, vkeys };
}

/** The token of the printed link. */
const tokenIn = (greeting: string) => /#token=(\S+)/.exec(greeting)?.[1] ?? "";

const bearer = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });

describe("npm run dev prints", () => {
  it("the port that wrangler took instead of the usual one, a link for one hour, and the signing key", async () => {
    await occupy(8787);
    const run = new DevRun([]);
    const [greeting, origin] = [await run.greeting(), await run.origin()];

    expect(origin).not.toContain(":8787");
    const token = tokenIn(greeting);
    const { iat = 0, exp = 0 } = decodeJwt(token);
    expect(exp - iat).toBe(3600);
    expect(greeting).toContain(`${origin}/#token=${token}\n`);
    expect(greeting).toContain("This link stays in the browser's history");
    expect((await fetch(`${origin}/get_chain`, bearer(token))).status).toBe(200);
    expect((await fetch(`${origin}/get_chain`, bearer(await run.token()))).status).toBe(200);
    const vkey = await (await fetch(`${origin}/vkey`, bearer(token))).text();
    expect(vkey).toContain("patient-ledger.localhost/ledgers/main+");
    expect(greeting).toContain(`  ${vkey}`);
  });

  it("nothing of the record key, which it creates for its user alone and passes to the Worker", async () => {
    const run = new DevRun(["--port", "0"]);
    const greeting = await run.greeting();

    const [file, settings] = ["record-key.json", "worker.env"].map((name) => join(run.root, ".dev", name));
    const key = readFileSync(file ?? "", "utf8").trim();
    expect([file, settings].map((path) => (statSync(path ?? "").mode & 0o777).toString(8))).toEqual(["600", "600"]);
    expect(readFileSync(settings ?? "", "utf8")).toContain(`RECORD_KEY='${key}'\n`);
    expect(await parseRecordKeys(key)).toHaveLength(1);
    const { k } = JSON.parse(key) as { k: string };
    expect(greeting + run.output).not.toContain(k);
  });

  it("the key and the name that .dev.vars sets, and an https address", async () => {
    const { settings, vkeys } = await ownSigning("clinic.example.org");
    const flags = ["--port", "0", "--ip", "0.0.0.0", "--local-protocol", "https"];
    const run = new DevRun(flags, { files: { ".dev.vars": settings } });
    const [greeting, origin] = [await run.greeting(), await run.origin()];

    expect(vkeys).toEqual([expect.stringMatching(/^clinic\.example\.org\/ledgers\/main\+/)]);
    expect(greeting).toContain(`  ${vkeys[0]}\n`);
    expect(greeting).not.toContain("patient-ledger.localhost/");
    expect(origin).toMatch(/^https:\/\/(localhost|127\.0\.0\.1):\d+$/);
    const answer = await new Promise<string>((resolve, reject) => {
      const receive = (response: Parameters<typeof text>[0]) => void text(response).then(resolve, reject);
      request(`${origin}/healthz`, { rejectUnauthorized: false }, receive).on("error", reject).end();
    });
    expect(answer).toContain("ok");
  });

  it("the name that --var sets", async () => {
    const run = new DevRun(["--port", "0", "--var", "LEDGER_ORIGIN:ward.example.org"]);

    expect(await run.greeting()).toContain("  ward.example.org/ledgers/main+");
  });

  it("that nothing is signed if a file given with --env-file removes the key", async () => {
    const files = { "own.env": "LEDGER_SIGNING_KEY=''\n" };
    const run = new DevRun(["--port", "0", "--env-file", "own.env"], { files });
    const greeting = await run.greeting();

    expect(greeting).toContain("Checkpoints are not signed.");
    expect(greeting).not.toContain("/ledgers/main+");
    expect((await fetch(`${await run.origin()}/get_chain`, bearer(tokenIn(greeting)))).status).toBe(200);
  });

  it.each([
    { what: "another issuer", settings: "AUTH_ISSUER='https://idp.example'\n", says: "from that issuer" },
    { what: "no audience", settings: "AUTH_AUDIENCE=''\n", says: "AUTH_AUDIENCE" },
  ])("no link and no token command if .dev.vars sets $what", async ({ settings, says }) => {
    const greeting = await new DevRun(["--port", "0"], { files: { ".dev.vars": settings } }).greeting();

    expect(greeting).toContain(says);
    expect(greeting).not.toMatch(/#token=|eyJ|TOKEN=/);
  });
});

describe("npm run dev ends as wrangler does", () => {
  it("when the requested port is in use", async () => {
    const port = await occupy(0);
    const run = new DevRun(["--ip", "127.0.0.1", "--port", String(port)]);

    expect(await run.end()).toBe(1);
    expect(run.output).toContain("Address already in use");
    expect(run.output).not.toMatch(/#token=|runs at/);
  });

  it("when it does not understand a flag", async () => {
    const run = new DevRun(["--no-such-flag"]);

    expect(await run.end()).toBe(1);
    expect(run.output).toContain("no-such-flag");
    expect(run.output).not.toMatch(/#token=|runs at/);
  });
});
