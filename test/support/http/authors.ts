import type { AuthorKey } from "../../../src/client/signing/author-key.ts";
import { enrolment, type EnrolmentBody } from "../../../src/client/signing/enrolment.ts";
import { signedRecord, type SignedRecord } from "../../../src/client/signing/signed-bodies.ts";
import type { PatientRecord } from "../../../src/chain/records/record.ts";
import type { Seen } from "../../../src/chain/sealed/entry.ts";
import { blocks, call, send } from "./sealed.ts";

/** A disclosure of anything, even of what no disclosure may hold. */
export function disclosure(...parts: unknown[]): string {
  const bytes = new TextEncoder().encode(JSON.stringify(parts));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** A salt of exactly 128 bits. */
export const SALT = "A".repeat(22);

/** The disclosures of a record's fields, all with the same salt. */
export function disclosuresOf(record: object): string[] {
  return Object.entries(record).map(([name, value]) => disclosure(SALT, name, value));
}

/** Calls a route of a key with a JSON body. */
export function sendKey(
  method: "PUT" | "PATCH",
  thumbprint: string,
  body: unknown,
  claims: Record<string, unknown> = {},
): Promise<Response> {
  const headers = { "Content-Type": "application/json" };
  return call(`/keys/${thumbprint}`, { method, headers, body: JSON.stringify(body) }, claims);
}

/** The genesis and the newest block of the sealed ledger. */
export async function ends(): Promise<{ readonly ledger: string; readonly tip: Seen }> {
  const chain = await blocks();
  const [genesis, tip] = [chain[0], chain.at(-1)];
  if (!genesis || !tip) throw new Error("the ledger has no blocks");
  return { ledger: genesis.hash, tip };
}

/** The body that enrols a key on the sealed ledger. */
export async function enrolmentOf(key: AuthorKey, subject = "dr-rao"): Promise<EnrolmentBody> {
  return enrolment(key, subject, (await ends()).ledger);
}

/** Enrols a key on the sealed ledger, which must accept it. */
export async function enrol(key: AuthorKey, subject = "dr-rao", claims: Record<string, unknown> = {}): Promise<void> {
  const response = await sendKey("PUT", key.thumbprint, await enrolmentOf(key, subject), { sub: subject, ...claims });
  const text = await response.text();
  if (response.status !== 201) throw new Error(`not enrolled: ${text}`);
}

/** A record that its author signs after looking at the newest block. */
export async function signed(record: PatientRecord, key: AuthorKey): Promise<SignedRecord> {
  const { ledger, tip } = await ends();
  return signedRecord(record, key, ledger, tip);
}

/** Registers a signed record on the sealed ledger. */
export async function registerSigned(
  record: PatientRecord,
  key: AuthorKey,
  claims: Record<string, unknown> = {},
): Promise<Response> {
  return send("/mine_block", await signed(record, key), claims);
}
