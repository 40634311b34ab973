import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { SealedBlock } from "../../../src/chain/sealed/header.ts";
import { SealedValidator } from "../../../src/chain/sealed/validation.ts";
import { LedgerClient, Refusal } from "../../../src/client/client.ts";
import { eraseRecord, readErasure } from "../../../src/client/routes/erasures.ts";
import { enrolKey, type KeyAccepted, readKey, readKeys, revokeKey } from "../../../src/client/routes/keys.ts";
import { createLedger, type Founding } from "../../../src/client/routes/ledgers.ts";
import { correctRecord, readTaggedRecord, readVersions } from "../../../src/client/routes/records.ts";
import { registerRecord, registerRecords } from "../../../src/client/registering.ts";
import { type AuthorKey, generateAuthorKey } from "../../../src/client/signing/author-key.ts";
import { enrolment, openEnrolment, revocation } from "../../../src/client/signing/enrolment.ts";
import { endorse } from "../../../src/client/signing/sign-entry.ts";
import { signedCorrection, signedErasure, signedRecord } from "../../../src/client/signing/signed-bodies.ts";
import { type SigningContext, signingContext } from "../../../src/client/signing/signing-context.ts";
import type { ProblemName } from "../../../src/contract/problems.ts";
import {
  type EntryReceipt,
  parseEntryReceipt,
  verifyEntryReceipt,
} from "../../../src/evidence/receipts/entry-receipt.ts";
import { parseVerifierKey } from "../../../src/evidence/notes/note.ts";
import { verifySignatures } from "../../support/chain/jose-signatures.js";
import { blocks, call, EVERYTHING, PREFIX } from "../../support/http/sealed.ts";
import { patient, request, token } from "../../support/worker/client.ts";
import { deployedWith, SIGNING } from "../../support/worker/deployment.ts";

deployedWith(SIGNING);

const ALGORITHMS = ["Ed25519", "ES256"] as const;
const ORIGIN = "https://ledger.test";

// The library sends its requests over the network; here they go to the Worker's app.
beforeEach(() => {
  vi.spyOn(globalThis, "fetch").mockImplementation((url, init) => request((url as string).slice(ORIGIN.length), init));
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** A client of the ledger whose token has every scope and this subject. */
const clientOf = (subject: string) =>
  new LedgerClient({ url: `${ORIGIN}${PREFIX}`, token: () => token({ sub: subject, scope: EVERYTHING }) });
const rao = clientOf("dr-rao");

const SEALED = { puzzle: "block-hash", difficulty: 8, records: "sealed" } as const;

/** Creates the ledger. */
async function found(founding: Partial<Extract<Founding, { records: "sealed" }>> = {}): Promise<SigningContext> {
  if (!(await createLedger(rao, { ...SEALED, ...founding }))) throw new Error("its genesis takes too long");
  return signingContext(rao);
}

/** What was mined for a request; it must not be waiting still. */
function mined<Answer extends object>(answer: Answer | KeyAccepted): Answer {
  if ("id" in answer) throw new Error("it waits");
  return answer;
}

/** Enrols a new key for the subject of a client's token. */
async function enrolled(ledger: string, subject = "dr-rao", algorithm?: (typeof ALGORITHMS)[number]) {
  const key = await generateAuthorKey(algorithm ? { algorithm } : {});
  const { receipt } = mined(await enrolKey(clientOf(subject), await enrolment(key, subject, ledger)));
  return { key, receipt };
}

/** The record that an answer is about. */
function numberOf(answer: object): number {
  const { number } = (answer as { readonly record?: { readonly number: number } }).record ?? {};
  if (number === undefined) throw new Error("it has no record");
  return number;
}

/** Expects a receipt to hold, and returns the entry. */
async function proven(receipt: EntryReceipt) {
  const vkey = (await (await call("/vkey")).text()).trim();
  const policy = { ledger: [await parseVerifierKey(vkey)] };
  return verifyEntryReceipt(parseEntryReceipt(JSON.stringify(receipt)), policy);
}

/** The problem with which a request was refused. */
async function problemOf(promise: Promise<unknown>): Promise<ProblemName> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Refusal)) throw error;
  return error.problem as ProblemName;
}

const faultOf = (chain: readonly SealedBlock[]) => new SealedValidator({ now: Date.now }).check(chain);

