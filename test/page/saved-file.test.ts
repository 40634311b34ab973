import { expect, test } from "vitest";
import { readSaved } from "../../src/page/views/verify/saved-file.ts";
import { squaresChain } from "../support/chain/chains.ts";
import { Evidence } from "../support/chain/evidence.ts";
import { Notary } from "../support/chain/notaries.ts";

const evidence = new Evidence(squaresChain, new Notary("clinic.example/ledgers/main"));
const RECEIPT = JSON.stringify(evidence.receipt(4));
type Part = string | Uint8Array<ArrayBuffer>;
const kindOf = async (...parts: Part[]) => (await readSaved(new File(parts, "kept"))).kind;

test("a file is a receipt or a checkpoint, even with a byte order mark", async () => {
  for (const mark of ["", "\ufeff"]) {
    expect(await kindOf(mark, RECEIPT)).toBe("receipt");
    expect(await kindOf(mark, evidence.proof(4))).toBe("receipt");
    expect(await kindOf(mark, evidence.checkpoint(4))).toBe("checkpoint");
  }
});

test.each<[string, Part[]]>([
  ["a repeated name", [RECEIPT.replace("{", '{"leaf_index":3,')]],
  ["a repeated name, once escaped", [RECEIPT.replace("{", '{"leaf\\u005findex":4,')]],
  ["a number that a double rounds", [RECEIPT.replace('"leaf_index":3', '"leaf_index":3.00000000000000000001')]],
  ["bytes that are not UTF-8", [RECEIPT.replace("{", '{"note":"'), Uint8Array.of(0xff), '"}']],
  ["bytes in its extra data that are not base64", [evidence.proof(4).replace("\n", "\nextra !\n")]],
  ["a checkpoint's note and bytes that are not UTF-8", [evidence.checkpoint(4), Uint8Array.of(0xff)]],
])("a file is neither with %s", async (_, parts) => {
  expect(await kindOf(...parts)).toBe("none");
});
