import { describe, expect, test } from "vitest";
import { FIELD_NAMES } from "../../src/evidence/receipts/disclosures.ts";
import { verifyEntryInclusion } from "../../src/evidence/receipts/entry-inclusion.ts";
import {
  guessedDigest,
  guessName,
  unsaltedHash,
  yearsExponent,
} from "../../src/page/views/lab/tour/sealed/guessing.ts";
import { allHold, checkProofs } from "../../src/page/views/lab/tour/sealed/proofs.ts";
import {
  inclusionOf,
  READERS_POSITION,
  sealedSandbox,
  type SealedSandbox,
  withoutRecord,
} from "../../src/page/views/lab/tour/sealed/sealed-sandbox.ts";

const RECORD = { patient_name: "Priya", patient_ID: "P-9", Reg_no: "REG-9" };

/** A sandbox, and a receipt of its record that discloses one field. */
async function disclosed(field: (typeof FIELD_NAMES)[number]) {
  const sandbox = await sealedSandbox(RECORD);
  const [, block] = sandbox.blocks;
  const { kept } = sandbox;
  const disclosure = kept?.disclosures[FIELD_NAMES.indexOf(field)];
  if (!block || !kept || disclosure === undefined) throw new Error("the sandbox has no record");
  const receipt = await inclusionOf(block, READERS_POSITION, { fields: kept.fields, disclosures: [disclosure] });
  return { sandbox, receipt };
}

describe("the lab's sealed chain", () => {
  test.each(FIELD_NAMES)("discloses %s alone, and every proof holds before and after the erasure", async (field) => {
    const { sandbox, receipt } = await disclosed(field);
    expect(await verifyEntryInclusion(receipt)).toEqual({ [field]: RECORD[field] });
    const before = await checkProofs(sandbox, receipt);
    expect(before).toEqual({ length: 2, isValid: true, entries: 4, paths: 4, isReceiptGood: true });

    const erased = await withoutRecord(sandbox);
    expect(await checkProofs(erased, receipt)).toEqual({ ...before, length: 3 });
    expect(erased.blocks.slice(0, 2)).toEqual(sandbox.blocks);
    expect(erased.blocks[2]?.entries).toEqual([{ kind: "erasure", erases: 3 }]);
  });

  test("holds nothing of the record after the erasure but its commitment", async () => {
    const { sandbox } = await disclosed("Reg_no");
    const left = JSON.stringify(await withoutRecord(sandbox));
    const { disclosures = [], fields = {}, commitment = "none" } = sandbox.kept ?? {};
    expect([...disclosures, ...Object.values(fields)]).toHaveLength(6);
    expect([...disclosures, ...Object.values(fields)].filter((text) => left.includes(text))).toEqual([]);
    expect(left).toContain(commitment);
  });

  test("is found faulty if an entry is changed in place of being erased", async () => {
    const { sandbox, receipt } = await disclosed("patient_ID");
    const changed: SealedSandbox = {
      ...sandbox,
      blocks: sandbox.blocks.map((block) =>
        block.index === 1
          ? block
          : { ...block, entries: block.entries.with(READERS_POSITION, { kind: "record", commitment: "0".repeat(64) }) },
      ),
    };
    const proofs = await checkProofs(changed, receipt);
    expect(proofs.isValid).toBe(false);
    expect(proofs.paths).toBeLessThan(proofs.entries);
    expect(allHold(proofs)).toBe(false);
  });

  test("does not accept the receipt of another chain", async () => {
    const [{ sandbox }, { receipt }] = await Promise.all([disclosed("Reg_no"), disclosed("Reg_no")]);
    const proofs = await checkProofs(sandbox, receipt);
    expect(proofs).toMatchObject({ isValid: true, paths: 4, isReceiptGood: false });
    expect(allHold(proofs)).toBe(false);
  });
});

describe("guessing", () => {
  test("finds a common name by its hash, and no name by its salted digest", async () => {
    expect(await guessName(await unsaltedHash("Robert"), unsaltedHash)).toMatchObject({ tried: 40, found: "Robert" });
    expect((await guessName(await unsaltedHash("Xanthippe"), unsaltedHash)).found).toBeUndefined();
    const { kept } = await sealedSandbox({ ...RECORD, patient_name: "Robert" });
    const digest = kept?.fields["patient_name"] ?? "";
    expect(digest).toHaveLength(43);
    expect(await guessName(digest, guessedDigest)).toMatchObject({ tried: 40, found: undefined });
    expect((await guessName(digest, unsaltedHash)).found).toBeUndefined();
  });

  test.each([
    { milliseconds: 40_000, years: 31 },
    { milliseconds: 0, years: 25 },
  ])("takes 10 to the power of $years years for every salt, if 40 took $milliseconds ms", ({ milliseconds, years }) => {
    expect(yearsExponent({ tried: 40, found: undefined, milliseconds })).toBe(years);
  });
});