describe.each(ALGORITHMS)("what the library signs with %s", (algorithm) => {
  test("is enrolled, registered, corrected and erased, and jose verifies it as get_chain serves it", async () => {
    const { ledger } = await found({ signatures: "required" });
    const { key, receipt } = await enrolled(ledger, "dr-rao", algorithm);
    expect(await proven(receipt)).toMatchObject({ entry: { kind: "key" }, disclosed: { subject: "dr-rao" } });

    const { seen } = await signingContext(rao);
    const registered = await registerRecord(rao, await signedRecord(patient(1), key, ledger, seen));
    expect(await proven((registered as { receipt: EntryReceipt }).receipt)).toMatchObject({
      entry: { kind: "record", author: key.thumbprint, seen },
      disclosed: patient(1),
    });
    const { tag } = await readTaggedRecord(rao, numberOf(registered));
    const renamed = { ...patient(1), patient_name: "José Ángel Núñez" };
    const body = await signedCorrection(renamed, numberOf(registered), key, ledger, seen);
    const corrected = await correctRecord(rao, numberOf(registered), tag, body);
    expect(await readVersions(rao, numberOf(registered))).toMatchObject([patient(1), renamed]);

    const authorship = await signedErasure(numberOf(corrected), key, ledger, seen);
    await eraseRecord(rao, numberOf(corrected), "error", authorship);
    await vi.waitFor(async () => expect(await readErasure(rao, numberOf(corrected))).toMatchObject({ state: "done" }));

    const chain = await blocks();
    expect(await verifySignatures(chain)).toBe(4);
    expect(await faultOf(chain)).toBeUndefined();
    expect(chain.flatMap(({ entries }) => entries).at(-1)).toMatchObject({ kind: "erasure", author: key.thumbprint });
    expect(await rao.get("/is_valid")).toMatchObject({
      valid: true,
      signatures: { signed: 2, unsigned: 0, keys: 1, disputed: 0, names: "operator" },
    });
  });
});

describe("a signed record", () => {
  test("that is sent again, or sealed and signed again, is there once", async () => {
    const { ledger, seen } = await found();
    const { key } = await enrolled(ledger);
    const body = await signedRecord(patient(1), key, ledger, seen);
    const first = await registerRecord(rao, body);
    const { length } = await blocks();

    for (const again of [body, await signedRecord(patient(1), key, ledger, seen)]) {
      expect(await registerRecord(rao, again)).toMatchObject({ record: { number: numberOf(first) } });
    }
    const lines = [];
    for await (const { status, location } of registerRecords(rao, [body, patient(1)])) lines.push({ status, location });
    expect(lines).toEqual([
      { status: 200, location: `${PREFIX}/records/${numberOf(first)}` },
      { status: 409, location: undefined },
    ]);
    expect(await blocks()).toHaveLength(length);
  });

  test("is not another author's, nor anybody's unsigned", async () => {
    const { ledger, seen } = await found();
    const [{ key }, bose] = [await enrolled(ledger), await enrolled(ledger, "dr-bose")];
    await registerRecord(rao, await signedRecord(patient(1), key, ledger, seen));

    const other = await signedRecord(patient(1), bose.key, ledger, seen);
    expect(await problemOf(registerRecord(rao, other))).toBe("registration-conflict");
    expect(await problemOf(registerRecord(rao, patient(1)))).toBe("registration-conflict");
  });

  test("is refused if the key, the ledger, the block or the record is not the one that counts", async () => {
    const { ledger, seen } = await found({ signatures: "required" });
    const [{ key }, stranger] = [await enrolled(ledger), await generateAuthorKey()];
    const { length } = await blocks();
    const sign = (by: AuthorKey, of = ledger, at = seen) => signedRecord(patient(1), by, of, at);
    const sound = await sign(key);
    const refused = async (body: Awaited<ReturnType<typeof sign>>) => problemOf(registerRecord(rao, body));

    expect(await refused(await sign(stranger))).toBe("key-not-enrolled");
    expect(await refused(await sign(key, seen.hash.replace(/^./, "f")))).toBe("signature-refused");
    expect(await refused({ ...sound, seen: { ...seen, hash: "f".repeat(64) } })).toBe("signature-refused");
    expect(await refused(await sign(key, ledger, { ...seen, hash: "f".repeat(64) }))).toBe("seen-unknown");
    expect(await refused(await sign(key, ledger, { ...seen, index: length + 1 }))).toBe("seen-unknown");
    const { disclosures } = await signedRecord(patient(2), key, ledger, seen);
    expect(await refused({ ...sound, disclosures })).toBe("signature-refused");
    expect(await problemOf(registerRecord(rao, patient(1)))).toBe("signature-required");
    expect(await blocks()).toHaveLength(length);
    expect(await registerRecord(rao, sound)).toMatchObject({ record: { number: 3 } });
  });
});

