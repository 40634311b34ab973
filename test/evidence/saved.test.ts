import { describe, expect, test } from "vitest";
import { openSaved } from "../../src/evidence/saved.ts";
import { parseVerifierKey } from "../../src/evidence/notes/note.ts";
import { LOG_TYPE, Notary, WITNESS_TYPE } from "../support/chain/notaries.ts";

const log = new Notary("ledger.example/ledgers/main");
const ROOT = Buffer.alloc(32, 7).toString("base64");

/** A checkpoint of a ledger, signed by a notary. */
function signed(by: Notary, name = by.name, size = 4): string {
  const text = `${name}\n${size}\n${ROOT}\n`;
  return `${text}\n${by.line(text)}`;
}

const policy = async () => ({ ledger: [await parseVerifierKey(log.vkey(LOG_TYPE))] });

describe("saved evidence", () => {
  test.each([
    ["of another ledger", signed(new Notary("other.example/ledgers/main")), "is from another ledger"],
    [
      "signed by another key under the ledger's name",
      signed(new Notary(log.name, "forger")),
      "not signed by the ledger",
    ],
    ["altered after it was signed", signed(log).replace("\n4\n", "\n5\n"), "is not valid"],
    [
      "signed with the ledger's key under another name",
      signed(log, "other.example/ledgers/main"),
      "is from another ledger",
    ],
    ["not a checkpoint", "sun and sea\n", "no signatures"],
  ])("that is %s is set aside, as checkpoint and in a receipt, and the rest is opened", async (_, foreign, reason) => {
    const receipt = { leafIndex: 1, path: [] };
    const { checkpoints, receipts, ...opened } = await openSaved(
      [
        { name: "foreign", value: foreign },
        { name: "own", value: signed(log) },
      ],
      [
        { name: "foreign receipt", value: { ...receipt, checkpoint: foreign } },
        { name: "own receipt", value: { ...receipt, checkpoint: signed(log) } },
      ],
      await policy(),
    );
    expect(checkpoints.map(({ name, value }) => [name, value.size])).toEqual([["own", 4]]);
    expect(receipts.map(({ name }) => name)).toEqual(["own receipt"]);
    expect(opened.skipped).toEqual([
      { check: "kept-checkpoint", name: "foreign", reason: expect.stringContaining(reason) as string },
      { check: "receipt", name: "foreign receipt", reason: expect.stringContaining(reason) as string },
    ]);
  });

  test("with several keys of the ledger is opened with the key that signed it", async () => {
    const next = new Notary(log.name, "next");
    const keys = await Promise.all([log, next].map((each) => parseVerifierKey(each.vkey(LOG_TYPE))));
    const { checkpoints, skipped } = await openSaved([{ name: "new", value: signed(next) }], [], { ledger: keys });
    expect([checkpoints.length, skipped.length]).toEqual([1, 0]);
  });

  test("that too few witnesses cosigned is opened with the cosignatures that it has, unless one is wrong", async () => {
    const witnesses = ["one.example", "two.example"].map((name) => new Notary(name));
    const keys = await Promise.all(witnesses.map((each) => parseVerifierKey(each.vkey(WITNESS_TYPE))));
    const text = `${log.name}\n4\n${ROOT}\n`;
    const [line = "", wrong = ""] = [text, `${text}more\n`].map((each) => witnesses[0]?.cosignatureLine(each, 60));
    const names = async (cosignature: string) => {
      const value = `${signed(log)}${cosignature}`;
      const saved = await openSaved([{ name: "saved", value }], [], {
        ...(await policy()),
        witnesses: keys,
        quorum: 2,
      });
      expect(saved.skipped).toMatchObject([{ check: "cosignatures", name: "saved" }]);
      return saved.checkpoints.map((each) => each.value.cosignedBy.map(({ key }) => key.name));
    };
    expect(await names(line)).toEqual([["one.example"]]);
    expect(await names(wrong)).toEqual([[]]);
  });

  test("without a key of the ledger is all set aside", async () => {
    const receipt = { leafIndex: 1, path: [], checkpoint: signed(log) };
    const { checkpoints, receipts, skipped } = await openSaved(
      [{ name: "checkpoint", value: signed(log) }],
      [{ name: "receipt", value: receipt }],
      { ledger: [] },
    );
    expect([checkpoints, receipts]).toEqual([[], []]);
    const reason = "without the ledger's key its signature cannot be verified";
    expect(skipped).toEqual([
      { check: "kept-checkpoint", name: "checkpoint", reason },
      { check: "receipt", name: "receipt", reason },
    ]);
  });
});
