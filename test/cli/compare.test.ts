import { describe, expect, test } from "vitest";
import { relink, squaresChain } from "../support/chain/chains.ts";
import { Evidence } from "../support/chain/evidence.ts";
import { loggedRead, LogOfReads } from "../support/chain/logged-reads.ts";
import { LOG_TYPE, Notary, WITNESS_TYPE } from "../support/chain/notaries.ts";
import { problem } from "../support/cli/fake-ledger.ts";
import { ndjson, run, testFolder } from "../support/cli/commands.ts";
import { FakeServer, type Served } from "../support/cli/served.ts";

const { write } = testFolder();
const server = new FakeServer();
const ledger = new Notary("clinic.example/ledgers/main");
const other = new Notary("clinic.example/ledgers/ward");
const signed = new Evidence(squaresChain, ledger);
const forgedChain = await relink(squaresChain, 3, { patient_name: "Eve" });
const forged = new Evidence(forgedChain, ledger);
const VKEY = ["--vkey", ledger.vkey(LOG_TYPE)];

let files = 0;
const save = (text: string, name = "note") => write(`${(files += 1)}.${name}`, text);
const note = (size: number) => save(signed.checkpoint(size), "signed");
const fork = (size: number) => save(forged.checkpoint(size), "forged");
const compare = (...args: readonly string[]) => run("compare", args, { LEDGER_TOKEN: "t0ken" });

/** Compares with a key, and checks that text and JSON say the same. */
async function compared(...args: readonly string[]) {
  const [text, json] = [await compare(...VKEY, ...args), await compare(...VKEY, ...args, "--json")];
  expect({ code: text.code, stderr: text.stderr }).toEqual({ code: json.code, stderr: json.stderr });
  const result = JSON.parse(json.stdout) as {
    verdict: string;
    checked: string[];
    unchecked: string[];
    contradictions: { size: number; checkpoints: { name: string; note: string }[] }[];
  };
  expect(result.verdict).toBe(["one-history", "contradiction", "unknown"][text.code]);
  const lines = text.stdout.split("\n");
  const said = (start: string) => lines.filter((line) => line.startsWith(start)).map((line) => line.slice(13));
  expect([said("right"), said("not checked")]).toEqual([result.checked, result.unchecked]);
  return { code: text.code, ...result, text: text.stdout };
}

describe("npm run compare", () => {
  test("says that equal checkpoints are of one history, and needs nothing else", async () => {
    const { code, checked, unchecked } = await compared(note(4), note(4));
    expect({ code, unchecked }).toEqual({ code: 0, unchecked: [] });
    expect(checked).toEqual([expect.stringMatching(/: one history of clinic\.example\/ledgers\/main, of 4 blocks$/)]);
  });

  test.each([
    ["that does not exist", () => "/nowhere/chain.ndjson"],
    ["that is no chain", () => save("{}", "chain")],
    ["that is damaged", () => save("{", "chain")],
    ["that is damaged after a block", () => save(`${ndjson(squaresChain.slice(0, 1))}not JSON\n`, "chain")],
  ])("proves a fork in spite of a copy %s, and says so only then", async (_, copy) => {
    const file = ["--file", copy()];
    expect((await compared(note(4), fork(4), ...file)).code).toBe(1);
    expect(await compare(...VKEY, note(3), note(4), ...file)).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(/^Could not compare: /) as string,
    });
  });

  test("reads no more of a copy than the checkpoints cover", async () => {
    const file = save(`${ndjson(squaresChain.slice(0, 4))}not JSON\n`, "chain");
    expect((await compared(note(3), note(4), "--file", file)).code).toBe(0);
  });

  test("proves a fork by two checkpoints of one size alone, and prints both", async () => {
    const { code, contradictions, text } = await compared(note(4), fork(4));
    expect(code).toBe(1);
    expect(contradictions).toMatchObject([
      { size: 4, checkpoints: [{ note: signed.checkpoint(4) }, { note: forged.checkpoint(4) }] },
    ]);
    expect(text).toContain("together they prove it to everybody who has the key");
    for (const evidence of [signed, forged]) {
      expect(text).toContain(evidence.checkpoint(4).trimEnd());
      expect(text).toContain(evidence.root(4));
    }
  });

  test.each<[string, () => string[], RegExp]>([
    [
      "are of different sizes",
      () => [note(3), note(5)],
      /continues the smaller ones: the ledger \(--url\) or a copy of the chain \(--file\)/,
    ],
    [
      "are of different ledgers",
      () => [note(3), save(new Evidence(squaresChain, other).checkpoint(3)), "--vkey", other.vkey(LOG_TYPE)],
      /no other checkpoint of clinic\.example\/ledgers\/ward to compare it with/,
    ],
    [
      "have another root, but are of different ledgers",
      () => [note(4), save(new Evidence(forgedChain, other).checkpoint(4)), "--vkey", other.vkey(LOG_TYPE)],
      /no other checkpoint of clinic\.example\/ledgers\/main/,
    ],
    [
      "are signed by another key",
      () => [note(4), save(new Evidence(forgedChain, new Notary(ledger.name, "another key")).checkpoint(4))],
      /not signed by the ledger's key/,
    ],
    ["were edited", () => [note(4), save(forged.checkpoint(4).replace("\n4\n", "\n5\n"))], /signature .* is not valid/],
    [
      "are only cosigned",
      () => [note(4), save(new Evidence(forgedChain, other).checkpoint(4, ledger))],
      /another ledger/,
    ],
  ])("accuses nobody when they %s", async (_, args, reason) => {
    const { code, unchecked, contradictions } = await compared(...args());
    expect({ code, contradictions }).toEqual({ code: 2, contradictions: [] });
    expect(unchecked.join("\n")).toMatch(reason);
  });

  test("proves a fork even if other checkpoints prove nothing", async () => {
    const unsigned = save(new Evidence(squaresChain, other).checkpoint(4));
    const { code, unchecked, contradictions } = await compared(unsigned, note(2), note(4), fork(4));
    expect({ code, contradictions: contradictions.length }).toEqual({ code: 1, contradictions: 1 });
    expect(unchecked).toHaveLength(3);
  });

  test("takes the keys from a policy", async () => {
    const witness = new Notary("witness.example").vkey(WITNESS_TYPE);
    const policy = save(`log ${ledger.vkey(LOG_TYPE)}\nwitness w ${witness}\nquorum w\n`);
    expect((await compare("--policy", policy, note(4), fork(4))).code).toBe(1);
    expect((await compare("--policy", policy, note(4), note(4))).code).toBe(0);
  });

  test.each<[string, () => string[], string]>([
    ["one checkpoint", () => [...VKEY, note(3)], "two or more"],
    ["no key", () => [note(3), note(3)], "--vkey or --policy"],
    ["a ledger and a copy", () => [...VKEY, note(3), note(4), "--url", server.url, "--file", "chain"], "not both"],
    ["what is no checkpoint", () => [...VKEY, note(3), save("{}")], "is not a checkpoint"],
    ["what is no copy", () => [...VKEY, note(3), note(4), "--file", save("{}")], "is not an export of a chain"],
    ["what does not exist", () => [...VKEY, note(3), "none.note"], "none.note does not exist"],
  ])("refuses %s", async (_, args, reason) => {
    const { code, stdout, stderr } = await compare(...args());
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(reason);
  });
});

