import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { blockAt, squaresChain } from "../support/chain/chains.ts";
import { Evidence } from "../support/chain/evidence.ts";
import { LOG_TYPE, Notary, WITNESS_TYPE } from "../support/chain/notaries.ts";
import { ndjson, run, testFolder } from "../support/cli/commands.ts";

const { path: folder, write } = testFolder();
const ledger = new Notary("clinic.example/ledgers/main");
const other = new Notary("clinic.example/ledgers/other");
const evidence = new Evidence(squaresChain, ledger);
const foreign = new Evidence(squaresChain, other);
const VKEY = ["--vkey", ledger.vkey(LOG_TYPE)];
const LINES = ndjson(squaresChain);
const ANSWER = JSON.stringify({ chain: squaresChain, length: 6 });
const page = (from: number, to: number) => {
  const next = `/get_chain?from=${to + 1}&limit=2`;
  return JSON.stringify({ chain: squaresChain.slice(from - 1, to), length: 6, next });
};
const edited = squaresChain.map((block) => (block.index === 3 ? { ...block, patient_name: "Eve" } : block));
const utf16 = (text: string) => Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(text, "utf16le")]);
const crlf = (text: string) => text.replaceAll("\n", "\r\n");

let files = 0;
const file = (text: string | Uint8Array) => write(`file-${(files += 1)}`, text);
const good = () => file(LINES);
const receipt = (text: string) => () => ["--file", good(), ...VKEY, "--receipt", file(text)];
const checkpoint = (text: string | Uint8Array) => () => ["--file", good(), ...VKEY, "--checkpoint", file(text)];
const chain = (text: string | Uint8Array) => () => ["--file", file(text)];

/** The arguments, the exit code and words of the output. */
type Case = readonly [what: string, args: () => string[], code: 0 | 1 | 2, words: string];

const EXPORTS: Case[] = [
  ["lines of JSON", chain(LINES), 0, "right        6 blocks"],
  ["lines with a byte order mark", chain(`\ufeff${LINES}`), 0, "right        6 blocks"],
  ["lines that end in CRLF", chain(crlf(LINES)), 0, "right        6 blocks"],
  [
    "blank lines before, between and behind",
    chain(`\n${LINES.replaceAll("\n", "\n \n\n")}`),
    0,
    "right        6 blocks",
  ],
  ["the JSON that get_chain answers", chain(ANSWER), 0, "right        6 blocks"],
  ["that JSON with a byte order mark and CRLF", chain(`\ufeff${crlf(ANSWER)}\r\n`), 0, "right        6 blocks"],
  ["that JSON spread over lines", chain(JSON.stringify(JSON.parse(ANSWER), null, 2)), 0, "right        6 blocks"],
  ["an array of blocks", chain(JSON.stringify(squaresChain)), 0, "right        6 blocks"],
  ["the first page of the chain", chain(page(1, 4)), 2, "is one page of the chain and ends after block 4"],
  ["a later page of the chain", chain(page(3, 4)), 2, "begins with block 3"],
  ["lines from a later block on", chain(ndjson(squaresChain.slice(2))), 2, "begins with block 3"],
  [
    "the first page, and a checkpoint of more blocks",
    () => ["--file", file(page(1, 4)), ...VKEY, "--checkpoint", file(evidence.checkpoint(6))],
    2,
    "only the first 4 blocks are available",
  ],
  [
    "the first page, and a receipt in a tree of more blocks",
    () => ["--file", file(page(1, 4)), ...VKEY, "--receipt", file(JSON.stringify(evidence.receipt(2)))],
    2,
    "only the first 4 blocks are available",
  ],
  ["UTF-16", chain(utf16(LINES)), 2, "is UTF-16: save it as UTF-8"],
  ["UTF-16 without a byte order mark", chain(Buffer.from(LINES, "utf16le")), 2, "is UTF-16: save it as UTF-8"],
  ["gzip", chain(gzipSync(LINES)), 2, "is compressed with gzip: decompress it first"],
  ["Latin-1", chain(Buffer.from(LINES.replace("{", '{"é":1,'), "latin1")), 2, "line 1 is not UTF-8"],
  ["an empty file", chain(""), 2, "is empty: there is nothing in it"],
  ["a file of blank lines", chain("\ufeff\r\n\n"), 2, "is empty: there is nothing in it"],
  ["an answer without blocks", chain('{"chain":[],"length":0}'), 2, "has no blocks in it"],
  ["a sign-in page", chain("\n<!DOCTYPE html><title>Welcome to our hotel</title>"), 2, "is a web page"],
  ["a download that broke off", chain(LINES.slice(0, -20)), 2, "is incomplete: it ends in the middle of line 6"],
  ["the JSON of a download that broke off", chain(ANSWER.slice(0, -20)), 2, "may be incomplete"],
  ["a line that is not JSON", chain(LINES.replace("\n", "\ngarbage\n")), 2, "line 2 is not JSON"],
  ["a line that does not end", chain(`{"a":"${"a".repeat(5_000_000)}`), 2, "line 1 is longer than 4194304 bytes"],
  ["a folder", () => ["--file", folder], 2, "is a folder"],
  ["a missing file", () => ["--file", `${folder}/nowhere`], 2, "nowhere does not exist"],
  ...[
    ["a problem, since the token was missing", { type: "urn:problem-type:patient-ledger:missing-token", status: 401 }],
    ["a verdict of is_valid", { message: "The blockchain is valid.", valid: true, length: 6, head: "ab" }],
    ["an answer of mine_block", { message: "…", block: blockAt(squaresChain, 2) }],
    ["an object without anything in it", {}],
    ["null", null],
    ["a number", 42],
    ["a text", "x"],
  ].map(([what, value]): Case => [
    `${what as string} in the place of an export`,
    chain(`${JSON.stringify(value)}\n`),
    2,
    "is not an export of a chain",
  ]),
  ["an edited block", chain(ndjson(edited)), 1, "block 3, rule hash"],
  ["an edited block in the JSON of get_chain", chain(JSON.stringify({ chain: edited })), 1, "block 3, rule hash"],
  ["a line that is JSON but not a block", chain(LINES.replace("\n", "\n42\n")), 1, "block 2, rule format"],
];

