import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SealedBlock } from "../../src/chain/sealed/header.ts";
import { EntryTree } from "../../src/chain/sealed/entry-tree.ts";
import { inclusionPaths } from "../../src/chain/merkle-tree.ts";
import { discloseFields, discloseSubject } from "../../src/evidence/receipts/disclosures.ts";
import {
  type EntryReceipt,
  entryReceipt,
  parseEntryReceipt,
  type VerifiedEntry,
  verifyEntryReceipt,
} from "../../src/evidence/receipts/entry-receipt.ts";
import { parseVerifierKey } from "../../src/evidence/notes/note.ts";
import { bytesOf, parseReceipt, receiptOf, verifyReceipt } from "../../src/evidence/receipts/receipt.ts";
import { Author } from "../support/chain/authors.ts";
import { squaresChain } from "../support/chain/chains.ts";
import { Evidence } from "../support/chain/evidence.ts";
import { LOG_TYPE, Notary } from "../support/chain/notaries.ts";
import { receiptHolds } from "../support/chain/receipt-reference.ts";
import { chainOf, record } from "../support/chain/sealed-builder.ts";
import { sealedVectors, signedVectors, textsOf } from "../support/chain/sealed-chains.ts";
import { SealedEvidence } from "../support/chain/sealed-evidence.ts";
import { storedTree } from "../support/chain/trees.ts";

const ledger = new Notary("clinic.example/ledgers/patients");
const POLICY = { ledger: [await parseVerifierKey(ledger.vkey(LOG_TYPE))] };
const malformed = { name: "Malformed" };
const verify = async (receipt: object): Promise<VerifiedEntry> =>
  verifyEntryReceipt(parseEntryReceipt(JSON.stringify(receipt)), POLICY);

const RECORD = { patient_name: "Alice", patient_ID: "P-1001", Reg_no: "REG-1" };
const SALTS = [1, 2, 3].map((fill) => Buffer.alloc(16, fill));
const sealed = await discloseFields(RECORD, SALTS);
const chain = chainOf([
  [record(1), { kind: "record", commitment: sealed.commitment }, record(3)],
  [record(4)],
  [record(5)],
]);
const evidence = new SealedEvidence(chain, ledger);
const RECEIPT: EntryReceipt = { ...evidence.receipt(3), fields: sealed.fields, disclosures: sealed.disclosures };
const vectorPolicy = { ledger: [await parseVerifierKey(sealedVectors.vkey)] };

describe("the receipts of every entry", () => {
  // Blocks of one to seven entries, in trees of every shape.
  const blocks = Array.from({ length: 99 }, (_, place) =>
    Array.from({ length: 1 + ((place * 5) % 7) }, (__, position) => record(`${place} ${position}`)),
  );
  const long = chainOf(blocks);
  const reference = new SealedEvidence(long, ledger);

  test("hold for all sizes up to 100 blocks in an independent implementation, and for no other number", async () => {
    const trees = await Promise.all(long.map((block) => EntryTree.of(textsOf(block))));
    const read = await storedTree(long.map(({ hash }) => bytesOf(hash)));
    let count = 0;
    for (let size = 1; size <= long.length; size++) {
      const paths = await inclusionPaths([...Array(size).keys()], size, read);
      for (const [place, path] of paths.entries()) {
        const block = long[place] as SealedBlock;
        const receipt = receiptOf(place, size, read(0, place), path, reference.checkpoint(size));
        for (const [position, entry] of block.entries.entries()) {
          const tree = trees[place] as EntryTree;
          const made = entryReceipt({ header: block, entry, position, path: tree.path(position), receipt });
          if (!receiptHolds(made, ledger.publicKey)) throw new Error(`entry ${made.number} of ${size} blocks`);
          count += 1;
          if (size < long.length && size % 10 > 0) continue;
          for (const other of block.entries.keys()) {
            const shifted = { ...made, position: other, number: block.first_entry + other };
            if (other !== position && receiptHolds(shifted, ledger.publicKey)) throw new Error("another number holds");
          }
          if (receiptHolds({ ...made, number: made.number + 1 }, ledger.publicKey))
            throw new Error("another number holds");
        }
      }
    }
    expect(count).toBeGreaterThan(15_000);
  });

  test("are verified by the code as by the independent implementation, which makes them", async () => {
    const last = long.at(-1) as SealedBlock;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: last.last_entry }),
        fc.integer({ min: 0, max: 99 }),
        async (number, more) => {
          const { index } = long.find(({ last_entry }) => last_entry >= number) as SealedBlock;
          const receipt = reference.receipt(number, Math.min(100, index + more));
          expect(await verify(receipt)).toMatchObject({ number, entry: receipt.entry, header: receipt.block });
          for (const position of [receipt.position - 1, receipt.position + 1, receipt.position + 2 ** 32]) {
            const shifted = { ...receipt, position, number: receipt.block.first_entry + position };
            await expect(verify(shifted)).rejects.toMatchObject(malformed);
          }
          await expect(verify({ ...receipt, number: number + 1 })).rejects.toMatchObject(malformed);
        },
      ),
    );
  });
});

