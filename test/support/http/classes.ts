import { exportJWK } from "jose";
import type { ClassView, ExchangedCode, StudentCode } from "../../../src/contract/schemas/class.ts";
import { bearer, request, signingKey } from "../worker/client.ts";

/** The class whose codes the tests' deployment gives out. */
export const CLASS = "class-7b";

/** The settings of a deployment that gives out codes: its key is the one that the tests' issuer signs with. */
export const CODES = {
  CLASS_KEY: JSON.stringify({ ...(await exportJWK(signingKey)), alg: "ES256", kid: "test" }),
  CLASS_NAME: CLASS,
};

/** A time from now, in milliseconds, as the API writes it. */
export const inFuture = (milliseconds: number): string => new Date(Date.now() + milliseconds).toISOString();

export const HOUR = 3_600_000;

/** Sends JSON, or nothing, as a teacher unless the claims say otherwise. */
export async function teach(
  method: string,
  path: string,
  body?: unknown,
  claims: Record<string, unknown> = {},
): Promise<Response> {
  const headers = await bearer({ sub: "teacher", scope: "class:teach ledger:create chain:read", ...claims });
  return send(method, path, body, headers);
}

/** Sends JSON, or nothing, with these headers. */
export function send(method: string, path: string, body: unknown, headers: Record<string, string>): Promise<Response> {
  if (body === undefined) return request(path, { method, headers });
  const type = { "Content-Type": "application/json" };
  return request(path, { method, headers: { ...type, ...headers }, body: JSON.stringify(body) });
}

/** Opens a class of unnamed students. */
export async function opened(students: number, name = CLASS, ends = inFuture(HOUR)): Promise<ClassView> {
  const terms = { students: Array.from({ length: students }, () => ({})), ends };
  const response = await teach("PUT", `/classes/${name}`, terms);
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

/** The code of a student. */
export async function codeOf(student: number): Promise<string> {
  const { codes } = await (await teach("GET", `/classes/${CLASS}/codes`)).json<{ codes: StudentCode[] }>();
  const code = codes.find(({ number }) => number === student)?.code;
  if (typeof code !== "string") throw new Error(`student ${student} has no code`);
  return code;
}

/** Exchanges a code, without a token. */
export function exchange(code: unknown, device?: string, address?: string): Promise<Response> {
  const from = address === undefined ? {} : { "CF-Connecting-IP": address };
  return send("POST", "/codes", { code, ...(device !== undefined && { device }) }, { Authorization: "", ...from });
}

/** The token of a student, who exchanges the code with a device of their own. */
export async function studentToken(student: number): Promise<string> {
  const response = await exchange(await codeOf(student), `device-of-student-number-${student}`);
  if (!response.ok) throw new Error(await response.text());
  return (await response.json<ExchangedCode>()).token;
}
