import { describe, expect, test } from "vitest";
import { Malformed } from "../../src/chain/text/malformed.ts";
import type { FoundingEntry, KeyEntry, RevocationEntry } from "../../src/chain/sealed/entry.ts";
import type { SealedBlock } from "../../src/chain/sealed/header.ts";
import { SealedValidator } from "../../src/chain/sealed/validation.ts";
import { type AuthorKey, generateAuthorKey, importAuthorKey } from "../../src/client/signing/author-key.ts";
import {
  enrolment,
  type EnrolmentBody,
  openEnrolment,
  revocation,
  type RevocationBody,
} from "../../src/client/signing/enrolment.ts";
import { sealRecord } from "../../src/client/signing/sealing.ts";
import { endorse, signEntry } from "../../src/client/signing/sign-entry.ts";
import {
  signedCorrection,
  signedErasure,
  type SignedRecord,
  signedRecord,
} from "../../src/client/signing/signed-bodies.ts";
import { commitmentOf, fieldsOf, openRecord, parseAnyDisclosure } from "../../src/evidence/receipts/disclosures.ts";
import { Author } from "../support/chain/authors.ts";
import { ANY_TIME } from "../support/chain/chains.ts";
import { blockAfter, chainOf, commitment, record } from "../support/chain/sealed-builder.ts";
import { signedVectors } from "../support/chain/sealed-chains.ts";

const RECORD = { patient_name: "José Ángel Núñez", patient_ID: "P-1", Reg_no: "R-1" };

const faultOf = (chain: readonly unknown[]) => new SealedValidator(ANY_TIME).check(chain);

const tipOf = (chain: readonly SealedBlock[]) => chain.at(-1) as SealedBlock;

const ledgerOf = ([genesis]: readonly SealedBlock[]) => genesis?.hash ?? "";

/** The tests' own author, whose signatures Node makes, as a key of the library. */
const keyOf = (author: Author) => importAuthorKey(author.privateKey.export({ format: "jwk" }));

/** What a ledger mines for the body of an enrolment. */
async function keyEntry({ disclosures, ...signed }: EnrolmentBody): Promise<KeyEntry> {
  return { kind: "key", commitment: await commitmentOf(await fieldsOf(disclosures)), ...signed };
}

/** What a ledger mines for the body of a signed record. */
async function entryOf({ disclosures, ...authorship }: SignedRecord, rest: object): Promise<object> {
  return { ...rest, commitment: await commitmentOf(await fieldsOf(disclosures)), ...authorship };
}

/** What a ledger mines for the body of a revocation. */
function revocationEntry(revokes: string, body: RevocationBody): RevocationEntry {
  const { revoked: _, ...rest } = body;
  return { kind: "revocation", revokes, ...rest };
}

/** A chain in which block 2 enrols a key. */
async function enrolled(key: AuthorKey, founding: Partial<FoundingEntry> = {}, registrar?: AuthorKey) {
  const chain = chainOf([], founding);
  const body = await enrolment(key, "dr-rao", ledgerOf(chain));
  const { entry } = await openEnrolment(body, ledgerOf(chain));
  const endorsed = registrar && { endorsement: await endorse(entry, registrar, ledgerOf(chain)) };
  chain.push(blockAfter(chain, [await keyEntry({ ...body, ...endorsed })]));
  return { chain, ledger: ledgerOf(chain) };
}

describe.each(["Ed25519", "ES256"] as const)("the library, with %s", (algorithm) => {
  test("signs what makes a valid chain: an enrolment, a record, its correction, its erasure", async () => {
    const key = await generateAuthorKey({ algorithm });
    const { chain, ledger } = await enrolled(key, { signatures: "required" });
    const registered = await signedRecord(RECORD, key, ledger, tipOf(chain));
    const corrected = await signedCorrection(RECORD, 3, key, ledger, tipOf(chain));
    const entries = [
      await entryOf(registered, { kind: "record" }),
      await entryOf(corrected, { kind: "correction", corrects: 3 }),
    ];
    chain.push(blockAfter(chain, entries));
    chain.push(
      blockAfter(chain, [{ kind: "erasure", erases: 4, ...(await signedErasure(4, key, ledger, tipOf(chain))) }]),
    );

    expect(await faultOf(chain)).toBeUndefined();
    for (const { disclosures } of [registered, corrected]) {
      const made = await commitmentOf(await fieldsOf(disclosures));
      expect((await openRecord(disclosures, made)).record).toEqual(RECORD);
    }
  });

  test("has a registrar endorse a key, without whom it is not valid", async () => {
    const [key, registrar] = [await generateAuthorKey(), await generateAuthorKey({ algorithm })];
    const founding = { registrar: registrar.publicKey };

    expect(await faultOf((await enrolled(key, founding, registrar)).chain)).toBeUndefined();
    expect(await faultOf((await enrolled(key, founding)).chain)).toMatchObject({ index: 2, rule: "signature" });
    expect(await faultOf((await enrolled(key, founding, key)).chain)).toMatchObject({ index: 2, rule: "signature" });
  });

  test("revokes a key in each way that the chain knows, and in no other", async () => {
    const [key, registrar, other] = [
      await generateAuthorKey({ algorithm }),
      await generateAuthorKey(),
      await generateAuthorKey(),
    ];
    const founding = { registrar: registrar.publicKey };
    const { chain, ledger } = await enrolled(key, founding, registrar);
    const after = async (options: Omit<Parameters<typeof revocation>[1], "ledger">) => {
      const body = await revocation(key.thumbprint, { ledger, ...options });
      expect(body.revoked).toBe(true);
      return (await faultOf([...chain, blockAfter(chain, [revocationEntry(key.thumbprint, body)])]))?.rule;
    };
    const since = { compromised_since: 2 };

    expect(await after({})).toBeUndefined();
    expect(await after({ key })).toBeUndefined();
    expect(await after({ registrar })).toBeUndefined();
    expect(await after({ ...since, key })).toBeUndefined();
    expect(await after({ ...since, registrar })).toBeUndefined();
    expect(await after({ ...since, key, registrar })).toBeUndefined();
    expect(await after(since)).toBe("signature");
    expect(await after({ ...since, key: other })).toBe("signature");
    expect(await after({ ...since, key, registrar: other })).toBe("signature");
  });
});

