import { describe, expect, test } from "vitest";
import type { KeyEntry } from "../../src/chain/sealed/entry.ts";
import { squaresChain } from "../support/chain/chains.ts";
import { Author } from "../support/chain/authors.ts";
import { chainOf } from "../support/chain/sealed-builder.ts";
import { signedVectors } from "../support/chain/sealed-chains.ts";
import { ndjson, type Outcome, run, testFolder } from "../support/cli/commands.ts";
import { FakeServer, type Served } from "../support/cli/served.ts";

const server = new FakeServer();
const { write } = testFolder();
const { chain } = signedVectors;
const CHAIN = ["--file", write("chain.ndjson", ndjson(chain))];
const keys = chain.flatMap(({ entries }) => entries).filter((entry): entry is KeyEntry => entry.kind === "key");
const entries = chain.flatMap(({ entries: all }) => all);
const authors = [...new Set(entries.flatMap((entry) => ("author" in entry ? [entry.author] : [])))];
/** Of the vectors: the author of entries 4 and 7, the key of entry 2, and the other one. */
const rao = authors.find((author) => entries[6] && "author" in entries[6] && entries[6].author === author) ?? "";
const lee = authors.find((author) => author !== rao) ?? "";
const eve = new Author("eve");

const verify = (...options: string[]): Promise<Outcome> => run("verify", options, { LEDGER_TOKEN: "t0ken" });

interface Json {
  readonly signatures: object;
  readonly pins: readonly object[];
  readonly author: { readonly entries: readonly object[] };
  readonly fault?: { readonly rule: string };
}

describe("npm run verify of a sealed ledger", () => {
  test("counts signatures, lists what is disputed, and says who vouches for the names", async () => {
    const { code, stdout } = await verify(...CHAIN);

    expect(code).toBe(0);
    expect(stdout).toContain(
      "right        signatures: 3 signed and 0 unsigned, 2 keys, 1 disputed; names vouched for by the registrar\n",
    );
    expect(stdout).toContain("\n             disputed: entry 7\n");
    const report = JSON.parse((await verify(...CHAIN, "--json")).stdout) as Json;
    const counts = { signed: 3, unsigned: 0, keys: 2, disputed: 1, names: "registrar" };
    expect(report.signatures).toEqual({ ...counts, disputed_entries: [7] });
  });

  test("says that the operator vouches for the names where there is no registrar, and nothing of a plain ledger", async () => {
    const { stdout } = await verify("--file", write("unsigned.ndjson", ndjson(chainOf([]))));
    expect(stdout).toContain(
      "signatures: 0 signed and 0 unsigned, 0 keys, 0 disputed; names vouched for by the operator",
    );

    expect((await verify("--file", write("plain.ndjson", ndjson(squaresChain)))).stdout).not.toContain("signatures");
  });
});

