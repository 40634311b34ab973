import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { discloseRead, openWholeRead, READ_FIELDS } from "../../src/evidence/receipts/logged-read.ts";
import { parseVerifierKey } from "../../src/evidence/notes/note.ts";
import { parseReadReceipt, type ReadReceipt, verifyReadReceipt } from "../../src/evidence/receipts/read-receipt.ts";
import { disclosureOf, loggedRead, LogOfReads, readsOf, sealedRead } from "../support/chain/logged-reads.ts";
import { LOG_TYPE, Notary } from "../support/chain/notaries.ts";

const NAME = "clinic.example/ledgers/ward/reads";
const notary = new Notary(NAME);
const policyOf = async (log: Notary) => ({ ledger: [await parseVerifierKey(log.vkey(LOG_TYPE))] });
const entries = [
  loggedRead(1),
  loggedRead(2, { action: "open-all", record: null }),
  loggedRead(3, { granted: false, who: 'A "quoted" name\n' }),
  ...[4, 5, 6, 7].map((number) => loggedRead(number)),
];
const log = new LogOfReads(entries, notary);

async function verified(receipt: unknown, signer = notary) {
  const proof = parseReadReceipt(JSON.stringify(receipt));
  return proof && verifyReadReceipt(proof, await policyOf(signer));
}

describe("the receipt of an entry of the log of reads", () => {
  test.each(entries)("proves entry $number and what it says, as an independent check does", async (entry) => {
    const receipt = log.receipt(entry.number);

    expect(readsOf(receipt, notary.publicKey)).toEqual(entry);
    expect(await verified(receipt)).toMatchObject({
      number: entry.number,
      commitment: receipt.commitment,
      disclosed: entry,
      checkpoint: { origin: NAME, size: entries.length },
    });
  });

  test("proves single attributes, and without the digests the entry alone", async () => {
    const receipt = log.receipt(3);
    const { fields: _fields, disclosures: _disclosures, ...alone } = receipt;
    for (const [place, name] of READ_FIELDS.entries()) {
      const one = { ...receipt, disclosures: receipt.disclosures?.slice(place, place + 1) };
      expect((await verified(one))?.disclosed).toEqual({ [name]: entries[2]?.[name] });
    }
    expect((await verified(alone))?.disclosed).toEqual({});
  });

  const other = log.receipt(5);
  const WRONG: Record<string, (receipt: ReadReceipt) => object> = {
    "another number": (receipt) => ({ ...receipt, number: 5 }),
    "another number and leaf index": (receipt) => ({ ...receipt, number: 5, leaf_index: 4 }),
    "another entry's commitment": (receipt) => ({ ...receipt, commitment: other.commitment }),
    "another entry's fields": (receipt) => ({ ...receipt, fields: other.fields, disclosures: [] }),
    "another entry's disclosures": (receipt) => ({ ...receipt, disclosures: other.disclosures }),
    "another entry's path": (receipt) => ({ ...receipt, path: other.path }),
    "a changed value": (receipt) => ({ ...receipt, disclosures: [disclosureOf("who", "dr-9")] }),
    "a number as text": (receipt) => ({ ...receipt, disclosures: [disclosureOf("number", "4")] }),
    "a disclosure twice": ({ disclosures = [], ...receipt }) => ({
      ...receipt,
      disclosures: [...disclosures, disclosures[0]],
    }),
    "disclosures without fields": ({ fields: _fields, ...receipt }) => receipt,
    "a field less": ({ fields = {}, ...receipt }) => ({
      ...receipt,
      fields: Object.fromEntries(Object.entries(fields).slice(1)),
      disclosures: [],
    }),
    "a field more": ({ fields = {}, ...receipt }) => ({ ...receipt, fields: { ...fields, note: "" }, disclosures: [] }),
    "a checkpoint of another size": (receipt) => ({ ...receipt, checkpoint: log.evidence.checkpoint(6) }),
    "a commitment that is no hash": (receipt) => ({ ...receipt, commitment: "ab" }),
    "a number that is none": (receipt) => ({ ...receipt, number: "4" }),
  };
  test.each(Object.entries(WRONG))("proves nothing with %s", async (_, change) => {
    await expect(verified(change(log.receipt(4)))).rejects.toMatchObject({ name: "Malformed" });
  });

  test("proves nothing if a value cannot be that of its attribute, though the commitment covers it", async () => {
    const wrong = { number: 0, record: 1.5, granted: "true", at: 1, who: null, action: true, request_id: [] };
    for (const [name, value] of Object.entries(wrong)) {
      const made = new LogOfReads([loggedRead(1, { [name]: value })], notary).receipt(1);
      await expect(verified(made)).rejects.toMatchObject({ name: "Malformed" });
    }
  });

  test.each(["clinic.example/ledgers/ward-4/reads", "clinic.example/ledgers/ward"])(
    "proves nothing of a log with the same key and the name %s",
    async (name) => {
      const receipt = new LogOfReads(entries, new Notary(name, NAME)).receipt(1);
      await expect(verified(receipt)).rejects.toMatchObject({ name: "Malformed" });
    },
  );

  test("proves nothing if the ledger signed it for its chain", async () => {
    const ledger = new Notary("clinic.example/ledgers/ward");
    const receipt = new LogOfReads(entries, ledger).receipt(1);
    await expect(verified(receipt, ledger)).rejects.toThrow("not one of a log of reads");
  });

  test.each(["", "[]", "{", "null", '{"leaf_index": 0}', JSON.stringify({ ...log.receipt(1), entry: {} })])(
    "is not mistaken for other evidence: %j",
    (text) => {
      expect(parseReadReceipt(text)).toBeUndefined();
    },
  );
});

describe("a sealed entry of the log of reads", () => {
  test("is what an independent implementation commits to, and opens again, whatever it says", async () => {
    const isText = (value: string) => value.isWellFormed() && !/\p{Noncharacter_Code_Point}/u.test(value);
    const text = fc.string({ unit: "binary", maxLength: 30 }).filter(isText);
    const number = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
    const entry = fc.record({
      number,
      at: text,
      who: text,
      action: text,
      record: fc.option(number),
      request_id: text,
      granted: fc.boolean(),
    });
    const salts = fc.array(fc.uint8Array({ minLength: 16, maxLength: 16 }), { minLength: 7, maxLength: 7 });
    await fc.assert(
      fc.asyncProperty(entry, salts, async (said, random) => {
        const sealed = await discloseRead(said, random);
        const { disclosures, fields, commitment } = sealed;

        const expected = sealedRead(
          said,
          random.map((salt) => Buffer.from(salt).toString("hex")),
        );
        expect(sealed).toEqual(expected);
        expect(await openWholeRead(disclosures, commitment)).toEqual({ entry: said, fields });
        await expect(openWholeRead(disclosures.slice(1), commitment)).rejects.toMatchObject({ name: "Malformed" });
      }),
      { numRuns: 60 },
    );
  });
});
