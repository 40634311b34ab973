import { KeySet } from "./key-set.ts";
import { ConfiguredKeys, type KeySource } from "./key-source.ts";
import { Problem } from "../answers/problem.ts";
import type { Env } from "../environment.ts";
import { RemoteKeys } from "./remote-keys.ts";
import type { Trust } from "./token-verification.ts";
import { VerifiedTokens } from "./verified-tokens.ts";

/** Which tokens are accepted, and a cache of those that were recently verified. */
export interface Access extends Trust {
  /** The tokens that were verified with these settings. */
  readonly verified: VerifiedTokens;
}

/** Cached between requests, so that keys are not fetched for each one; replaced when the settings change. */
let cached: (Access & { readonly source: string }) | undefined;

/**
 * The access settings of the Worker.
 *
 * @throws Problem if they are missing or invalid, so that nobody is let in by accident
 */
export function configuredAccess(env: Env): Access {
  const { AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience } = env;
  const source = env.AUTH_JWKS || env.AUTH_JWKS_URL;
  const missing = [
    ...(issuer ? [] : ["AUTH_ISSUER"]),
    ...(audience ? [] : ["AUTH_AUDIENCE"]),
    ...(source ? [] : ["AUTH_JWKS (a secret) or AUTH_JWKS_URL"]),
  ];
  if (!issuer || !audience || !source) {
    throw notConfigured(`The operator must set ${missing.join(", ")}; see the guide /guide/deploying.`);
  }
  if (cached?.source !== source || cached.issuer !== issuer || cached.audience !== audience) {
    const keys = env.AUTH_JWKS ? configuredKeys(env.AUTH_JWKS) : remoteKeys(source);
    cached = { source, issuer, audience, keys, verified: new VerifiedTokens() };
  }
  return cached;
}

function configuredKeys(jwks: string): KeySource {
  const set = KeySet.parse(jwks);
  if (!set) throw notConfigured("AUTH_JWKS is not a JSON Web Key Set (RFC 7517). The operator must correct it.");
  if (set.holdsSecrets) {
    throw notConfigured("AUTH_JWKS contains a private key or a shared secret. The operator must set only public keys.");
  }
  return new ConfiguredKeys(set);
}

function remoteKeys(source: string): KeySource {
  const url = URL.canParse(source) ? new URL(source) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) {
    throw notConfigured("AUTH_JWKS_URL is not an http or https URL without credentials. The operator must correct it.");
  }
  return new RemoteKeys(url);
}

function notConfigured(detail: string): Problem {
  return new Problem("access-not-configured", `No token can be accepted yet. ${detail}`);
}