describe("npm run verify -- --author", () => {
  const jwk = keys.find(({ public_key }) => public_key.kty === "OKP")?.public_key;

  test("lists what a key signed, and whether that is disputed", async () => {
    const { code, stdout } = await verify(...CHAIN, "--author", rao);

    expect(code).toBe(0);
    const signed = `right        the key ${rao}, enrolled by entry 2 of block 2, revoked by entry 8 of block 4, disputed since block 4, signed 2 entries
             signed entry 4 (record) of block 3, 2026-02-03T00:00:00.000Z
             signed entry 7 (erasure) of block 4, 2026-02-04T00:00:00.000Z, disputed
`;
    expect(stdout).toContain(signed);
    const { author } = JSON.parse((await verify(...CHAIN, "--author", rao, "--json")).stdout) as Json;
    expect(author).toMatchObject({
      thumbprint: rao,
      entries: [
        { number: 4, disputed: false },
        { number: 7, disputed: true },
      ],
    });
  });

  test("takes a thumbprint, a key as JSON, or a file with a key, of which the private half is not read", async () => {
    const thumbprint = /the key ([\w-]{43}),/;
    const text = JSON.stringify(jwk);
    const given = [
      text,
      write("public.json", text),
      write("private.json", JSON.stringify({ ...jwk, d: "not looked at", kid: "x" })),
    ];
    const found = await Promise.all(
      given.map(async (key) => thumbprint.exec((await verify(...CHAIN, "--author", key)).stdout)?.[1]),
    );

    expect(new Set(found).size).toBe(1);
    expect(authors).toContain(found[0]);
  });

  test("says that a key which was never enrolled has nothing to list, and ends with 2", async () => {
    const { code, stdout } = await verify(...CHAIN, "--author", eve.thumbprint);

    expect(code).toBe(2);
    expect(stdout).toMatch(/^not checked {2}what the key signed: the ledger never enrolled this key;/m);
  });

  test.each([
    ["a file that does not exist", "nobody.json", "does not exist"],
    ["JSON that is no key", '{"kty":"RSA"}', "--author is no key: it must be an Ed25519 or a P-256 key."],
    ["broken JSON", "{", "--author is no key as JSON"],
    ["a file with something else", write("list.json", "[1]"), "--author is no key"],
  ])("explains that %s cannot be used", async (_, key, reason) => {
    const { code, stdout, stderr } = await verify(...CHAIN, "--author", key);

    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(reason);
  });
});

describe("npm run verify -- --pin", () => {
  test("finds a pinned key, tells what became of it, and ends with 2 since an export does not tell its name", async () => {
    const pins = ["--pin", `dr=rao=${rao}`, "--pin", `dr-lee=${lee}`, "--pin", `dr-lee=${lee}`];
    const { code, stdout } = await verify(...CHAIN, ...pins);

    expect(code).toBe(2);
    expect(stdout).toContain(`right        the pinned key ${rao}, enrolled by entry 2 of block 2, revoked`);
    expect(stdout).toContain(
      `not checked  whether the key ${rao} is enrolled in the name dr=rao: the ledger tells that`,
    );
    expect(stdout).not.toMatch(/^right.*dr=rao/m);
    const report = JSON.parse((await verify(...CHAIN, ...pins, "--json")).stdout) as Json;
    expect(report.pins).toMatchObject([
      { name: "dr=rao", thumbprint: rao, name_checked: false },
      { name: "dr-lee", thumbprint: lee, name_checked: false },
    ]);
  });

  test("does not find a key that is not on the chain, whose thumbprint may be mistyped, and ends with 2", async () => {
    const { code, stdout } = await verify(...CHAIN, "--pin", `dr-rao=${eve.thumbprint}`);

    expect(code).toBe(2);
    expect(stdout).toMatch(/^not checked {2}the key that dr-rao was pinned to: the ledger never enrolled this key;/m);
  });

  test.each(["dr-rao", `=${rao}`, `dr-rao=${rao.slice(1)}`, `dr-rao=${rao}=`, `dr\u202erao=${rao}`])(
    "refuses %j",
    async (pin) => {
      const { code, stdout, stderr } = await verify(...CHAIN, "--pin", pin);

      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toContain("--pin");
    },
  );

  test("and --author need the chain", async () => {
    for (const option of [
      ["--pin", `dr-rao=${rao}`],
      ["--author", rao],
    ]) {
      expect((await verify("--vkey", signedVectors.vkey, "--receipt", "r.json", ...option)).stderr).toContain(
        "--url or --file",
      );
    }
  });
});

