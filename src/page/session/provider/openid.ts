/** Signing in by OpenID Connect. It is loaded when it is needed first, since it is a library of its own. */
import * as oidc from "openid-client";
import type { PageSignIn } from "../../../contract/page-sign-in.ts";
import { readToken, type Session } from "../token.ts";
import type { Attempt } from "./attempt.ts";
import { explained } from "./explained.ts";
import { ProviderFailure } from "./failure.ts";
import type { Grant } from "./grant.ts";
import { hostOf, pageAddress } from "./settings.ts";
import { providerStrings } from "../../texts/provider.ts";

/** How long the provider may take for an answer, in seconds. */
const PATIENCE = 10;

/** How long before a token's expiry it is renewed: at most this many milliseconds, and a fifth of its lifetime. */
const LEAD = 60_000;

/** The shortest time between two renewals, in milliseconds, however short a lifetime the provider states. */
const SHORTEST = 2_000;

/** What the provider issued. */
export interface Issued {
  readonly session: Session;
  readonly grant: Grant;
}

let known: Promise<oidc.Configuration> | undefined;

/** Begins to sign in. @returns where to send the user, and what this tab needs to know when the answer comes */
export async function begin(provider: PageSignIn, fragment: string): Promise<{ url: URL; attempt: Attempt }> {
  return explaining(provider, async () => {
    const config = await configuration(provider);
    const [state, nonce, verifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()];
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: pageAddress(),
      scope: provider.scope,
      state,
      nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      ...resourceOf(provider),
    });
    return { url, attempt: { issuer: provider.issuer, state, nonce, verifier, fragment } };
  });
}

/** Exchanges the code of an answer for tokens. @param answer the query with which the provider sent the user back */
export async function exchange(provider: PageSignIn, attempt: Attempt, answer: string): Promise<Issued> {
  return explaining(provider, async () => {
    const checks = {
      expectedState: attempt.state,
      expectedNonce: attempt.nonce,
      pkceCodeVerifier: attempt.verifier,
      idTokenExpected: true,
    };
    const config = await configuration(provider);
    const url = new URL(answer, pageAddress());
    const tokens = await oidc.authorizationCodeGrant(config, url, checks, resourceOf(provider));
    return issued(provider, tokens, { id: crypto.randomUUID() });
  });
}

/** Renews the tokens of a grant. */
export async function renew(provider: PageSignIn, { id, idToken, refreshToken }: Required<Grant>): Promise<Issued> {
  return explaining(provider, async () => {
    const config = await configuration(provider);
    const tokens = await oidc.refreshTokenGrant(config, refreshToken, resourceOf(provider));
    return issued(provider, tokens, { id, idToken, refreshToken });
  });
}

/**
 * Signs out at the provider, as far as that is possible from here.
 *
 * @returns where to send the user to end the session there too; `undefined` if the provider has no such address
 */
export async function leave(provider: PageSignIn, grant: Grant): Promise<URL | undefined> {
  const config = await configuration(provider);
  const { end_session_endpoint, revocation_endpoint } = config.serverMetadata();
  if (grant.refreshToken !== undefined && isAt(provider, revocation_endpoint)) {
    // Ending the session need not end refresh tokens that are valid offline.
    await oidc.tokenRevocation(config, grant.refreshToken).catch(() => undefined);
  }
  if (end_session_endpoint === undefined) return undefined;
  const post_logout_redirect_uri = pageAddress();
  return oidc.buildEndSessionUrl(config, { id_token_hint: grant.idToken, post_logout_redirect_uri });
}

async function explaining<Result>(provider: PageSignIn, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    throw explained(error, hostOf(provider));
  }
}

function configuration(provider: PageSignIn): Promise<oidc.Configuration> {
  known ??= discover(provider).catch((error: unknown) => {
    known = undefined;
    throw error;
  });
  return known;
}

async function discover(provider: PageSignIn): Promise<oidc.Configuration> {
  const issuer = new URL(provider.issuer);
  const config = await oidc.discovery(issuer, provider.clientId, undefined, oidc.None(), {
    timeout: PATIENCE,
    // The Worker allows http:// for a provider on this machine only.
    execute: [oidc.enableNonRepudiationChecks, ...(issuer.protocol === "http:" ? [oidc.allowInsecureRequests] : [])],
  });
  const { token_endpoint, jwks_uri } = config.serverMetadata();
  // The page's policy allows no other origin, and the browser would not say why a request failed.
  if (isAt(provider, token_endpoint) && isAt(provider, jwks_uri)) return config;
  throw new ProviderFailure(providerStrings.elsewhere(hostOf(provider)));
}

function isAt({ issuer }: PageSignIn, endpoint: string | undefined): boolean {
  return endpoint !== undefined && URL.parse(endpoint)?.origin === new URL(issuer).origin;
}

function resourceOf({ resource }: PageSignIn): Record<string, string> {
  return resource === "" ? {} : { resource };
}

/** @param before what counts on if the provider sends nothing new for it */
function issued(
  provider: PageSignIn,
  tokens: oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers,
  before: Pick<Grant, "id"> & Partial<Grant>,
): Issued {
  const session = readToken(tokens.access_token);
  if (session?.token !== tokens.access_token) throw new ProviderFailure(providerStrings.opaque(hostOf(provider)));
  const idToken = tokens.id_token ?? before.idToken;
  if (idToken === undefined) throw new ProviderFailure(providerStrings.notAnswered(hostOf(provider)));
  const refreshToken = tokens.refresh_token ?? before.refreshToken;
  const lifetime = tokens.expires_in === undefined ? session.expires - Date.now() : tokens.expires_in * 1000;
  const renewAt = Date.now() + Math.max(SHORTEST, lifetime - Math.min(LEAD, lifetime / 5));
  const { id } = before;
  const { issuer } = provider;
  return { session, grant: { id, issuer, idToken, ...(refreshToken === undefined ? {} : { refreshToken }), renewAt } };
}
