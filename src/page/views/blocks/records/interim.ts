import type { PatientRecord } from "../../../../chain/record.ts";
import { answerOf, type LedgerClient } from "../../../../client/client.ts";
import type { RegisteredRecord } from "../../../../client/records.ts";
import { JSON_TYPE } from "../../../../contract/content.ts";

export interface HeldRecord {
  readonly record: RegisteredRecord;
  readonly etag: string;
}
export type ErasureReason = "request" | "retention" | "error";
export interface Erasure {
  readonly state: "pending" | "done";
  readonly entry?: number;
  readonly reason: ErasureReason;
  readonly final_after?: string;
}
export interface ReadEntry {
  readonly number: number;
  readonly commitment: string;
  readonly at?: string;
  readonly who?: string;
  readonly action?: string;
  readonly record?: number | null;
  readonly request_id?: string;
  readonly granted?: boolean;
}
export interface Reads {
  readonly entries: readonly ReadEntry[];
  readonly next?: string;
}
export async function holdVersion(
  client: LedgerClient,
  number: number,
  signal: AbortSignal | null = null,
): Promise<HeldRecord> {
  const response = await client.request(`/records/${number}`, { signal });
  return { record: (await answerOf(response)) as RegisteredRecord, etag: response.headers.get("ETag") ?? "" };
}
export async function recordVersions(
  client: LedgerClient,
  number: number,
  signal: AbortSignal | null = null,
): Promise<readonly RegisteredRecord[]> {
  return ((await client.get(`/records/${number}/versions`, { signal })) as { versions: RegisteredRecord[] }).versions;
}
export async function correctRecord(
  client: LedgerClient,
  number: number,
  etag: string,
  record: PatientRecord,
): Promise<number | undefined> {
  const response = await client.request(`/records/${number}/corrections`, {
    method: "POST",
    headers: { "Content-Type": JSON_TYPE, "If-Match": etag },
    body: JSON.stringify(record),
  });
  const answer = (await answerOf(response)) as { record?: { number: number }; block?: { index: number } };
  return answer.record?.number ?? answer.block?.index;
}
export async function eraseRecord(client: LedgerClient, number: number, reason: ErasureReason): Promise<Erasure> {
  return (await client.post(`/records/${number}/erasure`, { reason })) as Erasure;
}
export async function recordErasure(
  client: LedgerClient,
  number: number,
  signal: AbortSignal | null = null,
): Promise<Erasure> {
  return (await client.get(`/records/${number}/erasure`, { signal })) as Erasure;
}
export async function setHold(client: LedgerClient, number: number, isHeld: boolean): Promise<void> {
  await client.request(`/records/${number}/hold`, { method: isHeld ? "PUT" : "DELETE" });
}
export async function reads(
  client: LedgerClient,
  query: { from: number; limit: number; record?: number | undefined },
  signal: AbortSignal | null = null,
): Promise<Reads> {
  const record = query.record === undefined ? "" : `&record=${query.record}`;
  return (await client.get(`/reads?from=${query.from}&limit=${query.limit}${record}`, { signal })) as Reads;
}
