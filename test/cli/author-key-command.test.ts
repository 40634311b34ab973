import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import type { PublicJwk } from "../../src/chain/sealed/entry.ts";
import { thumbprintOf } from "../../src/chain/sealed/public-key.ts";
import { commitmentOf, fieldsOf } from "../../src/evidence/receipts/disclosures.ts";
import { blockAt, squaresChain } from "../support/chain/chains.ts";
import { blockAfter } from "../support/chain/sealed-builder.ts";
import { ndjson, type Outcome, run } from "../support/cli/commands.ts";
import { FakeLedger, problem } from "../support/cli/fake-ledger.ts";
import { emptyFolder } from "../support/cli/folder.ts";

const ledger = new FakeLedger();
const folder = emptyFolder();
const file = (name: string) => folder.file(name);
const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const tokenOf = (claims: object) => `${base64url({ alg: "ES256" })}.${base64url(claims)}.signature`;
const TOKEN = tokenOf({ sub: "dr-rao" });

/** What the ledger was asked about keys. */
interface KeyBody {
  readonly public_key: PublicJwk;
  readonly signature: string;
  readonly endorsement?: string;
  readonly disclosures: readonly string[];
  readonly compromised_since?: number;
}

beforeEach(() => ledger.reset());

const authorKey = (args: readonly string[], token = TOKEN): Promise<Outcome> =>
  run("author-key", ["--url", ledger.url, ...args], { LEDGER_TOKEN: token });

/** Has the ledger answer that a key is enrolled, or revoked. */
function serveKeys(): void {
  const at = { entry: 2, block: 2, at: "2026-02-01T00:00:01.000Z" };
  ledger.instead = ({ path, method, body }) => {
    if (!path.startsWith("/keys/")) return undefined;
    const key = { enrolled: at, revoked: at, endorsed: body.includes('"endorsement"'), compromised_since: undefined };
    return {
      status: method === "PUT" ? 201 : 200,
      type: "application/json",
      body: JSON.stringify({ message: method === "PUT" ? "Key enrolled" : "Key revoked", key }),
    };
  };
}

const sent = (method: string) =>
  ledger.asked
    .filter((asked) => asked.method === method)
    .map(({ path, body }) => ({ thumbprint: path.replace("/keys/", ""), body: JSON.parse(body) as KeyBody }));

/** Puts what was asked on the chain, where validation judges it. */
async function expectValid(...entries: readonly object[]): Promise<void> {
  for (const entry of entries) ledger.chain.push(blockAfter(ledger.chain, [entry]));
  writeFileSync(file("chain.ndjson"), ndjson(ledger.chain));
  const { code, stdout } = await run("verify", ["--file", file("chain.ndjson")]);
  expect(stdout).not.toContain("FAULT");
  expect(code).toBe(0);
}

async function keyEntry({ public_key, signature, endorsement, disclosures }: KeyBody): Promise<object> {
  const commitment = await commitmentOf(await fieldsOf(disclosures));
  return { kind: "key", public_key, commitment, signature, ...(endorsement === undefined ? {} : { endorsement }) };
}

const subjectIn = ({ disclosures: [text = ""] }: KeyBody) =>
  (JSON.parse(Buffer.from(text, "base64url").toString()) as string[]).slice(1);

/** Makes a key, and returns its public half. */
async function made(name: string): Promise<PublicJwk> {
  return JSON.parse((await authorKey(["--key", file(name), "--jwk"])).stdout) as PublicJwk;
}

