import { describe, expect, test } from "vitest";
import { blockHashChain, squaresChain } from "../support/chain/chains.ts";
import { Evidence } from "../support/chain/evidence.ts";
import { LOG_TYPE, Notary, WITNESS_TYPE } from "../support/chain/notaries.ts";
import { ndjson, type Outcome, run, testFolder } from "../support/cli/commands.ts";
import { FakeServer, type Served } from "../support/cli/served.ts";

const { path: folder, write } = testFolder();
const server = new FakeServer();
const ledger = new Notary("clinic.example/ledgers/main");
const evidence = new Evidence(squaresChain, ledger);
const VKEY = ["--vkey", ledger.vkey(LOG_TYPE)];
const witness = new Notary("witness.example");
const KEY_FILE = write("witness.json", JSON.stringify(witness.jwk));

const NDJSON = "application/x-ndjson";
const HTML: Served = { type: "text/html; charset=utf-8", body: "<!DOCTYPE html><title>Welcome to our hotel</title>" };
const CHAIN: Served = { type: NDJSON, body: ndjson(squaresChain) };
const CHECKPOINT: Served = { type: "text/plain; charset=utf-8", body: evidence.checkpoint(6) };
const problem = (status: number, name: string, detail = "It is so."): Served => ({
  status,
  type: "application/problem+json",
  body: JSON.stringify({ type: `urn:problem-type:patient-ledger:${name}`, status, detail }),
});

const ENV = { LEDGER_TOKEN: "t0ken" };
const verify = (...options: string[]) => run("verify", ["--url", server.url, ...options], ENV);

let folders = 0;
const newFolder = () => `${folder}/${(folders += 1)}`;
const follow = (dir = newFolder()) => run("follow", ["--url", server.url, "--dir", dir, "--once"], ENV);
const look = (...options: string[]) => {
  const own = ["--key", KEY_FILE, "--name", witness.name, "--dir", newFolder()];
  return run("witness", ["--url", server.url, ...VKEY, ...own, ...options], ENV);
};

/** The output of a command that could not check and accuses nobody; any other outcome in full. */
function uncheckedBy(outcome: Outcome): string {
  const isSilent = outcome.code === 2 && !outcome.stdout.includes("fault");
  return isSilent ? outcome.stderr : `not unchecked: ${JSON.stringify(outcome)}`;
}

describe("an answer that is not from a ledger", () => {
  const answers: [string, Served, string][] = [
    ["a hotel's sign-in page", HTML, "this is not a ledger: it sends text/html"],
    [
      "a redirect to one",
      { status: 302, headers: { Location: "https://hotel.example/login?room=1" } },
      "it redirects to https://hotel.example/login",
    ],
    ["an answer without a content type", { body: ndjson(squaresChain) }, "it sends no content type"],
    ["another site's 404", { ...HTML, status: 404 }, "check that this is a ledger's address"],
    ["another API's JSON", { type: "application/json", body: "{}" }, "it sends application/json instead of"],
  ];

  test.each(answers)("is not a fault for verify: %s", async (_, answer, words) => {
    server.serve({}, answer);
    expect(uncheckedBy(await verify())).toContain(words);
  });

  test.each(answers)("is not a fork for a follower that has a copy: %s", async (_, answer, words) => {
    const dir = newFolder();
    server.serve({ "/get_chain": CHAIN });
    expect((await follow(dir)).code).toBe(0);
    server.serve({}, answer);

    expect(uncheckedBy(await follow(dir))).toContain(words);
    server.serve({ "/get_chain": CHAIN });
    expect((await follow(dir)).code).toBe(0);
  });

  test("ends a follower and a witness that start with it, even without --once", async () => {
    server.serve({}, HTML);
    expect(uncheckedBy(await run("follow", ["--url", server.url, "--dir", newFolder()], ENV))).toContain(
      "this is not a ledger",
    );
    expect(uncheckedBy(await look())).toContain("this is not a ledger");
  });

  test.each(["{\n", "garbage\n", "a".repeat(5_000_000), "\u00ff"])("is invalid NDJSON: %#", async (body) => {
    server.serve({ "/get_chain": { type: NDJSON, body } });
    expect((await verify()).code).toBe(2);
    expect((await follow()).code).toBe(2);
  });

  test("is a server whose ledger-not-found is not a ledger's own", async () => {
    const dir = newFolder();
    server.serve({ "/get_chain": CHAIN });
    await follow(dir);
    server.serve({}, { status: 404, type: "application/json", body: problem(404, "ledger-not-found").body ?? "" });
    expect(uncheckedBy(await run("follow", ["--url", server.url, "--dir", dir], ENV))).toContain("404");
  });
});

