import { describe, expect, test } from "vitest";
import { hex } from "../../src/chain/text/hex.ts";
import { EntryTree } from "../../src/chain/sealed/entry-tree.ts";
import { ChainAudit } from "../../src/evidence/checking/audit.ts";
import { commitmentOf, fieldsOf, openDisclosures, openRecord } from "../../src/evidence/receipts/disclosures.ts";
import { entryReceipt, parseEntryReceipt, verifyEntryReceipt } from "../../src/evidence/receipts/entry-receipt.ts";
import { parseVerifierKey } from "../../src/evidence/notes/note.ts";
import { ANY_TIME } from "../support/chain/chains.ts";
import { sealedChains, textsOf } from "../support/chain/sealed-chains.ts";

describe.each(sealedChains)("the evidence of the $name vector chain", (vectors) => {
  const { chain, roots, receipts, disclosures, vkey } = vectors;

  test("has the roots of the vectors, since a leaf's data are the header's hash", async () => {
    const audit = new ChainAudit([], ANY_TIME);
    for (const [place, block] of chain.entries()) {
      expect(await audit.next(block)).toBeUndefined();
      expect(hex(await audit.root())).toBe(roots[place]);
    }
  });

  test("opens every entry's disclosures to its commitment", async () => {
    const entries = chain.flatMap((block) => block.entries);
    for (const [number, texts] of Object.entries(disclosures)) {
      const entry = entries[Number(number) - 1];
      const fields = await fieldsOf(texts);
      expect(entry).toMatchObject({ commitment: await commitmentOf(fields) });
      const values = await openDisclosures(texts, fields);
      expect(Object.keys(values)).toEqual(Object.keys(fields));
    }
  });

  test("opens the records that it holds, and nothing else as a record", async () => {
    const opened = chain.flatMap(({ entries, first_entry }) =>
      entries.map(async (entry, position) => {
        const texts = disclosures[first_entry + position] ?? [];
        const isRecord = entry.kind === "record" || entry.kind === "correction";
        const values = isRecord && (await openDisclosures(texts, await fieldsOf(texts)));
        const record = await openRecord(texts, "commitment" in entry ? entry.commitment : "").catch(() => undefined);
        return [record?.record ?? false, values];
      }),
    );
    for (const [record, values] of await Promise.all(opened)) expect(record).toEqual(values);
  });

  test("has receipts of every entry that hold, and that the code makes byte for byte", async () => {
    const policy = { ledger: [await parseVerifierKey(vkey)] };
    for (const receipt of receipts) {
      const block = chain[receipt.leaf_index];
      if (!block) throw new Error("the receipt is for no block");
      const { number, entry, disclosures: disclosed = [], fields, position } = receipt;
      const verified = await verifyEntryReceipt(parseEntryReceipt(JSON.stringify(receipt)), policy);
      expect(verified).toMatchObject({ number, entry });
      expect(Object.keys(verified.disclosed)).toHaveLength(disclosed.length);
      const tree = await EntryTree.of(textsOf(block));
      const opened = fields && { fields, disclosures: disclosed };
      const made = entryReceipt({ header: block, entry, position, path: tree.path(position), receipt, opened });
      expect(JSON.stringify(made)).toBe(JSON.stringify(receipt));
    }
  });
});
