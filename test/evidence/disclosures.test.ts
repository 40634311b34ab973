import { hash as digest } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  commitmentOf,
  digestOf,
  discloseFields,
  discloseSubject,
  FIELD_NAMES,
  fieldsOf,
  openDisclosures,
  openRecord,
  parseDisclosure,
} from "../../src/evidence/receipts/disclosures.ts";
import { jcs } from "../support/chain/sealed-builder.ts";
import { sealedVectors, signedVectors } from "../support/chain/sealed-chains.ts";

const malformed = { name: "Malformed" };
const encode = (value: unknown) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const SALT = Buffer.alloc(16, 7).toString("base64url");
const RECORD = { patient_name: "Álvaro 𠮷", patient_ID: "P-1", Reg_no: "R-1" };
const SALTS = [1, 2, 3].map((fill) => Buffer.alloc(16, fill));

describe("the disclosures of a record", () => {
  test.each(Object.entries(sealedVectors.disclosures))(
    "are those of the vectors for entry %s",
    async (number, texts) => {
      const opened = texts.map(
        (text) => JSON.parse(Buffer.from(text, "base64url").toString()) as [string, string, string],
      );
      const salts = opened.map(([salt]) => Buffer.from(salt, "base64url"));
      const values = Object.fromEntries(opened.map(([, name, value]) => [name, value]));
      const sealed = await discloseFields(values as unknown as typeof RECORD, salts);
      expect(sealed.disclosures).toEqual(texts);
      const entry = sealedVectors.chain.flatMap(({ entries }) => entries)[Number(number) - 1];
      expect(entry).toMatchObject({ commitment: sealed.commitment });
      const receipt = sealedVectors.receipts.find((each) => each.number === Number(number));
      expect(sealed.fields).toEqual(receipt?.fields);
    },
  );

  test("of a key's subject are those of the vectors", async () => {
    const [text = ""] = signedVectors.disclosures["2"] ?? [];
    const [salt, , subject] = JSON.parse(Buffer.from(text, "base64url").toString()) as [string, string, string];
    const sealed = await discloseSubject(subject, Buffer.from(salt, "base64url"));
    expect(sealed.disclosures).toEqual([text]);
    expect(signedVectors.chain[1]?.entries[0]).toMatchObject({ commitment: sealed.commitment });
  });

  test("open to the record again, and to no other commitment, whatever its texts", async () => {
    const text = fc
      .string({ unit: "binary", maxLength: 40 })
      .filter((value) => value.isWellFormed() && !/\p{Noncharacter_Code_Point}/u.test(value));
    const salt = fc.uint8Array({ minLength: 16, maxLength: 32 });
    await fc.assert(
      fc.asyncProperty(
        text,
        text,
        text,
        fc.tuple(salt, salt, salt),
        async (patient_name, patient_ID, Reg_no, salts) => {
          const record = { patient_name, patient_ID, Reg_no };
          const { disclosures, fields, commitment } = await discloseFields(record, salts);
          expect(await openRecord(disclosures, commitment)).toEqual({ record, fields });
          expect(await openDisclosures(disclosures.slice(1, 2), fields)).toEqual({ patient_ID });
          expect(commitment).toBe(digest("sha256", jcs({ _sd_alg: "sha-256", fields })));
          await expect(openRecord(disclosures, digest("sha256", commitment))).rejects.toMatchObject(malformed);
        },
      ),
    );
  });

  test("open in any order, but not with one missing, one twice, or one of another record", async () => {
    const { disclosures, commitment } = await discloseFields(RECORD, SALTS);
    const [name = "", id = "", number = ""] = disclosures;
    expect((await openRecord([number, name, id], commitment)).record).toEqual(RECORD);
    const [other = ""] = (await discloseFields({ ...RECORD, patient_name: "Eve" }, SALTS)).disclosures;
    const [salted = ""] = (await discloseFields(RECORD, SALTS.toReversed())).disclosures;
    const [subject = ""] = (await discloseSubject("dr-rao", Buffer.alloc(16))).disclosures;
    for (const wrong of [
      [],
      [name, id],
      [name, name, id],
      [name, id, number, name],
      [other, id, number],
      [salted, id, number],
      [name, id, number, subject],
      [subject, id, number],
    ]) {
      await expect(openRecord(wrong, commitment)).rejects.toMatchObject(malformed);
    }
  });

  test("give another commitment for any other value, name or salt", async () => {
    const { commitment } = await discloseFields(RECORD, SALTS);
    const others = [
      ...FIELD_NAMES.map((name) => discloseFields({ ...RECORD, [name]: `${RECORD[name]}.` }, SALTS)),
      ...SALTS.map((_, place) => discloseFields(RECORD, SALTS.with(place, Buffer.alloc(16, 9)))),
      discloseFields({ ...RECORD, patient_ID: RECORD.Reg_no, Reg_no: RECORD.patient_ID }, SALTS),
    ];
    const all = [commitment, ...(await Promise.all(others)).map((sealed) => sealed.commitment)];
    expect(new Set(all).size).toBe(all.length);
  });

  test("need a salt of 128 bits for each field", async () => {
    for (const salts of [[], SALTS.slice(1), SALTS.with(2, Buffer.alloc(15))]) {
      await expect(discloseFields(RECORD, salts)).rejects.toThrow("a salt needs 16 bytes");
    }
  });
});