describe("npm run compare with a copy", () => {
  const copy = save(ndjson(squaresChain), "copy");
  const short = save(
    JSON.stringify({ chain: squaresChain.slice(0, 4), length: 6, next: "/get_chain?from=5" }),
    "short",
  );

  test("rebuilds the roots of all sizes", async () => {
    const sizes = [1, 2, 3, 4, 5, 6];
    const { code, checked } = await compared(...sizes.map(note), "--file", copy);
    expect(code).toBe(0);
    expect(checked).toEqual([
      expect.stringContaining("one history of clinic.example/ledgers/main, of 6 blocks"),
      ...sizes.map(
        (size) => expect.stringMatching(`: .*copy has the ${size} blocks? that it was signed for`) as string,
      ),
    ]);
  });

  test("says which of two contradicting checkpoints it agrees with", async () => {
    const [honest, false_] = [note(5), fork(4)];
    const { code, checked, contradictions, text } = await compared(false_, honest, "--file", copy);
    expect(code).toBe(1);
    expect(checked).toEqual([`${honest}: ${copy} has the 5 blocks that it was signed for`]);
    expect(contradictions).toMatchObject([{ size: 4, checkpoints: [{ name: false_ }, { name: honest }] }]);
    expect(text).toContain(`${honest}: the first 4 blocks have the root ${signed.root(4)}`);
    expect(text).toContain("with a copy of the chain,");
  });

  test.each<[string, () => string[], RegExp]>([
    [
      "ends before the larger one",
      () => [note(3), note(5), "--file", short],
      /short does not show whether it has the 5 blocks/,
    ],
    ["is of neither", () => [fork(4), fork(5), "--file", copy], /copy does not have the 5 blocks .* proves nothing/],
    [
      "has only the smaller one",
      () => [note(4), fork(5), "--file", copy],
      /copy does not have the 5 blocks .* proves nothing/,
    ],
  ])("cannot say when the copy %s", async (_, args, reason) => {
    const { code, unchecked, contradictions } = await compared(...args());
    expect({ code, contradictions }).toEqual({ code: 2, contradictions: [] });
    expect(unchecked.join("\n")).toMatch(reason);
  });
});

/** What a ledger serves that has a history. */
function served(evidence: Evidence, size = 6, prefix = ""): Record<string, Served> {
  const proofs = Array.from({ length: size - 1 }, (_, before): [string, Served] => {
    const body = JSON.stringify(evidence.consistency(before + 1, size));
    return [`${prefix}/consistency?from=${before + 1}&to=${size}`, { type: "application/json", body }];
  });
  return {
    [`${prefix}/checkpoint`]: { type: "text/plain", body: evidence.checkpoint(size) },
    ...Object.fromEntries(proofs),
  };
}