const EVIDENCE: Case[] = [
  ["a checkpoint", checkpoint(evidence.checkpoint(4)), 0, "still contains the 4 blocks"],
  ["a checkpoint with CRLF", checkpoint(crlf(evidence.checkpoint(4))), 0, "still contains the 4 blocks"],
  ["a checkpoint with a byte order mark", checkpoint(`\ufeff${evidence.checkpoint(4)}`), 0, "the 4 blocks"],
  ["a checkpoint without its last line feed", checkpoint(evidence.checkpoint(4).trimEnd()), 0, "the 4 blocks"],
  ["a checkpoint with blank lines around it", checkpoint(`\n${evidence.checkpoint(4)}\n\n`), 0, "the 4 blocks"],
  ["a checkpoint in UTF-16", checkpoint(utf16(evidence.checkpoint(4))), 2, "is UTF-16: save it as UTF-8"],
  ["a compressed checkpoint", checkpoint(gzipSync(evidence.checkpoint(4))), 2, "decompress it first"],
  ["a sign-in page as a checkpoint", checkpoint("<html><body>Sign in</body></html>"), 2, "is a web page"],
  ["a checkpoint of another ledger", checkpoint(foreign.checkpoint(4)), 2, "is from another ledger"],
  [
    "a checkpoint of more blocks than there are",
    () => ["--file", file(ndjson(squaresChain.slice(0, 4))), ...VKEY, "--checkpoint", file(evidence.checkpoint(5))],
    1,
    "Blocks are missing at the end of the chain",
  ],
  ["a receipt", receipt(JSON.stringify(evidence.receipt(3))), 0, "block 3 is in the ledger"],
  ["a receipt with a byte order mark", receipt(`\ufeff${JSON.stringify(evidence.receipt(3))}`), 0, "block 3 is"],
  ["a tlog-proof with CRLF", receipt(crlf(evidence.proof(3))), 0, "block 3 is in the ledger"],
  ["a receipt of another ledger", receipt(JSON.stringify(foreign.receipt(3))), 2, "is from another ledger"],
  ["a tlog-proof of another ledger", receipt(foreign.proof(3)), 2, "is from another ledger"],
  [
    "a receipt of another ledger, for a block that is not there",
    () => ["--file", file(ndjson(squaresChain.slice(0, 4))), ...VKEY, "--receipt", file(foreign.proof(6))],
    2,
    "is from another ledger",
  ],
  [
    "a receipt whose path is another block's",
    receipt(JSON.stringify({ ...evidence.receipt(3), path: evidence.receipt(4).path })),
    2,
    "does not lead from the block",
  ],
  [
    "a receipt for a block that is gone",
    () => ["--file", file(ndjson(squaresChain.slice(0, 4))), ...VKEY, "--receipt", file(evidence.proof(6))],
    1,
    "rule receipt",
  ],
];

const cosigned = new Notary("one.example");
const alias = new Notary("two.example", "one.example");
const self = new Notary("self.example", ledger.name);
const keys = (...texts: string[]) => texts.flatMap((text) => ["--witness-key", text]);
const witnessed = (signers: readonly Notary[], ...options: string[]): string[] => {
  const note = file(evidence.checkpoint(6, ...signers));
  return ["--file", good(), ...VKEY, "--checkpoint", note, ...options];
};

