import { beforeEach, describe, expect, test } from "vitest";
import { canonicalText } from "../../../src/chain/text/canonical.ts";
import { headerOf, type SealedBlock } from "../../../src/chain/sealed/header.ts";
import { generateAuthorKey } from "../../../src/client/signing/author-key.ts";
import { vouch } from "../../../src/client/signing/sign-entry.ts";
import type { ValidateOptions } from "../../../src/ledger/reading/verdict.ts";
import { chainOf, commitment, record } from "../../support/chain/sealed-builder.ts";
import { faultyChains, signedVectors } from "../../support/chain/sealed-chains.ts";
import { valueOf } from "../../support/ledger/answers.ts";
import { PUZZLE } from "../../support/ledger/operations.ts";
import { faulty, NAME } from "../../support/ledger/recovery.ts";
import { deleteCheckpoints, deleteTree, markUnsigned, replaceRows } from "../../support/storage/edits.ts";
import { edit } from "../../support/storage/in-runtime.ts";
import { deployedWith, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

const { chain } = signedVectors;

beforeEach(async () => {
  await faulty().create(PUZZLE, "sealed");
});

/** Writes a chain into the ledger's storage in place of its own, as whoever runs it could. */
async function store(blocks: readonly SealedBlock[]): Promise<void> {
  const entries = blocks.flatMap((block) =>
    block.entries.map((entry, place) => ({
      number: block.first_entry + place,
      entry: canonicalText(entry),
      accepted_at: 0,
      mac: new ArrayBuffer(32),
    })),
  );
  await edit(NAME, replaceRows("headers", blocks.map(headerOf)), replaceRows("entries", entries));
  await edit(NAME, deleteTree, deleteCheckpoints, markUnsigned(blocks.length));
}

const verdict = async (options: ValidateOptions = {}) => valueOf(faulty().validate(options));

describe("a stored chain with signatures", () => {
  test("is valid, and its signatures are counted", async () => {
    await store(chain);
    const signatures = { signed: 3, unsigned: 0, keys: 2, disputed: 1, names: "registrar" };
    expect(await verdict()).toMatchObject({ valid: true, length: chain.length, signatures });
    // The block before the first one counts too.
    const part = { signed: 1, unsigned: 0, keys: 0, disputed: 1, names: "registrar" };
    expect(await verdict({ since: 5 })).toMatchObject({ valid: true, since: 5, signatures: part });
  });

  test("is found faulty by the rule and at the block that the vectors name", async () => {
    const authors = faultyChains.filter(({ fault }) => /^(?:key|seen|signature|entry)$/.test(fault.rule));
    expect(authors.length).toBeGreaterThan(12);
    for (const { name, fault, chain: blocks } of authors) {
      await store(blocks as readonly SealedBlock[]);
      expect({ name, ...(await verdict()) }).toMatchObject({ name, valid: false, fault });
    }
  });

  test.each(["key", "record"])("is found faulty where a key repeats the commitment of an earlier %s", async (of) => {
    const ledger = chainOf([])[0]?.hash ?? "";
    const enrolled = async () => {
      const key = await generateAuthorKey();
      const entry = { kind: "key", public_key: key.publicKey, commitment: commitment("x"), signature: "" } as const;
      return { ...entry, signature: await vouch(entry, key, ledger, "signature") };
    };
    const earlier = of === "key" ? await enrolled() : record("x");
    await store(chainOf([[earlier], [record("another")], [await enrolled()]]));
    expect(await verdict()).toMatchObject({ valid: false, fault: { index: 4, rule: "entry" } });
  });

  test("is held to its founding by a check of its newest blocks, which checks genesis first", async () => {
    const unsigned = faultyChains.find(({ name }) => name === "unsigned where signatures are required");
    await store(unsigned?.chain as readonly SealedBlock[]);
    expect(await verdict({ since: 3 })).toMatchObject({ valid: false, fault: { index: 3, rule: "signature" } });
    await edit(NAME, ({ query }) =>
      query(`UPDATE entries SET entry = replace(entry, ',"signatures":"required"', '') WHERE number = 1`),
    );
    expect(await verdict({ since: 3 })).toMatchObject({ valid: false, fault: { index: 1, rule: "merkle_root" } });
  });
});
