import { describe, expect, test } from "vitest";
import type { SealedBlock } from "../../../src/chain/sealed/header.ts";
import { Author } from "../../support/chain/authors.ts";
import { verifySignatures } from "../../support/chain/jose-signatures.js";
import { blockAfter, chainOf, record } from "../../support/chain/sealed-builder.ts";
import { signedVectors } from "../../support/chain/sealed-chains.ts";

describe("the guide's program with jose", () => {
  test("verifies every signature of the vectors, which are by Ed25519 and by ES256", async () => {
    const entries = signedVectors.chain.flatMap(({ entries: each }) => each);
    expect(await verifySignatures(signedVectors.chain)).toBe(entries.filter((entry) => "signature" in entry).length);
  });

  test.each(["Ed25519", "ES256"] as const)("refuses what %s did not sign", async (algorithm) => {
    const [author, eve] = [new Author("dr-rao", algorithm), new Author("eve")];
    const chain = chainOf([]);
    const ledger = chain[0]?.hash ?? "";
    chain.push(blockAfter(chain, [author.enrolment(ledger), eve.enrolment(ledger)]));
    const seen = chain[1] as SealedBlock;
    const signed = author.signed(record(1), ledger, seen);
    const forged = { ...record(1), author: author.thumbprint, seen: { index: seen.index, hash: seen.hash } };
    const numberOf = (entry: object) => verifySignatures([...chain, blockAfter(chain, [entry])]);

    expect(await numberOf(signed)).toBe(3);
    for (const entry of [
      { ...signed, ...record(2) },
      { ...signed, seen: { index: 1, hash: ledger } },
      { ...signed, author: eve.thumbprint },
      { ...forged, signature: eve.jws(forged, ledger) },
      { ...forged, signature: eve.jws(forged, ledger, { header: { kid: author.thumbprint } }) },
      author.signed(record(1), seen.hash, seen),
    ]) {
      await expect(numberOf(entry)).rejects.toThrow(/signature|algorithm/);
    }
  });
});