describe("npm run verify -- --pin of a served ledger", () => {
  const json = (body: object): Served => ({ type: "application/json", body: JSON.stringify(body) });
  const views = [rao, lee].map((thumbprint, before) => ({
    thumbprint,
    subject: ["dr-rao", "dr-lee"][before] as string | null | undefined,
    enrolled: { entry: before + 2, block: 2, at: "" },
  }));
  const serve = (pages: readonly object[], refusal?: Served) =>
    server.serve({
      "/get_chain": { type: "application/x-ndjson", body: ndjson(chain) },
      get "/keys"() {
        return refusal ?? json(pages[0] ?? {});
      },
      "/keys?from=3": json(pages[1] ?? {}),
    });
  const verifyServed = (...pins: string[]) => verify("--url", server.url, ...pins.flatMap((pin) => ["--pin", pin]));
  const pinned = (...pins: string[]) =>
    verify("--url", server.url, "--strict", ...pins.flatMap((pin) => ["--pin", pin]));
  const NAMES = "whether another key was enrolled in a pinned name";

  test("compares the names of all pages with the pins", async () => {
    serve([
      { names: "registrar", keys: views.slice(0, 1), next: "/keys?from=3&limit=1" },
      { names: "registrar", keys: views.slice(1) },
    ]);
    const right = await pinned(`dr-rao=${rao}`);
    const wrong = await pinned(`dr-lee=${rao}`);

    expect(right.stdout).toContain("right        dr-rao: the pinned key");
    expect(right.stdout).not.toContain(NAMES);
    expect(wrong.code).toBe(1);
    expect(wrong.stdout).toMatch(/FAULT {8}Entry 2 enrols the key that was pinned for dr-lee, but in another name\.$/m);
    expect(wrong.stdout).toMatch(/rule pin$/m);
    expect(wrong.stdout).not.toContain("right        dr-lee");
  });

  test("fails on another key in a pinned name, unless that is pinned as well", async () => {
    serve([{ names: "registrar", keys: [views[0], { ...views[1], subject: "dr-rao" }] }]);

    const { code, stdout } = await pinned(`dr-rao=${rao}`);
    expect(code).toBe(1);
    expect(stdout).toContain("in the name dr-rao, another key than was pinned for it. If that one is theirs too");
    expect((await pinned(`dr-rao=${rao}`, `dr-rao=${lee}`)).stdout).not.toContain("FAULT");
  });

  const refusal = { status: 403, type: "application/problem+json", body: "{}" };
  const nameless = views.map((view) => ({ ...view, subject: undefined }));
  test.each<[string, string, readonly object[], Served | undefined]>([
    ["the token lacks record:read", "no", [{ keys: nameless }], undefined],
    ["its name was erased", "no", [{ keys: [{ ...views[0], subject: null }, views[1]] }], undefined],
    ["the ledger refuses the list", "no", [], refusal],
    ["another name was erased", "its", [{ keys: [views[0], { ...views[1], subject: null }] }], undefined],
    ["a key is left out of the list", "its", [{ keys: views.slice(0, 1) }], undefined],
    ["a key is listed twice", "its", [{ keys: [views[0], views[0]] }], undefined],
  ])("says what was not compared if %s: %s name was", async (_, compared, pages, answer) => {
    serve(pages, answer);
    const [strict, usual] = [await pinned(`dr-rao=${rao}`), await verifyServed(`dr-rao=${rao}`)];

    expect([strict.code, strict.stdout]).toEqual([2, usual.stdout]);
    expect(usual.stdout).toContain(NAMES);
    const isNamed = compared === "its";
    expect(usual.stdout).toContain(`right        ${isNamed ? "dr-rao: " : ""}the pinned key ${rao}`);
    expect(usual.stdout.includes(`whether the key ${rao} is enrolled in the name dr-rao`)).toBe(!isNamed);
    expect(usual.code).toBe(isNamed ? 0 : 2);
  });
});

test("a receipt alone tells whose key it enrols, and that this is the operator's word", async () => {
  const receipt = signedVectors.receipts.find(({ number }) => number === 2);
  const { stdout } = await verify(
    "--vkey",
    signedVectors.vkey,
    "--receipt",
    write("receipt.json", JSON.stringify(receipt)),
  );

  expect(stdout).toContain(`             enrols the key ${rao}\n             discloses `);
  expect(stdout).toMatch(/^not checked .*: whether it is this person's key: the operator alone says so, unless/m);
});