const WITNESSES: Case[] = [
  ["a witness", () => witnessed([cosigned], ...keys(cosigned.vkey(WITNESS_TYPE))), 0, "still contains"],
  [
    "one witness twice",
    () => witnessed([cosigned], ...keys(cosigned.vkey(WITNESS_TYPE), cosigned.vkey(WITNESS_TYPE)), "--quorum", "2"),
    2,
    "at most the number of different",
  ],
  [
    "one key under two names",
    () => witnessed([cosigned, alias], ...keys(cosigned.vkey(WITNESS_TYPE), alias.vkey(WITNESS_TYPE))),
    2,
    "one key is one witness",
  ],
  ["the ledger's own key", () => witnessed([], ...keys(ledger.vkey(LOG_TYPE))), 2, "the ledger's own key"],
  [
    "the ledger's own key under another name and type",
    () => witnessed([self], ...keys(self.vkey(WITNESS_TYPE))),
    2,
    "the ledger's own key",
  ],
  ["another log's key", () => witnessed([], ...keys(other.vkey(LOG_TYPE))), 2, "not a witness's key"],
  [
    "a witness's key as the ledger's",
    () => ["--file", good(), "--vkey", cosigned.vkey(WITNESS_TYPE)],
    2,
    "give it as --witness-key",
  ],
];

describe.each([
  ["an export", EXPORTS],
  ["evidence", EVIDENCE],
  ["witnesses", WITNESSES],
])("verifying %s", (_, cases) => {
  test.each(cases)("given %s", async (__, args, code, words) => {
    const outcome = await run("verify", args());
    const { stdout, stderr } = outcome;

    expect({ code: outcome.code, said: stdout + stderr }).toEqual({
      code,
      said: expect.stringContaining(words) as string,
    });
    expect(stdout.includes("FAULT")).toBe(code === 1);
  });
});

/** The exit codes of a verification without and with --strict. */
async function codes(...options: string[]): Promise<number[]> {
  const outcomes = await Promise.all([[], ["--strict"]].map((strict) => run("verify", [...options, ...strict])));
  return outcomes.map(({ code }) => code);
}

describe("the report", () => {
  test("goes on after a fault with what does not rest on the faulty block", async () => {
    const saved = [file(evidence.checkpoint(2)), file(evidence.checkpoint(6))];
    const proofs = [file(evidence.proof(5)), file(evidence.proof(3))];
    const options = [
      ...VKEY,
      ...saved.flatMap((name) => ["--checkpoint", name]),
      ...proofs.flatMap((name) => ["--receipt", name]),
    ];
    const genesis = ["--genesis", blockAt(squaresChain, 1).hash];
    const { code, stdout } = await run("verify", ["--file", file(ndjson(edited)), ...options, ...genesis]);

    expect(code).toBe(1);
    expect(stdout).toContain(`right        ${saved[0]}`);
    expect(stdout).toContain(`right        ${proofs[0]}: block 5`);
    expect(stdout).toContain("right        genesis");
    for (const name of [saved[1], proofs[1]]) {
      expect(stdout).toContain(`not checked  ${name}: block 3 is faulty`);
    }
    expect(stdout).not.toContain("blocks: every hash");
  });

  test("compares the other checkpoints after one that does not fit", async () => {
    const saved = [2, 4, 6].map((size) =>
      file(
        new Evidence(
          size === 4 ? edited.map((block) => ({ ...block, hash: "0".repeat(64) })) : squaresChain,
          ledger,
        ).checkpoint(size),
      ),
    );
    const { code, stdout } = await run("verify", [
      "--file",
      good(),
      ...VKEY,
      ...saved.flatMap((name) => ["--checkpoint", name]),
    ]);

    expect(code).toBe(1);
    expect(stdout).toContain(`right        ${saved[0]}`);
    expect(stdout).toContain(`right        ${saved[2]}`);
    expect(stdout).not.toMatch(`(right|not checked) +${saved[1]}`);
  });

  test("ends with 2 under --strict if there was nothing to check the signature or the past against", async () => {
    expect(await codes("--file", good())).toEqual([0, 2]);
    expect(await codes("--file", good(), ...VKEY, "--checkpoint", file(evidence.checkpoint(4)))).toEqual([0, 2]);
    expect(await codes("--file", good(), ...VKEY, "--checkpoint", file(evidence.checkpoint(6)))).toEqual([0, 0]);
    expect(await codes("--file", file(ndjson(edited)))).toEqual([1, 1]);
  });
});
