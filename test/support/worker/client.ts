import { env } from "cloudflare:test";
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import type { PatientRecord } from "../../../src/chain/records/record.ts";
import { app } from "../../../src/http/app.ts";
import { conforming } from "./openapi.ts";

/** The issuer that the tests' Worker trusts. */
export const ISSUER = "https://issuer.test";
export const AUDIENCE = "patient-ledger-test";

const { privateKey, publicKey } = await generateKeyPair("ES256", { extractable: true });
export const signingKey = privateKey;
export const publicJwk: JWK = { ...(await exportJWK(publicKey)), alg: "ES256", use: "sig", kid: "test" };

/** The Worker's settings in the tests; pass others to {@link request}. */
export const settings: Partial<Cloudflare.Env> = {
  AUTH_ISSUER: ISSUER,
  AUTH_AUDIENCE: AUDIENCE,
  AUTH_JWKS: JSON.stringify({ keys: [publicJwk] }),
};

/** A token signed by the trusted issuer, with the claims changed; `undefined` omits a claim. */
export async function token(claims: Record<string, unknown> = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const standard = {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: "dr-rao",
    iat: now,
    // The usual token is made once for all test files, which may take an hour on a busy machine.
    exp: now + 86_400,
    scope: "chain:read chain:mine ledger:create",
    ledgers: ["*"],
  };
  const payload = JSON.parse(JSON.stringify({ ...standard, ...claims })) as Record<string, unknown>;
  return new SignJWT(payload).setProtectedHeader({ alg: "ES256", kid: "test" }).sign(signingKey);
}

let usual: string | undefined;

/**
 * Calls the Worker's app, with a valid token unless the headers say otherwise. Every answer is checked against the
 * API's description.
 */
export async function request(path: string, init: RequestInit = {}, bindings: object = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (!headers.has("Authorization")) headers.set("Authorization", `Bearer ${(usual ??= await token())}`);
  const response = await app.request(path, { ...init, headers }, { ...env, ...settings, ...bindings });
  return conforming(init.method ?? "GET", path, response);
}

/** Posts a value as JSON. */
export function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const sent = { "Content-Type": "application/json", ...headers };
  return request(path, { method: "POST", headers: sent, body: JSON.stringify(body) });
}

/** Posts a record as JSON. */
export function mine(record: Partial<Record<keyof PatientRecord, unknown>>): Promise<Response> {
  return post("/mine_block", record);
}

/** Creates a ledger, or tries to, by a PUT of a JSON value. */
export function putLedger(
  name: string,
  puzzle: unknown = { puzzle: "squares" },
  headers: Record<string, string> = {},
  bindings: object = {},
): Promise<Response> {
  const sent = { "Content-Type": "application/json", ...headers };
  return request(`/ledgers/${name}`, { method: "PUT", headers: sent, body: JSON.stringify(puzzle) }, bindings);
}

/** The header with a token that has these claims. */
export async function bearer(claims: Record<string, unknown> = {}): Promise<{ Authorization: string }> {
  return { Authorization: `Bearer ${await token(claims)}` };
}

/** A record that is unique to a number. */
export function patient(number: number): PatientRecord {
  return { patient_name: `Patient ${number}`, patient_ID: `P-${number}`, Reg_no: `REG-${number}` };
}