describe("npm run compare with the ledger", () => {
  const URL = () => ["--url", server.url];

  test("verifies its consistency proofs", async () => {
    server.serve(served(signed));
    const { code, checked } = await compared(note(1), note(4), note(6), ...URL());
    expect(code).toBe(0);
    expect(checked[0]).toMatch(/, the ledger's newest checkpoint: one history of .*, of 6 blocks$/);
    expect(checked).toHaveLength(4);
  });

  test("proves a rewrite with the other root that the ledger itself proves", async () => {
    server.serve(served(forged));
    const { code, contradictions, text } = await compared(note(4), fork(5), ...URL());
    expect(code).toBe(1);
    expect(contradictions).toMatchObject([
      { size: 4, checkpoints: [{ note: signed.checkpoint(4) }, { note: forged.checkpoint(6) }] },
    ]);
    expect(text).toContain("the ledger's newest checkpoint: the first 4 blocks have the root");
  });

  test.each([
    { from_root: signed.root(4), path: [] },
    { from_root: forged.root(4), path: forged.consistency(4, 6).path },
    { from_root: signed.root(4), path: signed.consistency(3, 6).path },
    { from_root: signed.root(4), path: [null] },
    { from_root: signed.root(4), path: [Array(64).fill("0")] },
    { from_root: null, path: signed.consistency(4, 6).path },
    { path: signed.consistency(4, 6).path },
    [],
    null,
    "proof",
  ])("accuses nobody of a proof that proves nothing: %j", async (answer) => {
    server.serve({
      "/checkpoint": served(signed)["/checkpoint"] ?? {},
      "/consistency": { type: "application/json", body: JSON.stringify(answer) },
    });
    const { code, unchecked, contradictions } = await compared(note(4), note(6), ...URL());
    expect({ code, contradictions }).toEqual({ code: 2, contradictions: [] });
    expect(unchecked).toEqual([expect.stringContaining("the ledger does not show whether it has the 4 blocks")]);
  });

  test.each<[string, Record<string, Served>, RegExp]>([
    ["is another one", served(new Evidence(squaresChain, other)), /at --url, the checkpoint is from another ledger/],
    ["has fewer blocks now", served(signed, 3), /the ledger does not show whether it has the 5 blocks/],
    ["is a hotel's sign-in page", { "/checkpoint": { type: "text/html", body: "<html>" } }, /this is not a ledger/],
    ["is overloaded", { "/checkpoint": problem(503, "busy") }, /503/],
    ["wants another token", { "/checkpoint": problem(401, "invalid-token") }, /401/],
    [
      "has no such tree",
      { ...served(signed), "/consistency?from=5&to=6": problem(404, "evidence-not-found") },
      /does not show/,
    ],
  ])("cannot say when the ledger %s, but still proves a fork", async (_, answers, reason) => {
    server.serve(answers);
    const open = await compared(note(2), note(5), ...URL());
    expect({ code: open.code, contradictions: open.contradictions }).toEqual({ code: 2, contradictions: [] });
    expect(open.unchecked.join("\n")).toMatch(reason);

    const proven = await compared(note(4), fork(4), ...URL());
    expect(proven).toMatchObject({ code: 1, contradictions: [{ size: 4 }] });
  });

  test("says so when the ledger itself reports that it contradicts what it signed", async () => {
    server.serve({ "/checkpoint": problem(409, "ledger-contradicted") });
    const { code, text } = await compared(note(2), note(5), ...URL());
    expect(code).toBe(1);
    expect(text).toMatch(/\nFAULT {8}clinic\.example\/ledgers\/main: 409: It is ledger-contradicted\./);
  });

  test("compares checkpoints of a log of reads", async () => {
    const notary = new Notary("clinic.example/ledgers/ward/reads");
    const entries = [1, 2, 3, 4].map((number) => loggedRead(number));
    const [log, rewritten] = [new LogOfReads(entries, notary), new LogOfReads(entries.toReversed(), notary)];
    const notes = [2, 3].map((size) => save(log.evidence.checkpoint(size)));
    const key = ["--vkey", notary.vkey(LOG_TYPE)];

    server.serve(served(log.evidence, 4, "/reads"));
    expect(await compared(...notes, ...key, ...URL())).toMatchObject({
      code: 0,
      checked: [expect.stringContaining("of 4 entries"), expect.anything(), expect.anything()],
    });
    server.serve(served(rewritten.evidence, 4, "/reads"));
    expect((await compared(...notes, ...key, ...URL())).code).toBe(1);

    const copy = await compared(...notes, ...key, "--file", save(ndjson(squaresChain)));
    expect({ code: copy.code, unchecked: copy.unchecked.join() }).toMatchObject({
      code: 2,
      unchecked: expect.stringContaining("does not hold the log of reads") as string,
    });
  });
});