describe("opening some disclosures", () => {
  test("finds a digest that stands under another name than the disclosure's own", async () => {
    const { disclosures, fields } = await discloseFields(RECORD, SALTS);
    const swapped = { ...fields, patient_ID: fields["Reg_no"] ?? "", Reg_no: fields["patient_ID"] ?? "" };
    expect(await openDisclosures([disclosures[0] ?? ""], swapped)).toEqual({ patient_name: RECORD.patient_name });
    for (const disclosure of disclosures.slice(1)) {
      await expect(openDisclosures([disclosure], swapped)).rejects.toMatchObject(malformed);
    }
  });

  test("finds one that stands under no name, or twice", async () => {
    const { disclosures, fields } = await discloseFields(RECORD, SALTS);
    const { patient_name: _, ...rest } = fields;
    await expect(openDisclosures(disclosures, rest)).rejects.toMatchObject(malformed);
    await expect(openDisclosures([...disclosures, ...disclosures], fields)).rejects.toMatchObject(malformed);
    await expect(fieldsOf([...disclosures, disclosures[0] ?? ""])).rejects.toMatchObject(malformed);
  });

  test("takes the digest over the text as it is, however its JSON is spelled", async () => {
    const spelled = encode(`[ "${SALT}" ,\n"patient_\\u006eame","Jos\\u00e9"]`);
    const fields = await fieldsOf([spelled]);
    expect(fields).toEqual({ patient_name: digest("sha256", spelled, "base64url") });
    expect(await openDisclosures([spelled], fields)).toEqual({ patient_name: "José" });
    expect(await digestOf(encode([SALT, "patient_name", "José"]))).not.toBe(fields["patient_name"]);
  });

  test.each<[string, string]>([
    ["nothing", ""],
    ["padding", `${encode([SALT, "Reg_no", "12"])}==`],
    ["base64 in place of base64url", Buffer.from(JSON.stringify([SALT, "Reg_no", "???>>>~~~"])).toString("base64")],
    ["white space", `${encode([SALT, "Reg_no", "1"])}\n`],
    [
      "stray bits at its end",
      encode([SALT, "Reg_no", "12"]).replace(/.$/, (last) => String.fromCharCode(last.charCodeAt(0) + 1)),
    ],
    ["no JSON", encode("secret")],
    ["no list", encode({ salt: SALT, name: "Reg_no", value: "1" })],
    ["two elements", encode([SALT, "Reg_no"])],
    ["four elements", encode([SALT, "Reg_no", "1", "2"])],
    ["a number as its value", encode([SALT, "Reg_no", 1])],
    ["an object as its value", encode([SALT, "Reg_no", { a: 1 }])],
    ["a name that is no text", encode([SALT, null, "1"])],
    ["the name of no field", encode([SALT, "mined_by", "1"])],
    ["the name of something that every object has", encode([SALT, "toString", "1"])],
    ["the name of an object's prototype", encode(`["${SALT}","__proto__","1"]`)],
    ["a salt of 120 bits", encode([Buffer.alloc(15).toString("base64url"), "Reg_no", "1"])],
    ["no salt", encode(["", "Reg_no", "1"])],
    ["a salt that is no base64url", encode(["!".repeat(40), "Reg_no", "1"])],
    ["a lone surrogate", encode(`["${SALT}","Reg_no","\\ud800"]`)],
    ["bytes that are not UTF-8", Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]).toString("base64url")],
    ["a byte order mark", encode(`\ufeff["${SALT}","Reg_no","1"]`)],
    ["JSON that is nested deep", encode("[".repeat(9999) + "]".repeat(9999))],
  ])("refuses one with %s, and quotes nothing of it", (_, disclosure) => {
    expect(() => parseDisclosure(disclosure)).toThrow(expect.objectContaining(malformed));
    expect(() => parseDisclosure(disclosure)).toThrow(/^a disclosure/);
  });
});

test("a commitment is that of the digests, in whatever order they stand", async () => {
  const { fields, commitment } = await discloseFields(RECORD, SALTS);
  expect(await commitmentOf(Object.fromEntries(Object.entries(fields).toReversed()))).toBe(commitment);
});
