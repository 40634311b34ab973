import * as http from "node:http";
import * as https from "node:https";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { printable } from "../../chain/text/printable.ts";
import type { Listening } from "./wrangler-dev.ts";

/** How long to wait before retrying a server that does not answer yet, in milliseconds. */
const RETRY = 500;

/** A token to try on the server, which may or may not accept it. */
export interface OfferedToken {
  readonly token: string;
  /** When it expires, in milliseconds since 1970. */
  readonly expires: number;
}

interface Received {
  readonly status: number;
  readonly body: string;
}

/**
 * Waits until the server answers, and finds its protocol by trying both, since flags and wrangler.toml may set it.
 *
 * @param stop stops the waiting
 * @returns the server's origin on this machine, such as `http://localhost:8787`
 */
export async function originOf({ ip, port }: Listening, stop: AbortSignal): Promise<string> {
  for (;;) {
    for (const protocol of ["http", "https"]) {
      const origin = `${protocol}://${ip}:${port}`;
      const answer = await get(`${origin}/healthz`, stop).catch(() => undefined);
      if (answer?.status === 200) return origin;
    }
    await wait(RETRY, undefined, { signal: stop });
  }
}

/**
 * Asks the server which key signs and whether it accepts the token, and explains how to use it.
 *
 * @param origin the server's origin on this machine
 * @param addresses the addresses at which other machines reach the server
 * @param stop stops the request
 */
export async function greeting(
  origin: string,
  addresses: readonly string[],
  { token, expires }: OfferedToken,
  stop: AbortSignal,
): Promise<string> {
  const { status, body } = await get(`${origin}/vkey`, stop, { Authorization: `Bearer ${token}` });
  const { type = "", detail: said = body } = status === 200 ? {} : problemIn(body);
  const detail = printable(said);
  const isRefused = status === 401 || status === 403;
  // The server checks the token before it reads its keys, so a fault in the keys means that it accepted the token.
  const isAccepted = status === 200 || type.endsWith(":signing-not-configured");
  const parts = [
    `patient-ledger runs at ${origin}`,
    ...(addresses.length > 0 ? reachedAt(origin, addresses) : []),
    ...(isAccepted ? signedIn(origin, token, expires) : isRefused ? refused(detail) : notReady(detail)),
    `The API reference is at ${origin}/docs`,
    ...(status === 200 ? signedWith(body) : isAccepted ? [`Checkpoints are not signed. ${detail}`] : []),
    ...(origin.startsWith("https:")
      ? ["Unless you gave wrangler a certificate, it uses its own: browsers warn about it, and curl needs -k."]
      : []),
  ];
  return `\n${parts.join("\n\n")}\n`;
}

function reachedAt(origin: string, addresses: readonly string[]): string[] {
  const { protocol, port } = new URL(origin);
  return [
    "Others on your network reach it at:",
    addresses.map((address) => `  ${protocol}//${address}:${port}`).join("\n"),
    ...(protocol === "http:"
      ? ["Over plain HTTP, their browsers disable the page's cryptography. Add --local-protocol https to enable it."]
      : []),
  ];
}

function signedIn(origin: string, token: string, expires: number): string[] {
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const end = new Date(expires).toLocaleTimeString("en", clock);
  return [
    "The page, signed in for one hour with a token for every ledger:",
    `  ${origin}/#token=${token}`,
    `This link stays in the browser's history. Until ${end}, anyone who opens it there is signed in.`,
    "Every route except /healthz, /openapi.json, /docs, /guide and the page's own files needs a token. In another terminal:",
    `  TOKEN=$(npm run -s token)\n  curl -H "Authorization: Bearer $TOKEN" ${origin}/get_chain`,
  ];
}

function refused(detail: string): string[] {
  return [
    `It does not accept tokens from npm run token. ${detail}`,
    "Your own settings (.dev.vars, --env-file, --var or wrangler.toml) name another issuer. Get a token from that issuer, and paste it on the page, or sign in there if OIDC_ISSUER is set.",
  ];
}

function notReady(detail: string): string[] {
  return [`It cannot check tokens yet. ${detail}`];
}

function signedWith(keys: string): string[] {
  const lines = keys.trim().split("\n");
  return [
    "The ledger main signs its checkpoints with this key. To verify them, you need this key:",
    lines.map((key) => `  ${printable(key)}`).join("\n"),
  ];
}

/** The type and detail of problem details (RFC 9457); empty when the body is something else. */
function problemIn(body: string): { type?: string; detail?: string } {
  try {
    const { type, detail } = JSON.parse(body) as { type?: unknown; detail?: unknown };
    return {
      ...(typeof type === "string" ? { type } : {}),
      ...(typeof detail === "string" ? { detail } : {}),
    };
  } catch {
    return {};
  }
}

/** Does not verify the certificate: wrangler's own is self-signed, and the server is a child of this process. */
function get(url: string, signal: AbortSignal, headers: Record<string, string> = {}): Promise<Received> {
  const options = { headers, signal, rejectUnauthorized: false };
  return new Promise((resolve, reject) => {
    const receive = (response: http.IncomingMessage) => {
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
    };
    const { get: send } = url.startsWith("https:") ? https : http;
    send(url, options, receive).on("error", reject);
  });
}