describe("npm run author-key", () => {
  test("makes a key for its user alone, enrols it as that of the token's subject, and prints its thumbprint", async () => {
    serveKeys();
    const first = await authorKey(["--key", file("new/key.json")]);
    const second = await authorKey(["--key", file("new/key.json")]);

    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/^[\w-]{43}\n$/);
    expect(second).toEqual({
      ...first,
      stderr:
        "Key enrolled for dr-rao: entry 2, in block 2; only the operator vouches for the name.\n" +
        `The hash of the ledger's genesis is ${ledger.chain[0]?.hash}. Save it: --genesis holds what is signed to this ledger.\n`,
    });
    expect(first.stderr).toBe(`Made a key, in ${file("new/key.json")}.\n${second.stderr}`);
    expect((statSync(file("new/key.json")).mode & 0o777).toString(8)).toBe("600");
    expect(JSON.parse(readFileSync(file("new/key.json"), "utf8"))).toMatchObject({
      kty: "OKP",
      d: expect.any(String) as string,
    });
    const [one, again] = sent("PUT");
    expect([`${one?.thumbprint}\n`, `${again?.thumbprint}\n`]).toEqual([first.stdout, first.stdout]);
    expect(one && subjectIn(one.body)).toEqual(["subject", "dr-rao"]);
    await expectValid(await keyEntry(one?.body as KeyBody));
  });

  test("prints the public key of a new one, which nothing else is done with", async () => {
    const jwk = await made("registrar.json");

    expect(Object.keys(jwk).toSorted()).toEqual(["crv", "kty", "x"]);
    expect(await made("registrar.json")).toEqual(jwk);
    expect(ledger.asked).toEqual([]);
  });

  test("enrols in another name that it is given, and says so if the entry is still waiting", async () => {
    ledger.instead = ({ path }) =>
      path.startsWith("/keys/")
        ? { status: 202, type: "application/json", body: '{"message":"Accepted.","id":"2"}' }
        : undefined;
    const { code, stderr } = await authorKey(["--key", file("key.json"), "--subject", "dr-meyer"], tokenOf({}));

    expect(code).toBe(0);
    expect(stderr).toMatch(/Accepted\. The key is enrolled once its entry is mined/);
    expect(sent("PUT").map(({ body }) => subjectIn(body)[1])).toEqual(["dr-meyer"]);
  });

  test.each([
    [[], "--key is required."],
    [["--key", "k", "--jwk", "--revoke"], "--jwk and --revoke do not go together."],
    [["--key", "k", "--jwk", "--subject", "x"], "--jwk and --subject do not go together."],
    [["--key", "k", "--enrol", "f"], "--enrol and --key do not go together."],
    [["--key", "k", "--compromised-since", "3"], "--compromised-since goes with --revoke."],
    [["--endorse", "f"], "--endorse needs --registrar-key, --subject and --key"],
    [["--open", "f", "--registrar-key", "k"], "--open and --registrar-key do not go together."],
    [["--key", "k".repeat(43), "--revoke", "--compromised-since", "3"], "--compromised-since needs the key itself"],
    [
      ["--key", "k".repeat(43), "--revoke", "--compromised-since", "0"],
      "--compromised-since must be the index of a block.",
    ],
  ])("explains what is wrong with the options %j, and does nothing", async (args, reason) => {
    const { code, stdout, stderr } = await authorKey(args);

    expect({ code, stdout, asked: ledger.asked }).toEqual({ code: 2, stdout: "", asked: [] });
    expect(stderr.slice(0, reason.length)).toBe(reason);
    expect(stderr).toContain("npm run author-key -- ");
  });

  test.each<[string, RegExp]>([
    ...["opaque", "a.b.c", "a.b", tokenOf([]), `${tokenOf({ sub: "x" })}.x`].map((token): [string, RegExp] => [
      token,
      /^LEDGER_TOKEN does not hold a token: .*\.\n$/,
    ]),
    ...[tokenOf({}), tokenOf({ sub: 7 })].map((token): [string, RegExp] => [
      token,
      /^The token names no subject: give --subject\./,
    ]),
  ])("says what is wrong with the token %s, and makes no key", async (token, reason) => {
    expect((await authorKey(["--key", file("key.json")], token)).stderr).toMatch(reason);
    expect([existsSync(file("key.json")), ledger.asked]).toEqual([false, []]);
  });

  test("makes no key before what can be checked without one is right", async () => {
    const making = (...more: string[]) => authorKey(["--key", file("key.json"), ...more]);
    writeFileSync(file("request.json"), "{}");
    const outcomes = [
      await making("--token-file", file("none")),
      await making("--registrar-key", file("none")),
      await making("--subject", "x".repeat(300)),
      await making("--genesis", "f".repeat(64)),
      await making("--request", file("request.json")),
    ];
    ledger.instead = () => problem(404, "ledger-not-found");
    outcomes.push(await making());
    ledger.instead = () => ({ type: "application/json", body: JSON.stringify(blockAt(squaresChain, 1)) });
    outcomes.push(await making());
    ledger.reset({ registrar: await made("registrar.json") });
    outcomes.push(await making());

    expect(outcomes.map(({ code }) => code)).toEqual(outcomes.map(() => 2));
    expect(outcomes.slice(0, 2).map(({ stderr }) => stderr)).toEqual([
      `${file("none")} does not exist\n`,
      `${file("none")} does not exist. It must be the file with the registrar's private key.\n`,
    ]);
    expect(existsSync(file("key.json"))).toBe(false);
    expect(ledger.asked.filter(({ method }) => method !== "GET")).toEqual([]);
  });

  test("signs for no other ledger than that of --genesis, and none whose genesis has another hash than it says", async () => {
    serveKeys();
    const right = ["--genesis", ledger.chain[0]?.hash ?? ""];
    expect((await authorKey(["--key", file("key.json"), ...right])).stderr).not.toContain("--genesis");
    const forged = { ...ledger.chain[0], hash: "00".repeat(32) };
    ledger.instead = ({ path }) =>
      path === "/blocks/1" ? { type: "application/json", body: JSON.stringify(forged) } : undefined;
    const options = [
      ["--key", file("key.json")],
      ["--key", file("key.json"), "--revoke"],
    ];
    for (const args of options) {
      expect((await authorKey(args)).stderr).toMatch(/^This ledger's first block is no valid genesis: /);
    }
    ledger.reset();
    for (const args of options) {
      const { code, stderr } = await authorKey([...args, "--genesis", "00".repeat(32)]);
      expect({ code, is: stderr.split(":")[0] }).toEqual({
        code: 2,
        is: "This is another ledger than that of --genesis",
      });
    }
    expect(sent("PUT")).toEqual([]);
    expect(sent("PATCH")).toEqual([]);
  });

  test("warns of a key that others can read, and uses it", async () => {
    serveKeys();
    await made("key.json");
    chmodSync(file("key.json"), 0o644);

    expect((await authorKey(["--key", file("key.json")])).stderr).toMatch(/^Warning: other users .*chmod 600/);
    chmodSync(file("key.json"), 0o600);
    expect((await authorKey(["--key", file("key.json")])).stderr).not.toContain("Warning");
  });

  test.each([
    ["key-not-found", [], "404"],
    ["key-conflict", [], "give the name of a new file as --key"],
    ["key-revoked", [], "--key NEW_FILE"],
    ["subject-not-allowed", ["--subject", "dr-lee"], "leave out --subject"],
    ["signature-refused", [], "Tell its operator"],
  ])("says after the refusal %s what to do", async (name, more, advice) => {
    ledger.instead = ({ path }) => (path.startsWith("/keys/") ? problem(404, name) : undefined);
    const { code, stderr } = await authorKey(["--key", file("key.json"), ...more]);

    expect(code).toBe(2);
    expect(stderr).toContain(advice);
    expect(stderr).toContain(`Keep ${file("key.json")}, and give it again`);
    expect(stderr).not.toMatch(/PUT|salt|disclosure/);
  });

  test("does not overwrite or use a file that holds something else", async () => {
    for (const text of ["{", "{}", '{"kty":"oct","k":"AAAA"}', "[]"]) {
      writeFileSync(file("key.json"), text);
      const { code, stderr } = await authorKey(["--key", file("key.json")]);

      expect(code).toBe(2);
      expect(stderr).toMatch(/does not (?:contain a key|hold an author's key)/);
      expect(readFileSync(file("key.json"), "utf8")).toBe(text);
    }
  });

  test("prints the ledger's reason for a refusal, and says what a plain ledger lacks", async () => {
    ledger.instead = ({ path }) => (path.startsWith("/keys/") ? problem(403, "insufficient-scope") : undefined);
    expect((await authorKey(["--key", file("key.json")])).stderr).toMatch(/403: It is insufficient-scope\.\n$/);

    ledger.instead = () => ({ type: "application/json", body: JSON.stringify(blockAt(squaresChain, 1)) });
    expect((await authorKey(["--key", file("key.json")])).stderr).toMatch(/^This is a plain ledger\./);
  });
});

describe("where the ledger has a registrar, npm run author-key", () => {
  let registrar: PublicJwk;
  beforeEach(async () => {
    registrar = await made("registrar.json");
    ledger.reset({ registrar });
    serveKeys();
  });
  const REGISTRAR = () => ["--registrar-key", file("registrar.json")];
  /** Endorses what the author asked for. */
  const endorsing = (name: string, { stdout }: Outcome, by = "registrar.json") => {
    const said = ["--subject", "dr-rao", "--key", stdout.trim()];
    return authorKey(["--endorse", file(name), "--registrar-key", file(by), ...said]);
  };

  test("enrols in three steps of author, registrar and either of them", async () => {
    const asked = await authorKey(["--key", file("key.json"), "--request", file("request.json")]);
    const early = await authorKey(["--enrol", file("request.json")]);
    const opened = await authorKey(["--open", file("request.json")]);
    const endorsed = await endorsing("request.json", asked);
    const { code, stdout, stderr } = await authorKey(["--enrol", file("request.json")], tokenOf({ sub: "office" }));

    expect([asked.code, opened.code, endorsed.code, code]).toEqual([0, 0, 0, 0]);
    expect([opened.stdout, endorsed.stdout, stdout]).toEqual([asked.stdout, asked.stdout, asked.stdout]);
    const where = `the key of dr-rao, for the ledger whose genesis has the hash ${ledger.chain[0]?.hash}.`;
    expect(opened.stderr).toBe(`A request to enrol ${where} Nobody has endorsed it yet.\n`);
    expect(early).toMatchObject({ code: 2, stdout: "" });
    expect(early.stderr).toContain("lacks the registrar's endorsement");
    const by = await thumbprintOf(registrar);
    expect(endorsed.stderr).toBe(
      `Endorsed as ${where}\nEndorsed with the key ${by}, which must be that of this ledger's registrar.\n`,
    );
    expect(stderr).toBe("Key enrolled for dr-rao: entry 2, in block 2; the registrar vouches for the name.\n");
    expect((statSync(file("request.json")).mode & 0o777).toString(8)).toBe("600");
    expect(sent("PUT")).toHaveLength(1);
    await expectValid(await keyEntry(sent("PUT")[0]?.body as KeyBody));
  });

  test("sends no endorsement by another key than the registrar's, and none to a ledger without a registrar", async () => {
    const asked = await authorKey(["--key", file("key.json"), "--request", file("request.json")]);
    await endorsing("request.json", asked, "key.json");
    const other = await authorKey(["--enrol", file("request.json")]);
    ledger.reset();
    await authorKey(["--key", file("key.json"), "--request", file("plain.json")]);
    await endorsing("plain.json", asked);
    const needless = await authorKey(["--enrol", file("plain.json")]);

    expect([other.code, needless.code]).toEqual([2, 2]);
    expect(other.stderr).toContain("is neither by this ledger's registrar nor by the successor");
    expect(needless.stderr).toContain("but this ledger has no registrar");
    expect(sent("PUT")).toEqual([]);
  });

  test("endorses only what the registrar says, whatever the file has become since", async () => {
    const { stdout } = await authorKey(["--key", file("key.json"), "--request", file("request.json")]);
    const request = readFileSync(file("request.json"), "utf8");
    const said = { subject: "dr-rao", key: stdout.trim(), genesis: ledger.chain[0]?.hash ?? "" };
    const endorse = (other: Partial<typeof said>) =>
      authorKey([
        "--endorse",
        file("request.json"),
        ...REGISTRAR(),
        ...Object.entries({ ...said, ...other }).flatMap(([name, value]) => [`--${name}`, value]),
      ]);
    const wrong = [
      await endorse({ subject: "dr-lee" }),
      await endorse({ key: "k".repeat(43) }),
      await endorse({ genesis: "00".repeat(32) }),
    ];

    expect(wrong.map(({ code, stdout: out }) => [code, out])).toEqual(wrong.map(() => [2, ""]));
    expect(wrong.map(({ stderr }) => /is for (\w+ \w+), .*\. Nothing was endorsed\.\n$/.exec(stderr)?.[1])).toEqual([
      "somebody else",
      "another key",
      "another ledger",
    ]);
    expect(readFileSync(file("request.json"), "utf8")).toBe(request);
    expect((await endorse({})).code).toBe(0);
  });

  test("endorses at once if both keys are at hand", async () => {
    expect((await authorKey(["--key", file("key.json"), ...REGISTRAR()])).code).toBe(0);
    await expectValid(await keyEntry(sent("PUT")[0]?.body as KeyBody));
  });

  test("says how to get the endorsement, and takes no other key's", async () => {
    const none = await authorKey(["--key", file("key.json")]);
    await made("key.json");
    const other = await authorKey(["--key", file("key.json"), "--registrar-key", file("key.json")]);
    ledger.reset();
    const needless = await authorKey(["--key", file("key.json"), ...REGISTRAR()]);

    expect(none.stderr).toContain("--request FILE");
    expect(other.stderr).toContain("neither the key of this ledger's registrar");
    expect(needless.stderr).toContain("This ledger has no registrar");
    expect(sent("PUT")).toEqual([]);
  });

  test("endorses and sends nothing that was changed, is for another ledger, or is no request", async () => {
    const asked = await authorKey(["--key", file("key.json"), "--request", file("request.json")]);
    const again = await authorKey(["--key", file("key.json"), "--request", file("request.json")]);
    const request = JSON.parse(readFileSync(file("request.json"), "utf8")) as object;
    const forged = Buffer.from(JSON.stringify(["A".repeat(22), "subject", "dr-eve"])).toString("base64url");
    const bad = [
      { ...request, disclosures: [forged] },
      { ...request, ledger: "0".repeat(64) },
      {},
      [],
      { ...request, public_key: null },
    ];
    const outcomes: Outcome[] = [];
    for (const each of bad) {
      writeFileSync(file("bad.json"), JSON.stringify(each));
      outcomes.push(await endorsing("bad.json", asked));
    }
    ledger.reset({ registrar, id: "ff".repeat(16) });
    const elsewhere = await authorKey(["--enrol", file("request.json")]);

    expect(again.stderr).toContain("exists already, and is not overwritten");
    expect(outcomes.map(({ code }) => code)).toEqual(bad.map(() => 2));
    expect(elsewhere.stderr).toContain("is for another ledger");
    expect(ledger.asked.filter(({ method }) => method !== "GET")).toEqual([]);
  });

  test("revokes with the key, with the registrar's, or with the thumbprint of a lost one alone", async () => {
    await authorKey(["--key", file("key.json"), ...REGISTRAR()]);
    const [enrolled] = sent("PUT");
    const thumbprint = enrolled?.thumbprint ?? "";
    const since = ["--revoke", "--compromised-since", "2"];
    const outcomes = [
      await authorKey(["--key", file("key.json"), ...since]),
      await authorKey(["--key", thumbprint, ...since, ...REGISTRAR()]),
      await authorKey(["--key", thumbprint, "--revoke"]),
      await authorKey(["--key", file("none.json"), "--revoke"]),
    ];

    expect(outcomes.map(({ code }) => code)).toEqual([0, 0, 0, 2]);
    expect(outcomes[0]?.stderr).toBe("Key revoked: entry 2, in block 2.\n");
    expect(outcomes[3]?.stderr).toBe(`${file("none.json")} is neither a file nor a thumbprint of 43 characters.\n`);
    const bodies = sent("PATCH").map(({ body }) => body);
    expect(bodies.map((body) => Object.keys(body).toSorted().join())).toEqual([
      "compromised_since,revoked,signature",
      "compromised_since,endorsement,revoked",
      "revoked",
    ]);
    const entries = bodies.map(
      ({ compromised_since, signature, endorsement }) =>
        JSON.parse(
          JSON.stringify({ kind: "revocation", revokes: thumbprint, compromised_since, signature, endorsement }),
        ) as object,
    );
    await expectValid(await keyEntry(enrolled?.body as KeyBody));
    const { chain } = ledger;
    for (const entry of entries) {
      ledger.chain = [...chain];
      await expectValid(entry);
    }
    expect(thumbprint).toBe(await thumbprintOf(enrolled?.body.public_key as PublicJwk));
  });

  test("revokes a lost key with a token that may not read the chain", async () => {
    ledger.instead = ({ path }) => (path.startsWith("/blocks/") ? problem(403, "insufficient-scope") : undefined);
    const asked = ledger.instead;
    serveKeys();
    const { instead } = ledger;
    ledger.instead = (request) => asked(request) ?? instead(request);

    expect((await authorKey(["--key", "k".repeat(43), "--revoke"])).code).toBe(0);
  });

  test("says after a revocation who can still say since when the key was compromised", async () => {
    await made("key.json");
    const revoke = (...more: string[]) => authorKey(["--key", file("key.json"), "--revoke", ...more]);
    expect((await revoke()).stderr).not.toContain("Nobody can say");
    ledger.reset();
    serveKeys();
    expect((await revoke("--compromised-since", "1")).stderr).not.toContain("Nobody can say");
    expect((await revoke()).stderr).toContain("Nobody can say any more since when it was compromised");

    const refusal = ({ path }: { path: string }) =>
      path.startsWith("/keys/") ? problem(409, "key-revoked") : undefined;
    ledger.instead = refusal;
    expect((await revoke("--compromised-since", "1")).stderr).toMatch(/^The key was revoked before\. Nobody can say/);
    ledger.reset({ registrar });
    ledger.instead = refusal;
    expect((await revoke("--compromised-since", "1")).stderr).toMatch(/before\. Only the registrar .*--registrar-key/);
  });
});
