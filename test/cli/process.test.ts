import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { squaresChain } from "../support/chain/chains.ts";
import { Evidence } from "../support/chain/evidence.ts";
import { LOG_TYPE, Notary } from "../support/chain/notaries.ts";
import { ndjson, run, runProcess, testFolder } from "../support/cli/commands.ts";
import { FakeServer } from "../support/cli/served.ts";

// Each test starts a process, and the machine may be busy.
vi.setConfig({ testTimeout: 60_000 });

const { path: folder, write } = testFolder();
const server = new FakeServer();
const good = write("good.ndjson", ndjson(squaresChain));
const edited = write("edited.ndjson", ndjson(squaresChain).replace('"proof":', '"proof":1'));

const started = new Set<ChildProcessWithoutNullStreams>();
afterEach(() => {
  for (const child of started) child.kill("SIGKILL");
  started.clear();
});

/** Starts a command, and leaves it running. */
function start(command: string, ...args: string[]): ChildProcessWithoutNullStreams {
  const file = join(import.meta.dirname, "../../src/cli", `${command}.ts`);
  const child = spawn(process.execPath, [file, ...args], { env: { ...process.env, LEDGER_TOKEN: "t0ken" } });
  started.add(child);
  return child;
}

describe("a command as a process", () => {
  test.each<[string, "verify" | "token" | "signing-key", string[], number]>([
    ["everything is right", "verify", ["--file", good], 0],
    ["a fault is proven", "verify", ["--file", edited], 1],
    ["a file is missing", "verify", ["--file", join(folder, "nowhere")], 2],
    ["help is requested", "token", ["--help"], 0],
    ["an option is unknown", "token", ["--colour", "red"], 2],
    ["an argument is missing", "signing-key", [], 2],
  ])("prints and ends as its function does when %s", async (_, command, args, code) => {
    const outcome = await runProcess(command, args);
    expect(outcome).toEqual(await run(command, args));
    expect(outcome.code).toBe(code);
  });

  test("ends with 1 and a stack trace for an unexpected error", async () => {
    const damaged = write("damaged.json", "{");
    const { code, stdout, stderr } = await runProcess("signing-key", [damaged]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(`Error: ${damaged} does not contain a key. Delete it to create a new key.`);
    expect(stderr).toMatch(/^ {4}at /m);
  });

  test("continues if nobody reads its output", async () => {
    const child = start("verify", "--file", good);
    child.stdout.destroy();
    expect(await once(child, "exit")).toEqual([0, null]);
  });
});

describe("a signal", () => {
  const ledger = new Notary("clinic.example/ledgers/main");
  const key = ["--key", join(folder, "key.json"), "--name", "witness.example", "--dir", join(folder, "state")];

  test.each(["SIGINT", "SIGTERM"] as const)("stops a long-running command: %s", async (signal) => {
    server.serve({
      "/checkpoint": { type: "text/plain", body: new Evidence(squaresChain, ledger).checkpoint(6) },
      "/cosignatures": { type: "application/json", body: "{}" },
    });
    const child = start("witness", "--url", server.url, "--vkey", ledger.vkey(LOG_TYPE), ...key, "--every", "3600");
    // Printed at the end of each look.
    await once(child.stderr, "data");
    child.kill(signal);
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  test("ends any other command at once", async () => {
    const asked = new Promise<void>((resolve) => {
      server.serve({
        get "/get_chain"() {
          resolve();
          return { type: "application/x-ndjson", headers: { "Content-Length": "1000" }, body: "{" };
        },
      });
    });
    const child = start("verify", "--url", server.url);
    await asked;
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([null, "SIGTERM"]);
  });
});
