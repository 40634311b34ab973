import { createLocalJWKSet, createRemoteJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import { Problem } from "./problem.ts";
import { VerifiedTokens } from "./verified-tokens.ts";

/** Whose tokens count. */
export interface Access {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: JWTVerifyGetKey;
  /** The tokens that were verified with these settings. */
  readonly verified: VerifiedTokens;
}

/** Kept between requests, so that keys by URL are fetched seldom; made anew when the settings change. */
let kept: (Access & { readonly source: string }) | undefined;

/**
 * The access settings of the Worker.
 *
 * @throws Problem when they are missing or wrong: nobody is let in by accident
 */
export function configuredAccess(env: Cloudflare.Env): Access {
  const { AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience } = env;
  const source = env.AUTH_JWKS || env.AUTH_JWKS_URL;
  const missing = [
    ...(issuer ? [] : ["AUTH_ISSUER"]),
    ...(audience ? [] : ["AUTH_AUDIENCE"]),
    ...(source ? [] : ["AUTH_JWKS (a secret) or AUTH_JWKS_URL"]),
  ];
  if (!issuer || !audience || !source) {
    throw notConfigured(
      `Nobody can be let in yet. The operator has to set ${missing.join(", ")}; see "Deploy" in README.md.`,
    );
  }
  if (kept?.source !== source || kept.issuer !== issuer || kept.audience !== audience) {
    const keys = env.AUTH_JWKS ? inlineKeys(env.AUTH_JWKS) : remoteKeys(source);
    kept = { source, issuer, audience, keys, verified: new VerifiedTokens() };
  }
  return kept;
}

function inlineKeys(jwks: string): JWTVerifyGetKey {
  try {
    const set = JSON.parse(jwks) as JSONWebKeySet;
    const keys = createLocalJWKSet(set);
    if (!set.keys.some((key) => "d" in key || "k" in key)) return keys;
  } catch {
    throw notConfigured(
      "Nobody can be let in yet. AUTH_JWKS is not a JSON Web Key Set (RFC 7517); the operator has to mend it.",
    );
  }
  throw notConfigured(
    "Nobody can be let in yet. AUTH_JWKS holds a private key or a shared secret; the operator has to set public keys alone.",
  );
}

function remoteKeys(url: string): JWTVerifyGetKey {
  if (!URL.canParse(url)) {
    throw notConfigured("Nobody can be let in yet. AUTH_JWKS_URL is not a URL; the operator has to mend it.");
  }
  return createRemoteJWKSet(new URL(url));
}

function notConfigured(detail: string): Problem {
  return new Problem("access-not-configured", detail);
}

/** The key set could not be fetched, or holds a key that cannot be used. */
export function keysUnavailable(): Problem {
  return new Problem("keys-unavailable", "The issuer's keys cannot be had or used at the moment. Try again later.", {
    headers: { "Retry-After": "10" },
  });
}
