import { describe, expect, test } from "vitest";
import { blockAt, chains, relink, squaresChain } from "../support/chain/chains.ts";
import { Evidence } from "../support/chain/evidence.ts";
import { LOG_TYPE, Notary, noteOf, WITNESS_TYPE } from "../support/chain/notaries.ts";
import { ndjson, type Report, run, testFolder } from "../support/cli/commands.ts";

const { write } = testFolder();
const ledger = new Notary("clinic.example/ledgers/main");
const evidence = new Evidence(squaresChain, ledger);
const VKEY = ["--vkey", ledger.vkey(LOG_TYPE)];
const SIZE = squaresChain.length;
const witnesses = ["one", "two", "three"].map((name) => new Notary(`${name}.example`));
const WITNESS_KEYS = witnesses.flatMap((witness) => ["--witness-key", witness.vkey(WITNESS_TYPE)]);

let files = 0;

function saved(text: string): string {
  files += 1;
  return write(`saved-${files}`, text);
}

async function verify(blocks: readonly unknown[], ...options: string[]): Promise<{ code: number; report: Report }> {
  const { code, stdout, stderr } = await run("verify", ["--file", saved(ndjson(blocks)), "--json", ...options]);
  expect(stderr).toBe("");
  return { code, report: JSON.parse(stdout) as Report };
}

