import { CODES_MEMBER, type PageSignIn, SIGN_IN_META } from "../../../contract/page-sign-in.ts";

/** What the Worker wrote into the page. */
const written = document.querySelector<HTMLMetaElement>(`meta[name="${SIGN_IN_META}"]`)?.dataset ?? {};

/** The identity provider that the page signs in with, if one is configured. */
export const provider = providerIn(written);

/** What the operator must correct before the page can sign in with a provider. */
export const providerFault = written["fault"];

function providerIn({ issuer, clientId, scope, resource }: DOMStringMap): PageSignIn | undefined {
  if (issuer === undefined || clientId === undefined || scope === undefined || resource === undefined) return undefined;
  return { issuer, clientId, scope, resource };
}

/** Whether students sign in with codes here. */
export const takesCodes = CODES_MEMBER in written;

/** How the page calls a provider. */
export function hostOf({ issuer }: Pick<PageSignIn, "issuer">): string {
  return new URL(issuer).host;
}

/** The address that the provider sends people back to; it must be registered there. */
export function pageAddress(): string {
  return `${location.origin}/`;
}