describe("an address that is not a ledger's", () => {
  test.each([
    ["#/main/verify", "the address of a page"],
    ["/#token=s3cret", "the address of a page"],
    ["?x=1", "the address of a page"],
    ["/get_chain", "leave out /get_chain"],
    ["/ledgers/ana/checkpoint/", "leave out /checkpoint"],
    ["/docs", "leave out /docs"],
    ["/ledgers/ana/records/2/proof", "leave out /records/2/proof"],
    ["/ledgers/records/records/search", "leave out /records/search"],
    ["/mempool/7", "leave out /mempool/7"],
  ])("is refused with advice: %s", async (behind, words) => {
    server.serve({ "/get_chain": CHAIN });
    for (const command of ["verify", "follow"] as const) {
      const options = command === "follow" ? ["--dir", newFolder()] : [];
      const outcome = await run(command, ["--url", `${server.url}${behind}`, ...options], ENV);
      expect(uncheckedBy(outcome)).toContain(words);
      expect(outcome.stderr).not.toContain("s3cret");
    }
  });

  test.each(["work", "records", "docs"])("is not that of a ledger with the name of a route: %s", async (name) => {
    server.serve({ [`/ledgers/${name}/get_chain`]: CHAIN });
    expect((await run("verify", ["--url", `${server.url}/ledgers/${name}`], ENV)).code).toBe(0);
  });

  test.each(["ws://clinic.example", "clinic.example", "https://user:s3cret@clinic.example"])(
    "is refused: %s",
    async (url) => {
      const outcome = await run("verify", ["--url", url], ENV);
      expect(uncheckedBy(outcome)).toMatch(/The ledger's address must/);
      expect(outcome.stderr).not.toContain("s3cret");
    },
  );
});

test.each(["{\n", "<html>\n", "\n\u0007\n"])(
  "a fault is reported even if the answer ends in junk: %j",
  async (junk) => {
    const body = ndjson(squaresChain.toSpliced(2, 1)) + junk;
    server.serve({ "/checkpoint": CHECKPOINT, "/get_chain": { type: NDJSON, body } });
    const { code, stdout } = await verify(...VKEY);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^FAULT +Block 3 is missing/m);
    expect(stdout).toMatch(/^not checked +the blocks after the last one here: .*is not JSON$/m);
  },
);

test("blocks that the newest checkpoint does not cover are not taken for signed, however many are sent", async () => {
  const body = evidence.checkpoint(4);
  server.serve({ "/checkpoint": { ...CHECKPOINT, body }, "/get_chain": CHAIN });
  const { code, stdout } = await verify(...VKEY, "--json");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ length: 4, head: squaresChain[3]?.hash });
});

test("an answer that broke off between two lines is no accusation, if a retry returns the rest", async () => {
  const [first, rest] = [ndjson(squaresChain.slice(0, 4)), ndjson(squaresChain.slice(4))];
  server.serve({
    "/checkpoint": CHECKPOINT,
    "/get_chain": { type: NDJSON, body: first },
    "/get_chain?from=5&limit=2": { type: NDJSON, body: rest },
  });
  const whole = await verify(...VKEY);
  expect({ code: whole.code, stderr: whole.stderr }).toEqual({ code: 0, stderr: "" });

  // A ledger that no longer has them has lost them.
  const lost = problem(404, "block-not-found");
  server.serve({
    "/checkpoint": CHECKPOINT,
    "/get_chain": { type: NDJSON, body: first },
    "/get_chain?from=5&limit=2": lost,
  });
  const cut = await verify(...VKEY);
  expect({ code: cut.code, stdout: cut.stdout }).toEqual({
    code: 1,
    stdout: expect.stringContaining("Blocks are missing at the end of the chain"),
  });
});

