import { type AuthorKey, generateAuthorKey } from "../../../src/client/signing/author-key.ts";
import { enrolment, openEnrolment, type RevocationOptions, revocation } from "../../../src/client/signing/enrolment.ts";
import { endorse, vouch } from "../../../src/client/signing/sign-entry.ts";
import { commitmentOf, fieldsOf } from "../../../src/evidence/disclosures.ts";
import type { Header } from "../../../src/chain/sealed/header.ts";
import type { Enrolment, EnrolResult, RevokeResult } from "../../../src/ledger/key-results.ts";
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

/** The hash of genesis, which every signature covers. */
export async function ledgerHash(): Promise<string> {
  const text = await valueOf(faulty().blockText(1));
  return (JSON.parse(text ?? "{}") as Header).hash;
}

/** A new author's key. */
export function newKey(): Promise<AuthorKey> {
  return generateAuthorKey();
}

/** What a client sends to enrol a key. */
export async function enrolmentOf(
  key: AuthorKey,
  { subject = AUTHOR.subject, registrar }: { subject?: string; registrar?: AuthorKey | undefined } = {},
): Promise<Enrolment> {
  const ledger = await ledgerHash();
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

/** Enrols a key for the author, with new salts. */
export async function enrol(
  key: AuthorKey,
  options: { subject?: string; registrar?: AuthorKey | undefined } = {},
  reader: Reader = AUTHOR,
): Promise<EnrolResult> {
  return valueOf(faulty().enrol(await enrolmentOf(key, options), reader));
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
