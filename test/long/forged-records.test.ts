// @module-tag long

import { beforeAll, expect, test } from "vitest";
import { canonicalText } from "../../src/chain/text/canonical.ts";
import type { Entry } from "../../src/chain/sealed/entry.ts";
import { headerOf, type SealedBlock } from "../../src/chain/sealed/header.ts";
import { LedgerClient } from "../../src/client/client.ts";
import { enrolKey } from "../../src/client/routes/keys.ts";
import { createLedger } from "../../src/client/routes/ledgers.ts";
import { registerRecord } from "../../src/client/registering.ts";
import { type AuthorKey, generateAuthorKey } from "../../src/client/signing/author-key.ts";
import { enrolment, openEnrolment } from "../../src/client/signing/enrolment.ts";
import { endorse, signEntry, vouch } from "../../src/client/signing/sign-entry.ts";
import { signedRecord } from "../../src/client/signing/signed-bodies.ts";
import { signingContext } from "../../src/client/signing/signing-context.ts";
import { blockAfter, commitment } from "../support/chain/sealed-builder.ts";
import { type Report, runProcess } from "../support/cli/commands.ts";
import { StorageServer } from "../support/e2e/storage-server.ts";
import { deleteCheckpoints, deleteTree, markUnsigned, replaceRows } from "../support/storage/edits.ts";
import { Store } from "../support/storage/on-disk.ts";

const dev = new StorageServer();
const NAME = "practice";
const FORGED = { kind: "record", commitment: commitment("forged") } as const;

/** The doctor's key, and one that the operator made. */
let rao: AuthorKey;
let own: AuthorKey;
/** What was mined: the founding, which names a registrar, the enrolment, and three signed records in a block each. */
let honest: SealedBlock[];
let ledger: string;

beforeAll(async () => {
  await dev.start();
  const client = new LedgerClient({ url: `${dev.url}/ledgers/${NAME}`, token: async () => dev.token });
  const registrar = await generateAuthorKey();
  [rao, own] = [await generateAuthorKey(), await generateAuthorKey()];
  const founding = { records: "sealed", puzzle: "block-hash", difficulty: 8, signatures: "required" } as const;
  await createLedger(client, { ...founding, registrar: registrar.publicKey });
  ({ ledger } = await signingContext(client));
  const body = await enrolment(rao, "developer", ledger);
  const { entry } = await openEnrolment(body, ledger);
  await enrolKey(client, { ...body, endorsement: await endorse(entry, registrar, ledger) });
  for (const number of [1, 2, 3]) {
    const { seen } = await signingContext(client);
    const patient = { patient_name: `Patient ${number}`, patient_ID: `P-${number}`, Reg_no: `REG-${number}` };
    await registerRecord(client, await signedRecord(patient, rao, ledger, seen));
  }
  honest = (await dev.json<{ chain: SealedBlock[] }>(`/ledgers/${NAME}/get_chain`)).chain;
  await dev.whileStopped(() => dev.save("honest"));
});

/** Mines a block on top of others at the time of the newest. */
const mined = (chain: readonly SealedBlock[], entries: readonly Entry[]) =>
  blockAfter(chain, entries, { timestamp: chain.at(-1)?.timestamp ?? "" });

/** Writes a chain into the honest storage, and drops what the ledger had signed, as whoever runs it can. */
async function store(chain: readonly SealedBlock[]): Promise<void> {
  const entries = chain.flatMap((block) =>
    block.entries.map((entry, place) => {
      const number = block.first_entry + place;
      return { number, entry: canonicalText(entry), accepted_at: 0, mac: new ArrayBuffer(32) };
    }),
  );
  await dev.whileStopped(() => {
    dev.rollBack("honest");
    const edits = [replaceRows("headers", chain.map(headerOf)), replaceRows("entries", entries)];
    new Store(dev, NAME).edit(...edits, deleteCheckpoints, deleteTree, markUnsigned(chain.length));
  });
}

test.each<[string, (seen: SealedBlock) => Promise<Entry>, string]>([
  ["without a signature", async () => FORGED, "signature"],
  [
    "with the doctor's signature of another record",
    async (seen) => ({ ...(await signEntry({ ...FORGED, commitment: "0".repeat(64) }, rao, ledger, seen)), ...FORGED }),
    "signature",
  ],
  [
    "with a signature of the operator's in the doctor's name",
    async (seen) => signEntry(FORGED, { ...rao, privateKey: own.privateKey }, ledger, seen),
    "signature",
  ],
  ["with a key that is not enrolled", async (seen) => signEntry(FORGED, own, ledger, seen), "key"],
  [
    "with a key in the doctor's name, enrolled without the registrar",
    async () => {
      const entry = { kind: "key", public_key: own.publicKey, commitment: commitment("rao"), signature: "" } as const;
      const signed = { ...entry, signature: await vouch(entry, own, ledger, "signature") };
      return { ...signed, endorsement: await endorse(signed, own, ledger) };
    },
    "signature",
  ],
])("an operator who registers a record %s is found out by anybody, without any key", async (_, forge, rule) => {
  await store([...honest, mined(honest, [await forge(honest.at(-1) as SealedBlock)])]);

  const fault = { index: honest.length + 1, rule };
  expect(await verdicts()).toMatchObject({ ledger: { valid: false, fault }, verify: { code: 1, fault } });
});

test("an operator who mines a block again and all that follow is found out by what the author had seen", async () => {
  const forged = honest.slice(0, 2);
  for (const { entries } of honest.slice(2)) forged.push(mined(forged, entries));
  await store(forged);

  const fault = { index: 4, rule: "seen" };
  expect(await verdicts()).toMatchObject({ ledger: { valid: false, fault }, verify: { code: 1, fault } });
});

test("the honest storage, written again in the same way, is valid and counts the signatures", async () => {
  await store(honest);

  const signatures = { signed: 3, unsigned: 0, keys: 1, disputed: 0, names: "registrar" };
  expect(await dev.json(`/ledgers/${NAME}/is_valid`)).toMatchObject({ valid: true, signatures });
});

/** What the ledger says about itself, and what `npm run verify` says without the ledger's key. */
async function verdicts() {
  const { code, stdout } = await runProcess("verify", ["--url", `${dev.url}/ledgers/${NAME}`, "--json"]);
  const { fault } = JSON.parse(stdout) as Report;
  return { ledger: await dev.json(`/ledgers/${NAME}/is_valid`), verify: { code, fault } };
}