describe("a signed entry", () => {
  test("is what Node signs with the same key", async () => {
    const author = new Author("dr-rao");
    const key = await keyOf(author);
    const seen = { index: 7, hash: commitment("seen") };
    const erasure = { kind: "erasure", erases: 4 } as const;

    for (const entry of [record(1), { kind: "correction", commitment: commitment(2), corrects: 3 }, erasure]) {
      const signed = await signEntry(entry as typeof erasure, key, "ledger", { ...seen, difficulty: 8 } as typeof seen);
      expect(signed).toEqual(author.signed(entry, "ledger", seen));
    }
    expect(await signedErasure(4, key, "ledger", seen)).toEqual({
      author: author.thumbprint,
      seen,
      signature: (author.signed(erasure, "ledger", seen) as { signature?: string }).signature,
    });
    const entry = author.enrolment("ledger");
    expect(await endorse(entry, key, "ledger")).toBe(author.jws(entry, "ledger"));
  });

  test("is sealed with salts of its own each time", async () => {
    const salts = async () => {
      const { disclosures } = await sealRecord(RECORD);
      return disclosures.map((text) => (JSON.parse(Buffer.from(text, "base64url").toString()) as string[])[0]);
    };
    expect(new Set([...(await salts()), ...(await salts())]).size).toBe(6);
  });

  test("cannot be made for a text that has no canonical form", async () => {
    await expect(sealRecord({ ...RECORD, patient_name: "\ud800" })).rejects.toThrow("lone surrogate");
  });
});

describe("an enrolment", () => {
  test.each([2, 3])("of the vectors is opened for the registrar: entry %i", async (number) => {
    const entry = signedVectors.chain[1]?.entries[number - 2] as KeyEntry;
    const disclosures = signedVectors.disclosures[number] ?? [];
    const { endorsement, ...unendorsed } = entry;
    const opened = await openEnrolment({ ...entry, disclosures }, ledgerOf(signedVectors.chain));

    expect(endorsement).toBeDefined();
    expect(opened.entry).toEqual(unendorsed);
    expect(opened.subject).toBe(parseAnyDisclosure(disclosures[0] ?? "").value);
  });

  test("is not opened if anything about it is wrong", async () => {
    const [key, other] = [await generateAuthorKey(), await generateAuthorKey()];
    const body = await enrolment(key, "dr-rao", "ledger");
    const { signature, disclosures } = await enrolment(key, "dr-eve", "ledger");
    const fields = (await sealRecord(RECORD)).disclosures;

    expect(await openEnrolment(body, "ledger")).toMatchObject({ subject: "dr-rao", thumbprint: key.thumbprint });
    await expect(openEnrolment(body, "another")).rejects.toThrow(Malformed);
    for (const edit of [
      { public_key: other.publicKey },
      { public_key: { ...key.publicKey, kid: "dr-rao" } },
      { signature },
      { signature: "" },
      { disclosures },
      { disclosures: [] },
      { disclosures: [...body.disclosures, ...disclosures] },
      { disclosures: fields },
      { disclosures: ["no disclosure"] },
    ]) {
      await expect(openEnrolment({ ...body, ...edit }, "ledger")).rejects.toThrow(Malformed);
    }
    // A ledger takes none of these names, and a report that shows one could be misread.
    for (const name of ["", "dr\u202erao", "dr-rao\n"]) {
      await expect(openEnrolment(await enrolment(key, name, "ledger"), "ledger")).rejects.toThrow(
        "the name of the key",
      );
    }
  });
});
