import type { PageSignIn } from "../../contract/page-sign-in.ts";
import type { Env } from "../environment.ts";

/** Why the page cannot sign in with an identity provider. It says what to correct, and quotes no setting. */
export interface SignInFault {
  readonly fault: string;
}

/** What an issuer's host may consist of: nothing that has a meaning in a Content-Security-Policy. */
const HOST = /^[a-z\d](?:[a-z\d.-]*[a-z\d])?$/;

/** The hosts whose provider may be reached without TLS. */
const THIS_MACHINE = ["localhost", "127.0.0.1"];

/** A scope (RFC 6749, section 3.3). */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/** A client identifier (RFC 6749, appendix A.1), without spaces around it. */
const CLIENT_ID = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/**
 * The settings with which the page signs in; `undefined` if none is set. They are public, since the page sends them to
 * the provider in the address.
 */
export function pageSignIn(env: Env): PageSignIn | SignInFault | undefined {
  const {
    OIDC_ISSUER: issuer = "",
    OIDC_CLIENT_ID: clientId = "",
    OIDC_SCOPE = "",
    OIDC_RESOURCE: resource = "",
  } = env;
  if (issuer === "" && clientId === "") return undefined;
  const scopes = OIDC_SCOPE.split(" ").filter((scope) => scope !== "");
  const fault = issuerFault(issuer) ?? clientFault(clientId) ?? scopeFault(scopes) ?? resourceFault(resource);
  if (fault !== undefined) return { fault };
  return { issuer, clientId, scope: [...new Set(["openid", ...scopes])].join(" "), resource };
}

/** The origin that the page may connect to, besides its own. */
export function providerOrigin(env: Env): string | undefined {
  const settings = pageSignIn(env);
  return settings && "issuer" in settings ? new URL(settings.issuer).origin : undefined;
}

function issuerFault(issuer: string): string | undefined {
  if (issuer === "") return "OIDC_CLIENT_ID is set, but OIDC_ISSUER is not.";
  if (!URL.canParse(issuer)) return "OIDC_ISSUER is not a URL.";
  const { protocol, hostname, username, password } = new URL(issuer);
  // OpenID Connect Discovery, section 3: neither a query nor a fragment.
  if (/[?#\s]/.test(issuer) || username || password || !HOST.test(hostname)) {
    return "OIDC_ISSUER must be the provider's URL with a host name, without user, query, fragment or spaces.";
  }
  if (protocol === "https:" || (protocol === "http:" && THIS_MACHINE.includes(hostname))) return undefined;
  return "OIDC_ISSUER must start with https://. Only a provider on localhost may have http://.";
}

function clientFault(clientId: string): string | undefined {
  if (clientId === "") return "OIDC_ISSUER is set, but OIDC_CLIENT_ID is not.";
  return CLIENT_ID.test(clientId) ? undefined : "OIDC_CLIENT_ID contains characters that no client ID has.";
}

function scopeFault(scopes: readonly string[]): string | undefined {
  return scopes.every((scope) => SCOPE.test(scope)) ? undefined : "OIDC_SCOPE must list scopes, separated by spaces.";
}

/** RFC 8707, section 2: an absolute URI without a fragment. */
function resourceFault(resource: string): string | undefined {
  const isUri =
    resource === "" || (URL.canParse(resource) && /^[\x21-\x7e]+$/.test(resource) && !resource.includes("#"));
  return isUri ? undefined : "OIDC_RESOURCE must be an absolute URI without a fragment.";
}
