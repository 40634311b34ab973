import { expect } from "vitest";
import type { ProblemName } from "../../../src/contract/problems.ts";
import { request } from "../worker/client.ts";
import { sql } from "../storage/main.ts";
import type { ProblemBody } from "../worker/problems.ts";

export const NDJSON = "application/x-ndjson";
export const LIMIT = { lines: 10_000, bytes: 4 * 1024 * 1024 };

export interface LineAnswer {
  readonly line: number;
  readonly status: number;
  readonly location?: string;
  readonly problem?: ProblemBody;
}

export const encoder = new TextEncoder();
export const PENDING = expect.stringMatching(/^\/mempool\/[\da-f-]{36}$/) as string;
export const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, place) => from + place);
export const batch = (records: readonly object[]) => records.map((record) => `${JSON.stringify(record)}\n`).join("");

export function send(body: BodyInit, path = "/records", headers: Record<string, string> = {}): Promise<Response> {
  return request(path, { method: "POST", headers: { "Content-Type": NDJSON, ...headers }, body });
}

/** The text of an answer to a batch. With `text()`, workerd would print a warning for each one, since NDJSON is no text type. */
export async function textOf(response: Response): Promise<string> {
  return new TextDecoder().decode(await response.arrayBuffer());
}

/** Sends a batch and reads the answer, which has one line for each line of the batch. */
export async function answers(
  body: BodyInit,
  path = "/records",
  headers: Record<string, string> = {},
): Promise<LineAnswer[]> {
  const response = await send(body, path, headers);
  const text = await textOf(response);
  expect({ status: response.status, text }).toMatchObject({ status: 200 });
  expect(response.headers.get("Content-Type")).toBe(NDJSON);
  expect(text === "" || text.endsWith("\n")).toBe(true);
  const lines = text.split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line) as LineAnswer);
}

/** The answer to a refused line. */
export function refusal(line: number, status: number, name: ProblemName): object {
  const type = `urn:problem-type:patient-ledger:${name}`;
  return { line, status, problem: { type, title: expect.any(String), status, detail: expect.stringMatching(/\S/) } };
}

/** The registration numbers on the chain, in chain order, starting at a block. */
export async function minedRegNos(from = 2): Promise<unknown[]> {
  const rows = await sql(`SELECT Reg_no FROM blocks WHERE "index" >= ? ORDER BY "index"`, from);
  return rows.map((row) => row["Reg_no"]);
}
