import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Malformed } from "../../src/chain/text/malformed.ts";
import { verifierKeyText } from "../../src/evidence/notes/note.ts";
import { parsePolicy } from "../../src/evidence/notes/policy-file.ts";
import { LOG_TYPE, Notary, WITNESS_TYPE } from "../support/chain/notaries.ts";

const ledger = new Notary("clinic.example/ledgers/main");
const LOG = `log ${ledger.vkey(LOG_TYPE)}`;
const vkeys = Array.from({ length: 32 }, (_, number) => new Notary(`w${number}.example`).vkey(WITNESS_TYPE));
const witness = (number: number) => `witness w${number} ${vkeys[number]}`;
const [W0, W1, W2] = [witness(0), witness(1), witness(2)];

/** A policy's keys as text, and its quorum. */
async function parsed(...lines: readonly string[]) {
  const policy = await parsePolicy(`${lines.join("\n")}\n`);
  return {
    ledger: policy.ledger.map(verifierKeyText),
    witnesses: policy.witnesses.map(verifierKeyText),
    quorum: policy.quorum,
  };
}

/** Why a policy is refused. */
const refusal = (...lines: readonly string[]) =>
  parsed(...lines).then(
    () => "",
    (error: unknown) => (error instanceof Malformed ? error.message : `no refusal: ${String(error)}`),
  );

