/** The name of the `meta` element of the page in which the Worker writes {@link PageSignIn}, as `data-` attributes. */
export const SIGN_IN_META = "sign-in";

/** The member of its `dataset` that is there, as `data-codes`, if students sign in with codes: see `POST /codes`. */
export const CODES_MEMBER = "codes";

/** The member with the https addresses of a class that `npm run class` serves, separated by spaces. */
export const ADDRESSES_MEMBER = "addresses";

/** How the page signs in with the organisation's identity provider. */
export interface PageSignIn {
  /** The provider's issuer identifier, an `https` URL; `http` on this machine only. */
  readonly issuer: string;
  readonly clientId: string;
  /** The scopes that the page requests, separated by spaces. */
  readonly scope: string;
  /** The resource indicator (RFC 8707) that the page requests a token for; empty if it sends none. */
  readonly resource: string;
}
