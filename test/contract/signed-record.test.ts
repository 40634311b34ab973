import * as fc from "fast-check";
import { expect, test } from "vitest";
import { discloseFields, discloseSubject, FIELD_NAMES } from "../../src/evidence/receipts/disclosures.ts";
import { enrolmentSchema } from "../../src/contract/schemas/keys.ts";
import { recordSchema } from "../../src/contract/schemas/record.ts";
import { signedRecordSchema } from "../../src/contract/schemas/signed-record.ts";

const AUTHORSHIP = {
  author: "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
  seen: { index: 1, hash: "0".repeat(64) },
  signature: "a..b",
};
const KEY = { kty: "OKP", crv: "Ed25519", x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" };

const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
  fc.constantFrom("Alice", "P-1", "नाम"),
);
const salt = fc.uint8Array({ minLength: 16, maxLength: 40 });
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

test("a signed record is accepted exactly if the same record is without a signature, in any order", async () => {
  const record = fc.record({ patient_name: text, patient_ID: text, Reg_no: text });
  const salts = fc.tuple(salt, salt, salt);
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(record, salts, fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), async (fields, salted, order) => {
      const { disclosures } = await discloseFields(fields, salted);
      const sent = { disclosures: order.map((place) => disclosures[place]), ...AUTHORSHIP };
      const signed = signedRecordSchema.safeParse(sent);
      const unsigned = recordSchema.safeParse(fields);
      expect(signed.success).toBe(unsigned.success);
      expect(signed.data).toEqual(unsigned.success ? { ...fields, signed: sent } : undefined);
      // JSON that every reader reads alike holds no noncharacters (RFC 7493, section 2.1), so such a text is not read at all.
      const isRead = signed.error?.issues[0]?.path[0] !== "disclosures";
      const faults = [signed, unsigned].map(({ error }) => error?.issues.map(({ path, message }) => [path, message]));
      expect(isRead ? faults[0] : faults[1]).toEqual(faults[1]);
      if (unsigned.success) accepted += 1;
    }),
    { numRuns: 300 },
  );
  expect(accepted).toBeGreaterThan(0);
});

test("whatever stands in disclosures is refused with words that quote nothing, unless it is a record", () => {
  const secret = "Quartermaine";
  const parts = fc.array(
    fc.oneof(
      fc.constantFrom<unknown>(...FIELD_NAMES, "subject", secret, "A".repeat(22), "A".repeat(21)),
      fc.jsonValue(),
    ),
    { maxLength: 4 },
  );
  const one = fc.oneof(
    parts.map(encoded),
    fc.jsonValue().map(encoded),
    fc.base64String(),
    fc.string({ unit: "binary" }),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(fc.oneof(fc.array(one, { maxLength: 4 }), fc.jsonValue()), (disclosures) => {
      const bodies = [
        signedRecordSchema.safeParse({ disclosures, ...AUTHORSHIP }),
        enrolmentSchema.safeParse({ public_key: KEY, disclosures, signature: "a..b" }),
      ];
      for (const { error } of bodies) expect(JSON.stringify(error?.issues ?? [])).not.toContain(secret);
    }),
    { numRuns: 500 },
  );
});

test("the subject of a key is held to the rules of a token's sub", async () => {
  const subjects: [string, string | undefined][] = [
    ["dr-rao", undefined],
    ["Dr. Rao, ward 3", undefined],
    ["x".repeat(200), undefined],
    ["x".repeat(201), "must have at most 200 characters"],
    ["", "must not be empty"],
    ["dr\nrao", "must not contain control characters, such as line breaks or tabs"],
    ["dr\u202erao", "must not contain invisible or direction-changing characters"],
  ];
  for (const [subject, fault] of subjects) {
    const { disclosures } = await discloseSubject(subject, new Uint8Array(16));
    const { data, error } = enrolmentSchema.safeParse({ public_key: KEY, disclosures, signature: "a..b" });
    expect([data?.subject, error?.issues[0]?.message]).toEqual(
      fault === undefined ? [subject, undefined] : [undefined, fault],
    );
  }
});
