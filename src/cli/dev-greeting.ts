import * as http from "node:http";
import * as https from "node:https";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { printable } from "../client/printable.ts";
import type { Listening } from "./wrangler-dev.ts";

/** How long to wait before asking again a server that does not answer yet, in milliseconds. */
const RETRY = 500;

/** A token that the server may or may not accept, and when it ends. */
export interface OfferedToken {
  readonly token: string;
  /** In milliseconds since 1970. */
  readonly expires: number;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

/**
 * Where the server that listens there is reached from this machine, once it answers: its protocol is found by asking,
 * since flags and wrangler.toml may both set it.
 *
 * @param stop gives the asking up
 * @returns its origin, such as `http://localhost:8787`
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
 * How to use the server, as it says itself: which key signs, and whether it accepts the token.
 *
 * @param stop gives the asking up
 */
export async function greeting(origin: string, { token, expires }: OfferedToken, stop: AbortSignal): Promise<string> {
  const { status, body } = await get(`${origin}/vkey`, stop, { Authorization: `Bearer ${token}` });
  const { type = "", detail: said = body } = status === 200 ? {} : problemIn(body);
  const detail = printable(said);
  const isRefused = status === 401 || status === 403;
  // Its keys are asked for behind the token, so that a fault of theirs means that the token was accepted.
  const isAccepted = status === 200 || type.endsWith(":signing-not-configured");
  const parts = [
    `patient-ledger runs at ${origin}`,
    ...(isAccepted ? signedIn(origin, token, expires) : isRefused ? refused(detail) : notReady(detail)),
    `The API reference is at ${origin}/docs`,
    ...(status === 200 ? signedWith(body) : isAccepted ? [`Checkpoints are not signed. ${detail}`] : []),
    ...(origin.startsWith("https:")
      ? ["Unless you gave wrangler a certificate, it made its own: browsers warn of it, and curl needs -k."]
      : []),
  ];
  return `\n${parts.join("\n\n")}\n`;
}

function signedIn(origin: string, token: string, expires: number): string[] {
  const end = new Date(expires).toLocaleTimeString("en", { hour: "2-digit", minute: "2-digit", hour12: false });
  return [
    "The page, signed in for one hour with a token for every ledger:",
    `  ${origin}/#token=${token}`,
    `The browser's history keeps this link: until ${end}, whoever opens it there is signed in.`,
    "Every route but /healthz, /openapi.json, /docs, /guide and the page's own files needs a token. In another terminal:",
    `  TOKEN=$(npm run -s token)\n  curl -H "Authorization: Bearer $TOKEN" ${origin}/get_chain`,
  ];
}

function refused(detail: string): string[] {
  return [
    `It does not accept tokens of npm run token. ${detail}`,
    "Your own settings (.dev.vars, --env-file, --var or wrangler.toml) say whose tokens count: get one from that issuer, and paste it on the page.",
  ];
}

function notReady(detail: string): string[] {
  return [`It cannot check tokens yet. ${detail}`];
}

function signedWith(keys: string): string[] {
  const lines = keys.trim().split("\n");
  return [
    "Checkpoints of the ledger main are signed with this key, which those need who verify them:",
    lines.map((key) => `  ${printable(key)}`).join("\n"),
  ];
}

/** What problem details (RFC 9457) say; a body that is none says itself what is wrong. */
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

/** Asks without verifying a certificate: wrangler's own is self-signed, and it is this process's child that answers. */
function get(url: string, signal: AbortSignal, headers: Record<string, string> = {}): Promise<Answer> {
  const options = { headers, signal, rejectUnauthorized: false };
  return new Promise((resolve, reject) => {
    const receive = (response: http.IncomingMessage) => {
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
    };
    const { get: send } = url.startsWith("https:") ? https : http;
    send(url, options, receive).on("error", reject);
  });
}