describe("a policy file", () => {
  test.each<[string, string[], number[], number]>([
    ["no witness", ["quorum none"], [], 0],
    ["none of the witnesses that it lists", [W0, "quorum none", W1], [0, 1], 0],
    ["one witness, and no other", [W0, W1, "quorum w1"], [1], 1],
    ["all of a group", [W0, W1, W2, "group g all w0 w2", "quorum g"], [0, 2], 2],
    ["any of a group", [W0, W1, W2, "group g any w2 w1 w0", "quorum g"], [2, 1, 0], 1],
    ["some of a group", [W0, W1, W2, "group g 2 w0 w1 w2", "quorum g"], [0, 1, 2], 2],
    [
      "a group beside groups of groups",
      [W0, W1, "group a all w0", "group b all a", "group g any w1", "quorum g"],
      [1],
      1,
    ],
  ])("asks for %s", async (_, lines, members, quorum) => {
    const witnesses = members.map((number) => vkeys[number]);
    expect(await parsed(LOG, ...lines)).toEqual({ ledger: [ledger.vkey(LOG_TYPE)], witnesses, quorum });
  });

  test("may have comments, empty lines, tabs, URLs, names of any script, and both keys of a rotation", async () => {
    const next = new Notary(ledger.name, "the next key").vkey(LOG_TYPE);
    const lines = [
      "# Wer zählt: das Spital",
      "",
      ` \t${LOG}\thttps://clinic.example/ `,
      `log ${next}`,
      `witness Zürich\u00a0\u212a ${vkeys[0]} https://zürich.example`,
      "  # quorum none",
      "quorum Zürich\u00a0\u212a",
    ];
    expect(await parsed(...lines)).toEqual({
      ledger: [ledger.vkey(LOG_TYPE), next],
      witnesses: [vkeys[0]],
      quorum: 1,
    });
  });

  test("may list 32 witnesses in a group with any threshold", async () => {
    const lines = vkeys.map((_, number) => witness(number));
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...lines.keys()], { minLength: 1 }), fc.nat(31), async (members, some) => {
        const quorum = (some % members.length) + 1;
        const group = `group g ${quorum} ${members.map((number) => `w${number}`).join(" ")}`;
        const { witnesses, ...policy } = await parsed(LOG, ...lines, group, "quorum g");
        expect([witnesses, policy.quorum]).toEqual([members.map((number) => vkeys[number]), quorum]);
      }),
      { numRuns: 20 },
    );
  });

  test.each<[string, string[], RegExp]>([
    ["has no ledger", ["quorum none"], /no ledger/],
    ["has no quorum", [LOG, W0], /no line quorum/],
    ["has two quorums", [LOG, "quorum none", "quorum none"], /^line 3 is a second quorum/],
    ["has another keyword", [LOG, "", "witnes x y"], /^line 3 must begin with/],
    ["has a keyword in capitals", [LOG, "Quorum none"], /^line 2 must begin with/],
    ["has carriage returns", [`${LOG}\r`, "quorum none\r"], /^line 1 holds a character/],
    ["has another control character", [LOG, "# \u007f"], /^line 2 holds a character/],
    ["has a log without a key", ["log", "quorum none"], /^line 1 must be log/],
    ["has a log with more than a URL", [`${LOG} a b`, "quorum none"], /^line 1 must be log/],
    ["has a witness without a key", [LOG, "witness w", "quorum w"], /^line 2 must be witness/],
    ["has a witness with more than a URL", [LOG, `${W0} a b`, "quorum w0"], /^line 2 must be witness/],
    [
      "has a key that is none",
      [LOG, "witness w key", "quorum w"],
      /^line 2 has a key that cannot be used: not a verifier/,
    ],
    [
      "has a key with another id",
      [LOG, W0.replace(/\+[0-9a-f]{8}\+/, "+00000000+")],
      /^line 2 .* id of the verifier key/,
    ],
    [
      "has a key of an unknown type",
      [LOG, `witness w x.example+00000000+${"A".repeat(44)}`],
      /^line 2 .* unknown type/,
    ],
    ["has a witness's key as log", [`log ${vkeys[0]}`, "quorum none"], /^line 1 .* not of a ledger's type/],
    ["has a log's key as witness", [`witness w ${ledger.vkey(LOG_TYPE)}`], /^line 1 .* not of a witness's type/],
    ["has a log twice", [LOG, LOG], /^line 2 has the key of line 1 again/],
    ["has a witness's key under two names", [LOG, W0, `witness w1 ${vkeys[0]}`], /^line 3 has the key of line 2 again/],
    [
      "has a ledger as its own witness",
      [LOG, `witness w ${new Notary("w.example", ledger.name).vkey(WITNESS_TYPE)}`],
      /^line 2 has the key of line 1 again/,
    ],
    ["defines a name twice", [LOG, W0, W1.replace("w1 ", "w0 ")], /^line 3 defines w0, which is defined/],
    ["names a group like a witness", [LOG, W0, "group w0 any w0"], /^line 3 defines w0/],
    ["defines none", [LOG, W0.replace("w0 ", "none ")], /^line 2 defines none/],
    ["has none in a group", [LOG, W0, "group g any w0 none"], /^line 3 has the member none, which no line/],
    ["has an empty group", [LOG, W0, "group g any"], /^line 3 must be group/],
    ["has a group with a later witness", [LOG, "group g any w0", W0], /^line 2 has the member w0, which no line/],
    ["has a group in itself", [LOG, W0, "group g any g"], /^line 3 has the member g, which no line/],
    ["counts a witness twice", [LOG, W0, "group g 2 w0 w0"], /^line 3 has the member w0, which is a member/],
    ["has a witness in two groups", [LOG, W0, "group a any w0", "group b any w0"], /^line 4 .* is a member already/],
    ["names a quorum that is not defined", [LOG, "quorum w0", W0], /^line 2 names w0, which no line/],
    ["names two quorums in a line", [LOG, W0, W1, "quorum w0 w1"], /^line 4 must be quorum/],
    [
      "has a group of groups as quorum",
      [LOG, W0, W1, "group a any w0", "group b all a w1", "quorum b"],
      /^line 6 names a group of groups, which is not supported/,
    ],
  ])("is refused if it %s", async (_, lines, reason) => {
    expect(await refusal(...lines)).toMatch(reason);
  });

  test.each(["0", "3", "01", "1.5", "-1", "two", "1e0", "99999999999"])(
    "is refused if it asks for %s of two witnesses",
    async (count) => {
      expect(await refusal(LOG, W0, W1, `group g ${count} w0 w1`, "quorum g")).toMatch(/^line 4 .* from 1 to 2/);
    },
  );

  test("is parsed or refused, whatever it holds", async () => {
    const item = fc.constantFrom(
      "log",
      "witness",
      "group",
      "quorum",
      "none",
      "all",
      "2",
      "w0",
      "g",
      "#",
      vkeys[0] ?? "",
    );
    const line = fc.oneof(
      fc.array(item, { maxLength: 5 }).map((items) => items.join(" ")),
      fc.string(),
      fc.constant(LOG),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 8 }), async (lines) => {
        expect(await refusal(...lines)).not.toMatch(/^no refusal/);
      }),
    );
  });
});
