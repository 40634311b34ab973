import { describe, expect, test } from "vitest";
import { squaresChain } from "../support/chain/chains.ts";
import { Evidence } from "../support/chain/evidence.ts";
import { loggedRead, LogOfReads } from "../support/chain/logged-reads.ts";
import { LOG_TYPE, Notary, WITNESS_TYPE } from "../support/chain/notaries.ts";
import { ndjson, run, testFolder } from "../support/cli/commands.ts";
import { FakeServer } from "../support/cli/served.ts";

const { write } = testFolder();
const server = new FakeServer();
const ledger = new Notary("clinic.example/ledgers/main");
const evidence = new Evidence(squaresChain, ledger);
const witnesses = ["one", "two", "three"].map((name) => new Notary(`${name}.example`));
const CHAIN = write("chain.ndjson", ndjson(squaresChain));

const lines = [
  `log ${ledger.vkey(LOG_TYPE)} https://clinic.example`,
  ...witnesses.map((witness, place) => `witness w${place} ${witness.vkey(WITNESS_TYPE)}`),
  "group two-of-three 2 w0 w1 w2",
];
let files = 0;
const saved = (text: string) => write(`saved-${(files += 1)}`, text);
const policy = (...more: readonly string[]) => ["--policy", saved(`${[...lines, ...more].join("\n")}\n`)];
const QUORUM = policy("quorum two-of-three");
const verify = (...options: string[]) => run("verify", ["--file", CHAIN, ...options]);
const checkpoint = (...by: readonly Notary[]) => ["--checkpoint", saved(evidence.checkpoint(6, ...by))];

describe("verify with a policy file", () => {
  test("asks for its quorum, like --vkey, --witness-key and --quorum", async () => {
    const keys = witnesses.flatMap((witness) => ["--witness-key", witness.vkey(WITNESS_TYPE)]);
    const single = ["--vkey", ledger.vkey(LOG_TYPE), ...keys, "--quorum", "2"];
    for (const by of [witnesses, witnesses.slice(1), witnesses.slice(2), []]) {
      const note = checkpoint(...by);
      const outcome = await verify(...QUORUM, ...note);
      expect(outcome).toEqual(await verify(...single, ...note));
      expect(outcome.code).toBe(by.length >= 2 ? 0 : 2);
    }
  });

  test("reads it whatever an editor or a mail did to it", async () => {
    const text = `\ufeff\r\n${[...lines, "quorum none"].join("\r\n")}\r\n\r\n`;
    expect((await verify("--policy", saved(text), ...checkpoint())).code).toBe(0);
  });

  test("checks receipts alone with its ledger's key", async () => {
    const receipt = saved(JSON.stringify({ receipt: evidence.receipt(3), block: squaresChain[2] }));
    const { code, stdout } = await run("verify", [...QUORUM, "--receipt", receipt]);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining("block 3") as string });
  });

  test.each<[string, () => readonly string[], string]>([
    ["is none", () => ["--policy", saved("quorum\n")], "is not a policy: line 1 must be quorum <name>"],
    ["does not exist", () => ["--policy", "none.txt"], "none.txt does not exist"],
    ["comes with a key", () => [...QUORUM, "--vkey", ledger.vkey(LOG_TYPE)], "leave out --vkey"],
    ["comes with a quorum", () => [...QUORUM, "--quorum", "1"], "leave out --vkey"],
    [
      "is that of two ledgers",
      () => policy(`log ${new Notary("other.example/ledgers/main").vkey(LOG_TYPE)}`, "quorum none"),
      "keys are those of several ledgers",
    ],
    [
      "is that of a log of reads",
      () => ["--policy", saved(`log ${new Notary("clinic.example/ledgers/main/reads").vkey(LOG_TYPE)}\nquorum none\n`)],
      "key is that of a log of reads",
    ],
  ])("refuses one that %s", async (_, options, reason) => {
    const { code, stdout, stderr } = await verify(...options(), ...checkpoint());
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(reason);
  });

  test("asks a log of reads for its quorum too", async () => {
    const notary = new Notary("clinic.example/ledgers/ward/reads");
    const log = new LogOfReads([loggedRead(1), loggedRead(2)], notary);
    const [witness] = witnesses as [Notary, ...Notary[]];
    const text = `log ${notary.vkey(LOG_TYPE)}\nwitness w ${witness.vkey(WITNESS_TYPE)}\nquorum w\n`;
    const check = (newest: string) => {
      server.serve({
        "/reads/checkpoint?cosignatures=1": { type: "text/plain", body: newest },
        "/reads/consistency": { type: "application/json", body: JSON.stringify({ path: [] }) },
      });
      const note = ["--checkpoint", saved(log.evidence.checkpoint(2))];
      const options = ["--log", "reads", "--url", server.url, "--policy", saved(text), ...note];
      return run("verify", options, { LEDGER_TOKEN: "t0ken" });
    };
    expect((await check(log.evidence.checkpoint(2, witness))).code).toBe(0);
    const alone = await check(log.evidence.checkpoint(2));
    expect(alone).toMatchObject({ code: 2, stdout: "" });
    expect(alone.stderr).toContain("cosigned by 0 of the witnesses, 1 are required");
  });
});
