import { readFileSync, statSync, writeFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import type { PublicJwk } from "../../src/chain/sealed/entry.ts";
import { thumbprintOf } from "../../src/chain/sealed/public-key.ts";
import { commitmentOf, fieldsOf } from "../../src/evidence/disclosures.ts";
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
      body: JSON.stringify({ message: "Done.", key }),
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
      stderr: "Enrolled by entry 2, in block 2; only the operator vouches for the name.\n",
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
    [["--key", "k", "--compromised-since", "3"], "--compromised-since goes with another option."],
    [["--endorse", "f"], "--endorse needs --registrar-key."],
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

  test.each(["opaque", "a.b.c", tokenOf({}), tokenOf({ sub: 7 }), tokenOf([])])(
    "asks for a name if the token has none: %s",
    async (token) => {
      expect((await authorKey(["--key", file("key.json")], token)).stderr).toContain(
        "The token names no subject: give --subject.",
      );
      expect(ledger.asked).toEqual([]);
    },
  );

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
    ledger.instead = ({ path }) => (path.startsWith("/keys/") ? problem(409, "key-conflict") : undefined);
    expect((await authorKey(["--key", file("key.json")])).stderr).toMatch(/409: It is key-conflict\.\n$/);

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

  test("enrols in three steps of author, registrar and either of them", async () => {
    const asked = await authorKey(["--key", file("key.json"), "--request", file("request.json")]);
    const early = await authorKey(["--enrol", file("request.json")]);
    const endorsed = await authorKey(["--endorse", file("request.json"), ...REGISTRAR()]);
    const { code, stdout, stderr } = await authorKey(["--enrol", file("request.json")], tokenOf({ sub: "office" }));

    expect([asked.code, endorsed.code, code]).toEqual([0, 0, 0]);
    expect([endorsed.stdout, stdout]).toEqual([asked.stdout, asked.stdout]);
    expect(early).toMatchObject({ code: 2, stdout: "" });
    expect(early.stderr).toContain("lacks the registrar's endorsement");
    expect(endorsed.stderr).toBe(
      `Endorsed as the key of dr-rao, for the ledger whose genesis has the hash ${ledger.chain[0]?.hash}.\n`,
    );
    expect(stderr).toBe("Enrolled by entry 2, in block 2; the registrar vouches for the name.\n");
    expect((statSync(file("request.json")).mode & 0o777).toString(8)).toBe("600");
    expect(sent("PUT")).toHaveLength(1);
    await expectValid(await keyEntry(sent("PUT")[0]?.body as KeyBody));
  });

  test("endorses at once if both keys are at hand", async () => {
    expect((await authorKey(["--key", file("key.json"), ...REGISTRAR()])).code).toBe(0);
    await expectValid(await keyEntry(sent("PUT")[0]?.body as KeyBody));
  });

  test("says how to get the endorsement, and takes no other key's", async () => {
    const none = await authorKey(["--key", file("key.json")]);
    const other = await authorKey(["--key", file("key.json"), "--registrar-key", file("key.json")]);
    ledger.reset();
    const needless = await authorKey(["--key", file("key.json"), ...REGISTRAR()]);

    expect(none.stderr).toContain("--request FILE");
    expect(other.stderr).toContain("neither the key of this ledger's registrar");
    expect(needless.stderr).toContain("This ledger has no registrar");
    expect(sent("PUT")).toEqual([]);
  });

  test("endorses and sends nothing that was changed, is for another ledger, or is no request", async () => {
    await authorKey(["--key", file("key.json"), "--request", file("request.json")]);
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
      outcomes.push(await authorKey(["--endorse", file("bad.json"), ...REGISTRAR()]));
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
    expect(outcomes[0]?.stderr).toBe("Revoked by entry 2, in block 2.\n");
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
});
