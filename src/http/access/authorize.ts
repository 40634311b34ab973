import { bearerToken } from "./bearer-token.ts";
import type { Scope } from "../../contract/scopes.ts";
import type { Caller } from "./caller.ts";
import type { AppContext } from "../environment.ts";
import { configuredAccess } from "./configured-access.ts";
import { ledgerName } from "../ledger/ledgers.ts";
import { Problem } from "../answers/problem.ts";
import { limitRate } from "./rate-limit.ts";
import { SCOPE_CLAIMS } from "./token-claims.ts";
import { challenge } from "./token-problems.ts";
import { verifyToken } from "./token-verification.ts";
import { requireValidCode } from "./valid-codes.ts";

/**
 * Requires a valid bearer token (RFC 6750) with access to the ledger in the path and one of the scopes, and applies the
 * subject's rate limit. It stores the caller in `c.var.caller`.
 *
 * @throws Problem 401, 403, 429, or 503 if no token could be checked. Only a token that is valid for this ledger, and
 *   within its rate limit, is told that it lacks the scope: such denials are logged.
 */
export async function authorize(c: AppContext, scopes: readonly [Scope, ...Scope[]]): Promise<void> {
  const access = configuredAccess(c.env);
  const caller = await access.verified.caller(bearerToken(c), (token) => verifyToken(token, access));
  await requireValidCode(c.env, caller);
  requireLedger(caller, ledgerName(c));
  await limitRate(c.env, scopes[0], caller.subject);
  c.set("caller", caller);
  if (!scopes.some((scope) => caller.scopes.has(scope))) throw insufficientScope(scopes, caller);
}

/**
 * Requires that the token opens a ledger. The response is the same if the ledger does not exist, so only authorized callers
 * learn which ledgers exist.
 *
 * @throws Problem if it does not
 */
export function requireLedger({ ledgers }: Caller, name: string): void {
  if (ledgers.some((pattern) => opens(pattern, name))) return;
  throw new Problem(
    "ledger-not-allowed",
    "Your token's `ledgers` claim does not list this ledger. A token without that claim opens only main.",
  );
}

/**
 * The token has none of the scopes.
 *
 * @param scopes those of which one would do
 */
export function insufficientScope(scopes: readonly [Scope, ...Scope[]], { unreadable }: Caller): Problem {
  const ignored =
    unreadable.length > 0
      ? ` These claims of your token were ignored because they are neither a string nor a list of strings: ${listed(unreadable)}.`
      : "";
  const detail = `This needs a token with the scope ${scopes.join(" or ")} in one of the claims ${listed(SCOPE_CLAIMS)}.${ignored}`;
  return new Problem("insufficient-scope", detail, {
    headers: { "WWW-Authenticate": challenge(`error="insufficient_scope", scope="${scopes.join(" ")}"`) },
  });
}

function listed(claims: readonly string[]): string {
  return claims.map((claim) => `\`${claim}\``).join(", ");
}

/** Whether an entry of the `ledgers` claim matches a ledger: its name, or a prefix of it followed by `*`. */
function opens(pattern: string, name: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