describe("a receipt of an entry", () => {
  test("proves what is disclosed, and names what it cannot say", async () => {
    const { disclosures } = sealed;
    expect(await verify(RECEIPT)).toMatchObject({ number: 3, disclosed: RECORD, unchecked: ["current-version"] });
    expect((await verify({ ...RECEIPT, disclosures: disclosures.slice(2) })).disclosed).toEqual({ Reg_no: "REG-1" });
    expect((await verify({ ...RECEIPT, disclosures: [] })).disclosed).toEqual({});
    const { fields: _, disclosures: __, ...bare } = RECEIPT;
    expect((await verify(bare)).disclosed).toEqual({});
  });

  test.each([
    [sealedVectors, 6, []],
    [sealedVectors, 4, ["current-version"]],
    [signedVectors, 2, ["signature", "revocation"]],
    [signedVectors, 4, ["current-version", "signature"]],
    [signedVectors, 10, []],
  ])("leaves open what its kind of entry leaves open", async (vectors, number, unchecked) => {
    const receipt = vectors.receipts.find((each) => each.number === number);
    const verified = await verifyEntryReceipt(parseEntryReceipt(JSON.stringify(receipt)), vectorPolicy);
    expect(verified.unchecked).toEqual(unchecked);
  });

  test("discloses a key's subject like a record's field", async () => {
    const rao = new Author("dr-rao");
    const { commitment, fields, disclosures } = await discloseSubject("dr-rao", Buffer.alloc(16, 5));
    const key = rao.vouched({ kind: "key", public_key: rao.jwk, commitment }, chain[0]?.hash ?? "");
    const keys = new SealedEvidence(chainOf([[key]]), ledger);
    expect((await verify({ ...keys.receipt(2), fields, disclosures })).disclosed).toEqual({ subject: "dr-rao" });
  });

  test("is found in a saved answer of mine_block, whose block may have its entries or not", async () => {
    const block = chain[1] as SealedBlock;
    for (const saved of [block, RECEIPT.block]) {
      const answer = { message: "Mined.", block: saved, record: { number: 3 }, receipt: RECEIPT };
      const proof = parseEntryReceipt(JSON.stringify(answer));
      expect(proof.blocks).toEqual([saved, RECEIPT.block]);
      expect(await verifyEntryReceipt(proof, POLICY)).toMatchObject({ number: 3, disclosed: RECORD });
    }
    const other = { message: "Mined.", block, record: { number: 4 }, receipt: RECEIPT };
    expect(() => parseReceipt(JSON.stringify(other))).toThrow(expect.objectContaining(malformed));
  });

  test("is a receipt of its block too, and one of a block is not one of an entry", async () => {
    const proof = parseReceipt(JSON.stringify(RECEIPT));
    expect(await verifyReceipt(proof, RECEIPT.block.hash, POLICY)).toMatchObject({ size: 4 });
    const plain = [evidence.blockReceipt(2), new Evidence(squaresChain, ledger).receipt(2)];
    for (const receipt of plain) {
      expect(() => parseEntryReceipt(JSON.stringify(receipt))).toThrow(expect.objectContaining(malformed));
      expect(parseReceipt(JSON.stringify(receipt)).entry).toBeUndefined();
    }
  });

  test("does not hold if anything in it is changed, added or taken away", async () => {
    /** Every value in the receipt, by the path that leads to it. */
    const places: (string | number)[][] = [];
    const visit = (value: unknown, path: (string | number)[]) => {
      if (path.length > 0) places.push(path);
      if (typeof value !== "object" || value === null) return;
      for (const [name, member] of Object.entries(value)) visit(member, [...path, name]);
    };
    visit(RECEIPT, []);
    expect(places.length).toBeGreaterThan(30);
    const edited = (path: (string | number)[], edit: (value: unknown) => unknown): object => {
      const copy = structuredClone(RECEIPT) as unknown as Record<string, unknown>;
      let parent = copy;
      for (const name of path.slice(0, -1)) parent = parent[name] as Record<string, unknown>;
      const name = path.at(-1) as string;
      parent[name] = edit(parent[name]);
      return copy;
    };
    const changes: ((value: unknown) => unknown)[] = [
      (value) => (typeof value === "number" ? value + 1 : typeof value === "string" ? flipped(value) : null),
      (value) => (typeof value === "number" ? -value : typeof value === "string" ? `${value} ` : 0),
      (value) => (typeof value === "number" ? String(value) : [value, value]),
    ];
    for (const path of places) {
      for (const change of changes) {
        const forged = edited(path, change);
        expect(await outcomeOf(forged)).toBe("refused");
      }
    }
    for (const name of Object.keys(RECEIPT)) {
      if (name === "disclosures") continue;
      const { [name as keyof EntryReceipt]: _, ...rest } = RECEIPT;
      expect(await outcomeOf(rest)).toBe("refused");
    }
    for (const path of [["entry"], ["block"], ["fields"]]) {
      const more = edited(path, (value) => ({ ...(value as object), more: "x" }));
      expect(await outcomeOf(more)).toBe("refused");
    }
  });

  test("does not hold for another block, entry, ledger or tree", async () => {
    const other = evidence.receipt(4);
    const forged: Record<string, object> = {
      "another entry": { ...RECEIPT, entry: other.entry },
      "another block": { ...RECEIPT, block: evidence.receipt(5).block },
      "another block's place": { ...RECEIPT, ...evidence.blockReceipt(3) },
      "an older tree's size": { ...RECEIPT, tree_size: 3 },
      "an older tree": { ...RECEIPT, checkpoint: evidence.checkpoint(3) },
      "fields of an entry without a commitment": { ...evidence.receipt(1), fields: sealed.fields, disclosures: [] },
      "fields of another entry": { ...other, fields: sealed.fields, disclosures: [] },
      "disclosures without fields": { ...evidence.receipt(3), disclosures: sealed.disclosures },
      "one disclosure twice": { ...RECEIPT, disclosures: [...sealed.disclosures, sealed.disclosures[0]] },
    };
    for (const [what, receipt] of Object.entries(forged)) {
      expect([what, await outcomeOf(receipt)]).toEqual([what, "refused"]);
    }
    const eve = new SealedEvidence(chain, new Notary(ledger.name, "eve"));
    await expect(verify(eve.receipt(3))).rejects.toMatchObject(malformed);
  });

  test("quotes nothing of what it refuses", async () => {
    const secret = Buffer.from(JSON.stringify(["AAAAAAAAAAAAAAAAAAAAAA", "patient_name", "Eve-4711"])).toString(
      "base64url",
    );
    for (const receipt of [
      { ...RECEIPT, disclosures: [secret] },
      { ...RECEIPT, entry: { ...RECEIPT.entry, patient_name: "Eve-4711" } },
      { ...RECEIPT, fields: { ...RECEIPT.fields, "Eve-4711": "x" } },
      { ...RECEIPT, entry_path: ["Eve-4711"] },
    ]) {
      await expect(verify(receipt)).rejects.toMatchObject({
        ...malformed,
        message: expect.not.stringMatching(new RegExp(`Eve-4711|${secret}`)),
      });
    }
  });
});

/** Whether a receipt is verified or refused as malformed; any other error fails the test. */
async function outcomeOf(receipt: object): Promise<string> {
  try {
    await verify(receipt);
    return "verified";
  } catch (error) {
    if ((error as Error).name !== "Malformed") throw error;
    return "refused";
  }
}

/** The text with its middle character replaced. */
function flipped(text: string): string {
  const at = Math.floor(text.length / 2);
  return text.slice(0, at) + (text[at] === "a" ? "b" : "a") + text.slice(at + 1);
}
