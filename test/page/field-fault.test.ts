import { expect, test } from "vitest";
import { RECORD_LIMITS } from "../../src/chain/records/record.ts";
import { fieldFault } from "../../src/chain/records/record-text.ts";
import { faultIn } from "../../src/page/parts/field-fault.ts";

const FIELDS = Object.keys(RECORD_LIMITS) as (keyof typeof RECORD_LIMITS)[];

test.each([
  "",
  " ",
  "\ud800",
  "two\nlines",
  "\u{10ffff}",
  "\u202eright to left",
  "\ufffd",
  "\u0301",
  "…",
  " padded ",
  "a  b",
  "e\u0301",
  "x".repeat(65),
  "x".repeat(201),
  "Ada",
])("the page says of %j what the ledger says", (text) => {
  for (const field of FIELDS) expect(faultIn(field, text)).toBe(fieldFault(field, text));
});