/** The exit code and reason of a command that could not check. */
async function refusal(...options: string[]): Promise<string> {
  const { code, stdout, stderr } = await run("verify", ["--file", saved(ndjson(squaresChain)), ...options]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  return stderr;
}

/** What the report lists as not checked, if nothing is faulty but something could not be checked. */
async function unchecked(...options: string[]): Promise<string> {
  const { code, report } = await verify(squaresChain, ...options);
  expect({ code, fault: report.fault }).toEqual({ code: 2 });
  return report.unchecked.join("\n");
}

describe("a receipt", () => {
  test.each(chains)("proves every block, in a tree of every size that contains it, on $puzzle", async ({ chain }) => {
    const issued = new Evidence(chain, ledger);
    const receipts = chain.flatMap(({ index }) =>
      Array.from({ length: SIZE - index + 1 }, (_, more) => saved(JSON.stringify(issued.receipt(index, index + more)))),
    );
    const { code, report } = await verify(chain, ...VKEY, ...receipts.flatMap((file) => ["--receipt", file]));

    expect({ code, fault: report.fault }).toEqual({ code: 0 });
    expect(report.checked.filter((line) => line.includes("is in the ledger"))).toHaveLength(21);
  });

  test("may be a tlog-proof, or part of a saved answer of mine_block", async () => {
    const block = blockAt(squaresChain, 4);
    const { hash } = block;
    const answer = { message: "Mined.", block, receipt: evidence.receipt(4) };
    const texts = [evidence.proof(4), JSON.stringify(answer), JSON.stringify(evidence.receipt(4), null, 2)];
    const { code, report } = await verify(
      squaresChain,
      ...VKEY,
      ...texts.flatMap((text) => ["--receipt", saved(text)]),
    );

    expect(code).toBe(0);
    expect(report.checked.filter((line) => line.endsWith(`block 4 is in the ledger, with hash ${hash}`))).toHaveLength(
      3,
    );
  });

  test.each<[string, string]>([
    ["is for another block", JSON.stringify({ ...evidence.receipt(4), leaf_index: 2 })],
    ["has the path of another block", JSON.stringify({ ...evidence.receipt(4), path: evidence.receipt(3).path })],
    ["has another leaf", JSON.stringify({ ...evidence.receipt(4), leaf_hash: evidence.receipt(3).leaf_hash })],
    ["has another size", JSON.stringify({ ...evidence.receipt(4), tree_size: 5 })],
    ["is another index's tlog-proof", evidence.proof(4).replace("index 3", "index 2")],
    [
      "is signed by another key",
      JSON.stringify(new Evidence(squaresChain, new Notary(ledger.name, "another")).receipt(4)),
    ],
    ["is of another ledger", JSON.stringify(new Evidence(squaresChain, new Notary("other.example")).receipt(4))],
  ])("that %s proves nothing against a valid ledger", async (_, text) => {
    const file = saved(text);
    const { code, report } = await verify(squaresChain, ...VKEY, "--receipt", file);

    expect({ code, fault: report.fault }).toEqual({ code: 2 });
    expect(report.unchecked.filter((line) => line.startsWith(`${file}: `))).toHaveLength(1);
  });

  test("shows that its block was rewritten or truncated", async () => {
    const receipt = saved(JSON.stringify(evidence.receipt(5, 5)));
    const rewritten = await verify(
      await relink(squaresChain, 4, { patient_name: "Eve" }),
      ...VKEY,
      "--receipt",
      receipt,
    );
    const truncated = await verify(squaresChain.slice(0, 4), ...VKEY, "--receipt", receipt);

    expect([rewritten.code, truncated.code]).toEqual([1, 1]);
    expect(rewritten.report.fault).toMatchObject({ index: 5, rule: "receipt" });
    expect(truncated.report.fault).toMatchObject({ index: 5, rule: "receipt" });
  });

  test("shows through its checkpoint that a different block was rewritten", async () => {
    const receipt = saved(JSON.stringify(evidence.receipt(2, SIZE)));
    const { code, report } = await verify(
      await relink(squaresChain, 4, { patient_name: "Eve" }),
      ...VKEY,
      "--receipt",
      receipt,
    );

    expect(code).toBe(1);
    expect(report.fault).toMatchObject({ index: SIZE, rule: "checkpoint" });
  });

  test.each(["", "{}", "null", "[]", '{"receipt":null}', "c2sp.org/tlog-proof@v1\n", '{"leaf_index":0}'])(
    "that is invalid could not be checked: %j",
    async (text) => {
      expect(await refusal(...VKEY, "--receipt", saved(text))).toMatch(/^Could not check: /);
    },
  );

  test("needs the ledger's key", async () => {
    expect(await refusal("--receipt", saved(evidence.proof(4)))).toContain("give --vkey");
  });
});

describe("while the ledger's key changes", () => {
  const next = new Notary(ledger.name, "the next key");
  const text = evidence.text(SIZE);
  const both = () => saved(noteOf(text, ledger.line(text), next.line(text)));
  const NEXT = ["--vkey", next.vkey(LOG_TYPE)];

  test.each([
    ["the old key", VKEY],
    ["the new key", NEXT],
    ["both keys", [...VKEY, ...NEXT]],
  ])("a checkpoint that both keys signed is valid with %s", async (_, keys) => {
    expect((await verify(squaresChain, ...keys, "--checkpoint", both())).code).toBe(0);
  });

  test("with both keys, checkpoints from before and after are valid", async () => {
    const before = saved(evidence.checkpoint(4));
    const after = saved(new Evidence(squaresChain, next).checkpoint(SIZE));
    const checkpoints = ["--checkpoint", before, "--checkpoint", after];

    expect((await verify(squaresChain, ...VKEY, ...NEXT, ...checkpoints)).code).toBe(0);
    expect(await unchecked(...VKEY, ...checkpoints)).toContain(
      `${after}: the checkpoint is not signed by the ledger's key`,
    );
    expect(await unchecked(...NEXT, ...checkpoints)).toContain(
      `${before}: the checkpoint is not signed by the ledger's key`,
    );
  });

  test("a checkpoint with a wrong signature by either key is not accepted", async () => {
    const wrong = saved(noteOf(text, ledger.line(text), next.line(`${text}more\n`)));

    expect((await verify(squaresChain, ...VKEY, "--checkpoint", wrong)).code).toBe(0);
    expect(await unchecked(...VKEY, ...NEXT, "--checkpoint", wrong)).toContain("not valid");
  });
});

describe("a witness quorum", () => {
  test.each(["-1", "4", "1.5", "two", "", " "])("of %j among three is refused", async (quorum) => {
    const options = [...VKEY, ...WITNESS_KEYS, `--quorum=${quorum}`, "--checkpoint", saved(evidence.checkpoint(SIZE))];
    expect(await refusal(...options)).toContain("--quorum");
  });

  test("needs their keys, and the ledger's", async () => {
    expect(await refusal(...VKEY, "--quorum", "1")).toContain("--quorum");
    expect(await refusal(...WITNESS_KEYS)).toContain("give --vkey");
  });

  // An export has no newest checkpoint, so the quorum must hold for the saved checkpoints, or be refused.
  test("is not silently ignored when an export is verified", async () => {
    const alone = saved(evidence.checkpoint(SIZE));

    expect(await unchecked(...VKEY, ...WITNESS_KEYS, "--quorum", "2", "--checkpoint", alone)).toMatch(/witness/);
    expect(await refusal(...VKEY, ...WITNESS_KEYS, "--quorum", "2")).toMatch(/witness/);
  });

  test("is met by a saved checkpoint with enough cosignatures", async () => {
    const cosigned = saved(evidence.checkpoint(SIZE, ...witnesses.slice(1)));
    const options = [...VKEY, ...WITNESS_KEYS, "--quorum", "2", "--checkpoint", cosigned];

    expect((await verify(squaresChain, ...options)).code).toBe(0);
  });
});

test("the help text explains how to use it", async () => {
  const { code, stdout } = await run("verify", ["--help"]);

  expect(code).toBe(0);
  for (const option of ["--url", "--file", "--vkey", "--checkpoint", "--receipt", "--witness-key", "--quorum"]) {
    expect(stdout).toContain(option);
  }
});
