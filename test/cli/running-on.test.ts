import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { squaresChain } from "../support/chain/chains.ts";
import { Evidence } from "../support/chain/evidence.ts";
import { LOG_TYPE, Notary } from "../support/chain/notaries.ts";
import { ndjson, run } from "../support/cli/commands.ts";
import { emptyFolder } from "../support/cli/folder.ts";
import { FakeServer, type Served } from "../support/cli/served.ts";

const server = new FakeServer();
const folder = emptyFolder();
const ENV = { LEDGER_TOKEN: "t0ken" };
const CHAIN: Served = { type: "application/x-ndjson", body: ndjson(squaresChain) };

/** Answers a path, and stops the caller at the last of a number of requests. */
function stopsAfter(asked: number, path: string, answer: Served, others: Record<string, Served> = {}): AbortSignal {
  const stop = new AbortController();
  let times = 0;
  server.serve({
    ...others,
    get [path]() {
      times += 1;
      if (times === asked) stop.abort();
      return answer;
    },
  });
  return stop.signal;
}

describe("a witness", () => {
  const ledger = new Notary("clinic.example/ledgers/main");
  const key = () => ["--key", folder.file("key.json"), "--name", "witness.example", "--dir", folder.file("state")];
  const args = () => ["--url", server.url, "--vkey", ledger.vkey(LOG_TYPE), ...key(), "--every", "0.01"];
  const note = new Evidence(squaresChain, ledger).checkpoint(6);

  test("keeps looking until it is stopped, and ends with 0", async () => {
    const cosignatures = { type: "application/json", body: '{"counted":[]}' };
    const checkpoint = { type: "text/plain", body: note };
    const stop = stopsAfter(3, "/checkpoint", checkpoint, { "/cosignatures": cosignatures });
    const { code, stdout } = await run("witness", args(), ENV, { stop });

    expect(code).toBe(0);
    expect(stdout.match(/^6 blocks, .*$/gm)).toEqual([
      "6 blocks, the first checkpoint cosigned; not counted.",
      "6 blocks, consistent with the last 6 cosigned; not counted.",
      "6 blocks, consistent with the last 6 cosigned; not counted.",
    ]);
  });

  test("continues while the ledger does not answer, and says so", async () => {
    const stop = stopsAfter(2, "/checkpoint", { status: 503 });
    const { code, stderr } = await run("witness", args(), ENV, { stop });

    expect(code).toBe(0);
    expect(stderr).toBe("503: the server gave no reason\n".repeat(2));
  });
});

describe("a follower", () => {
  const follow = (...options: string[]) => ["--url", server.url, "--dir", folder.path, ...options];

  test("catches up again while the ledger's events are unavailable, until it is stopped", async () => {
    const stop = stopsAfter(2, "/get_chain", CHAIN);
    const outcome = await run("follow", follow(), ENV, { stop });

    const stderr = "The copy has 6 blocks, 6 of them new. All are verified.\n";
    expect(outcome).toEqual({ code: 0, stdout: "", stderr });
    expect(readFileSync(folder.file("chain.ndjson"), "utf8")).toBe(CHAIN.body);
  });

  test("releases its folder, however it ended", async () => {
    server.serve({ "/get_chain": CHAIN });
    expect((await run("follow", follow("--once"), ENV)).code).toBe(0);
    server.serve({ "/get_chain": { ...CHAIN, body: ndjson(squaresChain.slice(0, 4)) } });
    const { code, stdout } = await run("follow", follow("--once"), ENV);
    expect({ code, fault: JSON.parse(stdout) as unknown }).toMatchObject({ code: 1, fault: { fault: { index: 5 } } });
    server.serve({ "/get_chain": CHAIN });
    expect((await run("follow", follow("--once"), ENV)).code).toBe(0);
  });
});
