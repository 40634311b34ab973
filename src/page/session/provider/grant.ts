import { provider } from "./settings.ts";
import { drop, keep, kept } from "./tab-store.ts";

const NAME = "grant";

/** What the provider issued beside the access token. */
export interface Grant {
  /** Identifies the grant among this browser's tabs. */
  readonly id: string;
  readonly issuer: string;
  readonly idToken: string;
  /** Absent if the provider does not renew. */
  readonly refreshToken?: string;
  /** When to renew the access token, in milliseconds since 1970 by this computer's clock. */
  readonly renewAt: number;
}

/** Keeps a grant for this tab; it replaces an earlier one. */
export function keepGrant({ renewAt, ...texts }: Grant): void {
  keep(NAME, { ...texts, renewAt: String(renewAt) });
}

/** The grant that this tab keeps, unless another provider is configured by now: a token must go only to its issuer. */
export function keptGrant(): Grant | undefined {
  const { id, issuer, idToken, refreshToken, renewAt } = kept(NAME);
  if (id === undefined || idToken === undefined || issuer === undefined || issuer !== provider?.issuer)
    return undefined;
  return { id, issuer, idToken, ...(refreshToken === undefined ? {} : { refreshToken }), renewAt: Number(renewAt) };
}

/** Forgets the grant of this tab. */
export function dropGrant(): void {
  drop(NAME);
}