describe("a key", () => {
  test("is enrolled once for its subject, shown, and revoked by itself, which disputes what it signed", async () => {
    const { ledger, seen } = await found();
    const {
      key,
      key: { thumbprint },
    } = await enrolled(ledger);
    const again = mined(await enrolKey(rao, await enrolment(key, "dr-rao", ledger)));
    expect(again.key).toMatchObject({ thumbprint, state: "enrolled", subject: "dr-rao", endorsed: false });
    expect(await readKeys(rao)).toMatchObject({ names: "operator", keys: [{ thumbprint, subject: "dr-rao" }] });
    expect(await problemOf(enrolKey(rao, await enrolment(key, "dr-bose", ledger)))).toBe("key-conflict");
    const body = await signedRecord(patient(1), key, ledger, seen);
    await registerRecord(rao, body);

    const revoked = await revocation(thumbprint, { ledger, compromised_since: 2, key });
    mined(await revokeKey(rao, thumbprint, revoked));
    mined(await revokeKey(rao, thumbprint, { revoked: true }));
    expect(await readKey(rao, thumbprint)).toMatchObject({ state: "revoked", compromised_since: 2, names: "operator" });
    expect(await problemOf(registerRecord(rao, await signedRecord(patient(2), key, ledger, seen)))).toBe("key-revoked");
    expect(await registerRecord(rao, body)).toMatchObject({ record: { number: 3 } });
    expect(await rao.get("/is_valid")).toMatchObject({ valid: true, signatures: { signed: 1, keys: 1, disputed: 1 } });
    expect(await verifySignatures(await blocks())).toBe(3);
  });

  test("has its subject erased with its entry, and goes on signing", async () => {
    const { ledger, seen } = await found();
    const { key, receipt } = await enrolled(ledger);

    await eraseRecord(rao, receipt.number, "request", await signedErasure(receipt.number, key, ledger, seen));
    await vi.waitFor(async () => expect(await readErasure(rao, receipt.number)).toMatchObject({ state: "done" }));

    expect(await readKey(rao, key.thumbprint)).toMatchObject({ state: "enrolled", subject: null });
    expect(await registerRecord(rao, await signedRecord(patient(1), key, ledger, seen))).toHaveProperty("record");
    expect(await proven(receipt)).toMatchObject({ disclosed: { subject: "dr-rao" } });
    expect(await problemOf(enrolKey(rao, await enrolment(key, "dr-rao", ledger)))).toBe("key-conflict");
    expect(await rao.get("/is_valid?records=open")).toMatchObject({
      valid: true,
      signatures: { signed: 1, keys: 1 },
      records: { opened: 1, erased: 0 },
    });
  });

  test("needs the endorsement of the ledger's registrar", async () => {
    const [registrar, key] = [await generateAuthorKey({ algorithm: "ES256" }), await generateAuthorKey()];
    const { ledger } = await found({ registrar: registrar.publicKey });
    const body = await enrolment(key, "dr-rao", ledger);
    const { entry } = await openEnrolment(body, ledger);
    const endorsed = { ...body, endorsement: await endorse(entry, registrar, ledger) };

    expect(await problemOf(enrolKey(rao, body))).toBe("signature-refused");
    expect(await problemOf(enrolKey(rao, { ...body, endorsement: await endorse(entry, key, ledger) }))).toBe(
      "signature-refused",
    );
    expect(mined(await enrolKey(rao, endorsed)).key).toMatchObject({ endorsed: true });
    mined(
      await revokeKey(
        rao,
        key.thumbprint,
        await revocation(key.thumbprint, { ledger, registrar, compromised_since: 2 }),
      ),
    );
    expect(await readKeys(rao)).toMatchObject({
      names: "registrar",
      keys: [{ state: "revoked", compromised_since: 2 }],
    });
    expect(await faultOf(await blocks())).toBeUndefined();
  });
});
