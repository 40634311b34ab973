import { describe, expect, test } from "vitest";
import { Evidence } from "../support/chain/evidence.ts";
import { LOG_TYPE, Notary } from "../support/chain/notaries.ts";
import { faultyChains, sealedChains, sealedVectors } from "../support/chain/sealed-chains.ts";
import { ndjson, type Report, run, testFolder } from "../support/cli/commands.ts";
import { FakeServer, type Served } from "../support/cli/served.ts";

const { write } = testFolder();
const server = new FakeServer();
const ledger = new Notary("clinic.example/ledgers/sealed");
const VKEY = ["--vkey", ledger.vkey(LOG_TYPE)];
const { chain } = sealedVectors;
const evidence = new Evidence(chain, ledger);
const SIZE = chain.length;

let files = 0;
const file = (text: string) => write(`file-${(files += 1)}`, text);

async function verify(...options: string[]): Promise<{ code: number; report: Report }> {
  const { code, stdout, stderr } = await run("verify", [...options, "--json"], { LEDGER_TOKEN: "t0ken" });
  expect(stderr).toBe("");
  return { code, report: JSON.parse(stdout) as Report };
}

const verifyText = (text: string, ...options: string[]) => verify("--file", file(text), ...options);

/** The options for a saved checkpoint of the first blocks. */
const saved = (size: number) => [...VKEY, "--checkpoint", file(evidence.checkpoint(size))];

describe.each(sealedChains)("an export of a sealed ledger, $name,", ({ chain: blocks }) => {
  test.each<[string, string]>([
    ["NDJSON", ndjson(blocks)],
    ["the JSON of GET /get_chain", JSON.stringify({ chain: blocks, length: blocks.length })],
    ["an array", JSON.stringify(blocks, null, 2)],
  ])("is valid as %s, and the report says that its entries were checked", async (_, text) => {
    const { code, report } = await verifyText(text);

    expect({ code, fault: report.fault }).toEqual({ code: 0 });
    expect(report).toMatchObject({ valid: true, length: blocks.length, puzzle: "block-hash", difficulty: 8 });
    expect(report.head).toBe(blocks.at(-1)?.hash);
    expect(report.checked[0]).toContain("every hash, link, timestamp, proof of work, Merkle root and entry");
  });

  test("is valid with every saved checkpoint of it", async () => {
    const own = new Evidence(blocks, ledger);
    const notes = blocks.flatMap(({ index }) => ["--checkpoint", file(own.checkpoint(index))]);
    const { code, report } = await verifyText(ndjson(blocks), ...VKEY, ...notes);

    expect({ code, checked: report.checked.length }).toEqual({ code: 0, checked: blocks.length + 2 });
  });
});

describe("a tampered export of a sealed ledger", () => {
  test.each(faultyChains)("is refused: $name", async ({ chain: blocks, fault }) => {
    const { code, report } = await verifyText(ndjson(blocks));

    expect(code).toBe(1);
    expect(report.fault).toMatchObject(fault);
    expect(report.length).toBe(fault.index - 1);
  });

  test("is refused without the entries of a block", async () => {
    const blocks = chain.map(({ entries, ...header }) => (header.index === 3 ? header : { ...header, entries }));

    expect((await verifyText(ndjson(blocks))).report.fault).toMatchObject({ index: 3, rule: "format" });
  });

  test("is refused with an entry in another spelling, which other programs may read differently", async () => {
    const text = ndjson(chain).replace('"kind":"record"', '"kind":"erasure","kind":"record"');

    expect(text).not.toBe(ndjson(chain));
    expect((await verifyText(text)).report.fault).toMatchObject({ index: 2, rule: "format" });
  });

  test.each([2, 3])("is revealed by a saved checkpoint if it ends after block %i", async (length) => {
    const text = ndjson(chain.slice(0, length));

    expect((await verifyText(text, ...saved(length))).code).toBe(0);
    expect((await verifyText(text, ...saved(length + 1))).report.fault).toMatchObject({
      index: length + 1,
      rule: "checkpoint",
    });
  });
});

test("a page of a sealed ledger's export is checked as far as it goes, and the rest is reported as not checked", async () => {
  const page = { chain: chain.slice(0, 2), length: SIZE, next: "/ledgers/sealed/get_chain?from=3" };
  const { code, report } = await verifyText(JSON.stringify(page), ...saved(SIZE));

  expect({ code, fault: report.fault }).toEqual({ code: 2 });
  expect(report.unchecked.join("\n")).toContain("is one page of the chain and ends after block 2");
});

test("a sealed ledger of a later version cannot be checked, and is not called faulty", async () => {
  const [genesis, ...rest] = chain;
  const later = { ...genesis, entries: [{ ...genesis?.entries[0], version: 2 }] };
  const { code, stdout, stderr } = await run("verify", ["--file", file(ndjson([later, ...rest]))]);

  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(/^Could not check: .*version 2/);
});

describe("a served sealed ledger", () => {
  const page = (from: number, to: number, next?: string): Served => ({
    type: "application/x-ndjson",
    body: ndjson(chain.slice(from - 1, to)),
    ...(next === undefined ? {} : { headers: { Link: `<${next}>; rel="next"` } }),
  });
  const CHECKPOINT: Served = { type: "text/plain", body: evidence.checkpoint(SIZE) };

  test("is read page by page, however its pages are limited", async () => {
    server.serve({
      "/checkpoint": CHECKPOINT,
      "/get_chain?limit=4": page(1, 1, "/get_chain?from=2&limit=4"),
      "/get_chain?from=2&limit=3": page(2, 3, "/get_chain?from=4&limit=3"),
      "/get_chain?from=4&limit=1": page(4, 4),
    });
    const { code, report } = await verify("--url", server.url, ...VKEY);

    expect({ code, length: report.length }).toEqual({ code: 0, length: SIZE });
    expect(report.checked).toHaveLength(3);
  });

  test("that ends its pages before its checkpoint has lost blocks", async () => {
    server.serve({
      "/checkpoint": CHECKPOINT,
      "/get_chain?limit=4": page(1, 2, "/get_chain?from=3&limit=4"),
      "/get_chain?from=3&limit=2": page(3, 3),
    });
    const { code, report } = await verify("--url", server.url, ...VKEY);

    expect(code).toBe(1);
    expect(report.fault).toMatchObject({ index: 4, rule: "checkpoint" });
  });

  test("whose token expires between two pages is not called faulty", async () => {
    const body = JSON.stringify({ detail: "The token has expired." });
    server.serve({
      "/checkpoint": CHECKPOINT,
      "/get_chain?limit=4": page(1, 2, "/get_chain?from=3&limit=4"),
      "/get_chain?from=3&limit=2": { status: 401, type: "application/problem+json", body },
    });
    const { code, stdout, stderr } = await run("verify", ["--url", server.url, ...VKEY], { LEDGER_TOKEN: "t0ken" });

    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("The token has expired.");
  });
});