describe("an unusable checkpoint from the ledger that", () => {
  test.each<[string, Served, string]>([
    ["is missing", problem(404, "evidence-not-found"), "the ledger's newest checkpoint: It is so."],
    ["is not signed", problem(503, "signing-not-configured"), "the ledger's newest checkpoint: 503"],
    [
      "is from another ledger",
      { ...CHECKPOINT, body: new Evidence(squaresChain, witness).checkpoint(6) },
      "another ledger",
    ],
    ["is not a checkpoint", { ...CHECKPOINT, body: "Hello!\n" }, "the note has no signatures"],
  ])("%s does not prevent the other checks, and the exit code is 2", async (_, checkpoint, words) => {
    server.serve({ "/get_chain": CHAIN, "/checkpoint": checkpoint });
    const saved = write("kept.note", evidence.checkpoint(4));
    const { code, stdout } = await verify(...VKEY, "--checkpoint", saved);

    expect(code).toBe(2);
    expect(stdout).toContain("right        6 blocks");
    expect(stdout).toContain(`right        ${saved}`);
    expect(stdout).toMatch(/^not checked {2}the ledger's newest checkpoint/m);
    expect(stdout).toContain(words);
  });

  test.each<[string, (own: Evidence) => [string, string]]>([
    ["a saved checkpoint", (own) => ["--checkpoint", write("kept.note", own.checkpoint(6))]],
    ["a saved checkpoint of more blocks", (own) => ["--checkpoint", write("kept.note", own.checkpoint(7))]],
    ["a receipt", (own) => ["--receipt", write("receipt.json", JSON.stringify(own.receipt(3)))]],
  ])("is from another ledger makes %s of the ledger of the key no fault of its blocks", async (_, option) => {
    const ours = new Evidence([...blockHashChain, ...blockHashChain], ledger);
    server.serve({
      "/get_chain": CHAIN,
      "/checkpoint": { ...CHECKPOINT, body: new Evidence(squaresChain, witness).checkpoint(6) },
    });
    const [name, file] = option(ours);
    const { code, stdout } = await verify(...VKEY, name, file);

    expect(code).toBe(2);
    expect(stdout).not.toContain("FAULT");
    expect(stdout).toContain(`not checked  ${file}: it does not fit these blocks, which are those of another ledger`);

    server.serve({ "/get_chain": CHAIN, "/checkpoint": CHECKPOINT });
    const own = await verify(...VKEY, name, file);
    expect(own.code).toBe(1);
    expect(own.stdout).toContain(`proven by ${file}`);
  });

  test("lacks witnesses is still checked for its signature", async () => {
    server.serve({ "/get_chain": CHAIN, "/checkpoint": CHECKPOINT });
    const { code, stdout } = await verify(...VKEY, "--witness-key", witness.vkey(WITNESS_TYPE));

    expect(code).toBe(2);
    expect(stdout).toContain("right        the newest checkpoint, of 6 blocks");
    expect(stdout).toMatch(/^not checked {2}the witnesses' cosignatures/m);
  });
});

describe("a ledger that admits to contradict what it signed", () => {
  const verdict = {
    valid: false,
    fault: { index: 5, rule: "hash", expected: "a", actual: "b", detail: "Block 5 is not right." },
  };

  test("is faulty even if nothing else is found, with the fault that its own check names", async () => {
    server.serve({
      "/get_chain": CHAIN,
      "/checkpoint": problem(409, "ledger-contradicted"),
      "/is_valid": { type: "application/json", body: JSON.stringify(verdict) },
    });
    const { code, stdout } = await verify(...VKEY);

    expect(code).toBe(1);
    expect(stdout).toContain("right        6 blocks");
    expect(stdout).toContain("The ledger itself says");
    expect(stdout).toContain("block 5, rule hash: Block 5 is not right.");
    expect(stdout).toContain("block 5, rule checkpoint");
  });

  test("is faulty even if its own check names none", async () => {
    server.serve({ "/get_chain": CHAIN, "/checkpoint": problem(409, "ledger-contradicted") });
    expect((await verify(...VKEY)).code).toBe(1);
  });

  test("is first of all faulty by a saved checkpoint", async () => {
    server.serve({
      "/get_chain": { ...CHAIN, body: ndjson(squaresChain.slice(0, 4)) },
      "/checkpoint": problem(409, "ledger-contradicted"),
    });
    const { code, stdout } = await verify(...VKEY, "--checkpoint", write("kept-5.note", evidence.checkpoint(5)));

    expect(code).toBe(1);
    expect(stdout).toContain("Blocks are missing at the end of the chain");
  });
});

describe("a hostile ledger", () => {
  const PAINT = "\u001b[1A\u001b[2K\rright        \u009b2K\u0085\u202e\u2028all\nright        6 blocks\u0007";
  // eslint-disable-next-line no-control-regex -- these are what a terminal must not get
  const UNSAFE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2028]/;

  test.each<[string, Record<string, Served>]>([
    ["a problem's detail", { "/get_chain": problem(403, "insufficient-scope", PAINT) }],
    ["an overloaded server's detail", { "/get_chain": problem(503, "ledger-unavailable", PAINT) }],
    ["a block's hash", { "/get_chain": { type: NDJSON, body: ndjson([{ ...squaresChain[0], hash: PAINT }]) } }],
    [
      "a block's timestamp",
      { "/get_chain": { type: NDJSON, body: ndjson([{ ...squaresChain[0], timestamp: PAINT }]) } },
    ],
    ["a block's attribute", { "/get_chain": { type: NDJSON, body: ndjson([{ ...squaresChain[0], [PAINT]: 1 }]) } }],
    [
      "its own verdict",
      {
        "/get_chain": CHAIN,
        "/checkpoint": problem(409, "ledger-contradicted", PAINT),
        "/is_valid": {
          type: "application/json",
          body: JSON.stringify({ fault: { index: 1, rule: PAINT, expected: PAINT, actual: PAINT, detail: PAINT } }),
        },
      },
    ],
    [
      "its checkpoint's origin",
      {
        "/get_chain": CHAIN,
        "/checkpoint": { type: "text/plain", body: evidence.checkpoint(6).replace("clinic", "\u009b2K\u202e") },
      },
    ],
  ])("cannot pass a command to the terminal through %s", async (_, answers) => {
    server.serve(answers);
    for (const options of [[], ["--json"]]) {
      const { code, stdout, stderr } = await verify(...VKEY, ...options);
      expect(code).not.toBe(0);
      expect(stdout + stderr).not.toMatch(UNSAFE);
      // Nor a line of its own.
      expect(stderr).not.toMatch(/^right/m);
    }
    const { stdout, stderr } = await follow();
    expect(stdout + stderr).not.toMatch(UNSAFE);
  });
});

/** The witness as a ledger names it. */
const OWN = witness.vkey(WITNESS_TYPE).split("+").slice(0, 2).join("+");

describe("a witness", () => {
  test.each([
    [{ cosignatures: 1, counted: [OWN] }, "6 blocks, the first checkpoint cosigned; cosigned.", ""],
    [{ cosignatures: 1, counted: ["other.example+00000000"] }, "not counted", "add this witness's key to WITNESS_KEYS"],
    [{ cosignatures: 0 }, "not counted", "add this witness's key to WITNESS_KEYS"],
  ])("reports whether its cosignature counts: %j", async (answer, words, advice) => {
    server.serve({
      "/checkpoint": CHECKPOINT,
      "/cosignatures": { type: "application/json", body: JSON.stringify(answer) },
    });
    const { code, stdout, stderr } = await look("--once");

    expect(code).toBe(0);
    expect(stdout).toContain(words);
    expect(stdout.includes("cosigned.")).toBe(advice === "");
    expect(stderr).toContain(advice);
  });

  test.each(["0", "-1", "soon", "1e9", "", "Infinity"])("refuses an interval of %j seconds", async (every) => {
    const { code, stderr } = await look(`--every=${every}`);
    expect(code).toBe(2);
    expect(stderr).toContain("--every");
  });
});
