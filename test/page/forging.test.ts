import { describe, expect, test } from "vitest";
import type { Fault } from "../../src/chain/fault.ts";
import { type LedgerState, signedLedger, unsignedLedger } from "../../src/page/views/lab/tour/signed/colleagues.ts";
import {
  chainFault,
  forgeEndorsement,
  type Forgery,
  forgeUnsigned,
  forgeWithCopiedSignature,
  forgeWithOwnSignature,
  forgeWithSecondKey,
  rewriteHistory,
} from "../../src/page/views/lab/tour/signed/forging.ts";

const plain = () => signedLedger(false);
const withRegistrar = () => signedLedger(true);

/** What the operator tries, and the fault that validation finds. */
const FOUND: readonly [string, () => Promise<Forgery>, Pick<Fault, "index" | "rule"> & { readonly detail: string }][] =
  [
    [
      "leaves out the signature",
      async () => forgeUnsigned(await plain()),
      { index: 5, rule: "signature", detail: "Entry 6 is not signed" },
    ],
    [
      "signs with the operator's own key",
      async () => forgeWithOwnSignature(await plain()),
      { index: 5, rule: "signature", detail: "Entry 6 has a signature that does not fit" },
    ],
    [
      "copies the signature of another record",
      async () => forgeWithCopiedSignature(await plain()),
      { index: 5, rule: "signature", detail: "Entry 6 has a signature that does not fit" },
    ],
    [
      "enrols a second key without the registrar",
      async () => forgeWithSecondKey(await withRegistrar()),
      { index: 5, rule: "signature", detail: "Entry 6 enrols a key without the endorsement of the registrar" },
    ],
    [
      "endorses a second key itself",
      async () => forgeEndorsement(await withRegistrar()),
      { index: 5, rule: "signature", detail: "Entry 6 has an endorsement that does not fit" },
    ],
    [
      "endorses a second key where there is no registrar to pretend to be",
      async () => forgeEndorsement({ ...(await plain()), registrar: (await withRegistrar()).registrar }),
      { index: 5, rule: "signature", detail: "Entry 6 has an endorsement, although" },
    ],
    [
      "rewrites a block that the colleague had seen",
      async () => rewriteHistory(await plain(), false),
      { index: 4, rule: "seen", detail: "Entry 5 was signed on a chain with another block 3" },
    ],
    [
      "changes what the colleague had seen as well",
      async () => rewriteHistory(await plain(), true),
      { index: 4, rule: "signature", detail: "Entry 5 has a signature that does not fit" },
    ],
  ];

/** A ledger as others read it. */
const served = ({ blocks, list }: LedgerState): LedgerState => ({ blocks: JSON.parse(JSON.stringify(blocks)), list });

describe("the lab's operator, forging a record in a colleague's name", () => {
  test.each(FOUND)("is found out if he %s", async (_, forge, { detail, ...expected }) => {
    const fault = await chainFault(served(await forge()));
    expect(fault).toMatchObject({ ...expected, detail: expect.stringMatching(`^${detail}`) });
  });

  test("is not found out as long as nobody signs, or where only he says whose key it is", async () => {
    const [unsigned, signed] = await Promise.all([unsignedLedger(), plain()]);
    for (const forge of [() => forgeUnsigned(unsigned), () => forgeWithSecondKey(signed)]) {
      const forgery = await forge();
      expect(await chainFault(served(forgery))).toBeUndefined();
      expect(forgery.forged.map((number) => forgery.list.get(number)?.who)).toEqual(
        forgery.forged.map(() => "colleague"),
      );
    }
  });

  test("starts each time with the valid chain that he had", async () => {
    for (const ledger of [await unsignedLedger(), await plain(), await withRegistrar()]) {
      const before = JSON.stringify(ledger.blocks);
      await forgeUnsigned(ledger);
      expect(await chainFault(ledger)).toBeUndefined();
      expect(JSON.stringify(ledger.blocks)).toBe(before);
    }
  });

  test("does not have the private keys of others, and signs with a key that is not extractable", async () => {
    const { colleague, registrar, operator } = await withRegistrar();
    expect(Object.keys(colleague)).toEqual(["publicKey", "thumbprint"]);
    expect(Object.keys(registrar ?? {})).toEqual(["publicKey", "thumbprint"]);
    expect(operator.privateKey.extractable).toBe(false);
  });
});
