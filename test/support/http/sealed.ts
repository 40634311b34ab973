import type { Header, SealedBlock } from "../../../src/chain/sealed/header.ts";
import type { PatientRecord } from "../../../src/chain/records/record.ts";
import type { EntryReceipt } from "../../../src/evidence/receipts/entry-receipt.ts";
import { SCOPES } from "../../../src/contract/scopes.ts";
import { bearer, putLedger, request } from "../worker/client.ts";

/** The sealed ledger of the routes' tests, and the prefix of its routes. */
export const WARD = "ward-3";
export const PREFIX = `/ledgers/${WARD}`;

/** Every scope that the routes ask for. */
export const EVERYTHING = SCOPES.join(" ");

/** The response to a record that was registered. */
export interface RegisteredBody {
  readonly message: string;
  readonly block: Header;
  readonly record: { readonly number: number };
  readonly receipt: EntryReceipt;
}

/** Calls a route of the sealed ledger with every scope, unless the claims change that. */
export async function call(
  path: string,
  init: RequestInit = {},
  claims: Record<string, unknown> = {},
): Promise<Response> {
  const headers = new Headers(init.headers);
  const token = await bearer({ scope: EVERYTHING, ...claims });
  headers.set("Authorization", token.Authorization);
  return request(`${PREFIX}${path}`, { ...init, headers });
}

/** Posts a value as JSON. */
export function send(
  path: string,
  body: unknown,
  claims: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Promise<Response> {
  const sent = { "Content-Type": "application/json", ...headers };
  return call(path, { method: "POST", headers: sent, body: JSON.stringify(body) }, claims);
}

/** Creates the sealed ledger. */
export async function createWard(): Promise<void> {
  const response = await putLedger(WARD, { records: "sealed" });
  if (response.status !== 201) throw new Error(`not created: ${await response.text()}`);
}

/** Registers a record, which must be accepted. */
export async function register(record: PatientRecord, claims: Record<string, unknown> = {}): Promise<RegisteredBody> {
  const response = await send("/mine_block", record, claims);
  if (response.status !== 201) throw new Error(`not registered: ${await response.text()}`);
  return response.json<RegisteredBody>();
}

/**
 * Sends a correction.
 *
 * @param number that of the record, or text that should be one
 * @param ifMatch the header; absent if `undefined`
 */
export function correct(
  number: number | string,
  ifMatch: string | undefined,
  record: unknown,
  claims: Record<string, unknown> = {},
  query = "",
): Promise<Response> {
  const headers: Record<string, string> = ifMatch === undefined ? {} : { "If-Match": ifMatch };
  return send(`/records/${number}/corrections${query}`, record, claims, headers);
}

/** The blocks of the sealed ledger. */
export async function blocks(): Promise<SealedBlock[]> {
  return (await (await call("/get_chain")).json<{ chain: SealedBlock[] }>()).chain;
}
