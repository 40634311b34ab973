import { type AuthorKey, generateAuthorKey } from "../../../src/client/signing/author-key.ts";
import { enrolment, openEnrolment, type RevocationOptions, revocation } from "../../../src/client/signing/enrolment.ts";
import { endorse, vouch } from "../../../src/client/signing/sign-entry.ts";
import { commitmentOf, fieldsOf } from "../../../src/evidence/receipts/disclosures.ts";
import type { Header } from "../../../src/chain/sealed/header.ts";
import type { Enrolment, EnrolResult, RevokeResult } from "../../../src/ledger/key-results.ts";
import type { Ledger } from "../../../src/ledger/ledger.ts";
import type { Reader } from "../../../src/ledger/results.ts";
import { valueOf } from "./answers.ts";
import { faulty } from "./recovery.ts";

/** An author who may enrol keys and read them, but not the records or the keys' subjects. */
export const AUTHOR: Reader = { subject: "dr-rao", scopes: ["chain:read", "key:enrol"], requestId: "a-request" };

/** May revoke any key, and see whose it is. */
export const SECURITY: Reader = {
  subject: "security",
  scopes: ["chain:read", "record:read", "key:revoke"],
  requestId: "a-request",
};

/** What a key is enrolled with besides its author's own name and signature. */
interface EnrolmentOptions {
  readonly subject?: string;
  readonly registrar?: AuthorKey | undefined;
  /** The ledger in place of the tests' own. */
  readonly on?: DurableObjectStub<Ledger>;
}

/** The hash of genesis, which every signature covers. */
export async function ledgerHash(on: DurableObjectStub<Ledger> = faulty()): Promise<string> {
  const text = await valueOf(on.blockText(1));
  return (JSON.parse(text ?? "{}") as Header).hash;
}

/** What a client sends to enrol a key. */
export async function enrolmentOf(
  key: AuthorKey,
  { subject = AUTHOR.subject, registrar, on }: EnrolmentOptions = {},
): Promise<Enrolment> {
  const ledger = await ledgerHash(on);
  const body = { ...(await enrolment(key, subject, ledger)), subject };
  if (!registrar) return body;
  const { entry } = await openEnrolment(body, ledger);
  return { ...body, endorsement: await endorse(entry, registrar, ledger) };
}

/** What a client sends that uses a disclosure of its subject again, salt included. */
export async function enrolmentWith(key: AuthorKey, { subject, disclosures }: Enrolment): Promise<Enrolment> {
  const entry = {
    kind: "key",
    public_key: key.publicKey,
    commitment: await commitmentOf(await fieldsOf(disclosures)),
    signature: "",
  } as const;
  const signature = await vouch(entry, key, await ledgerHash(), "signature");
  return { public_key: key.publicKey, disclosures, subject, signature };
}

/** Enrols a key, with new salts. */
export async function enrol(
  key: AuthorKey,
  options: EnrolmentOptions = {},
  reader: Reader = AUTHOR,
): Promise<EnrolResult> {
  const { on = faulty() } = options;
  return valueOf(on.enrol(await enrolmentOf(key, options), reader));
}

/** Enrols a new key. */
export async function newAuthor(subject: string): Promise<AuthorKey> {
  const key = await generateAuthorKey();
  const { outcome } = await enrol(key, { subject });
  if (outcome !== "enrolled") throw new Error(`not enrolled, but ${outcome}`);
  return key;
}

/** Revokes a key. */
export async function revoke(
  key: AuthorKey,
  options: Omit<RevocationOptions, "ledger"> = {},
  reader: Reader = AUTHOR,
): Promise<RevokeResult> {
  const { revoked: _, ...body } = await revocation(key.thumbprint, { ...options, ledger: await ledgerHash() });
  return valueOf(faulty().revoke(key.thumbprint, body, reader));
}

/** A key's state as the ledger shows it, or the outcome of asking. */
export async function stateOf(key: AuthorKey): Promise<string> {
  const answer = await faulty().key(key.thumbprint, SECURITY);
  if (answer.outcome !== "ok") return answer.outcome;
  return answer.value.outcome === "found" ? answer.value.key.state : answer.value.outcome;
}
