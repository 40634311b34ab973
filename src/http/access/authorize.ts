import { createMiddleware } from "hono/factory";
import { bearerToken } from "./bearer-token.ts";
import type { Scope } from "../../contract/scopes.ts";
import type { Caller } from "./caller.ts";
import type { AppEnv } from "../environment.ts";
import { configuredAccess } from "./configured-access.ts";
import { ledgerName } from "../ledger/ledgers.ts";
import { Problem } from "../answers/problem.ts";
import { limitRate } from "./rate-limit.ts";
import { SCOPE_CLAIMS } from "./token-claims.ts";
import { challenge } from "./token-problems.ts";
import { verifyToken } from "./token-verification.ts";

/**
 * Lets a request pass whose bearer token (RFC 6750) is valid, carries the scope and opens the ledger that the path
 * speaks of, while its subject keeps to its rate limit; the handler finds the caller in `c.var.caller`. Otherwise it
 * answers 401, 403 or 429, or 503 when no token could be checked.
 */
export const authorize = (scope: Scope) =>
  createMiddleware<AppEnv>(async (c, next) => {
    const access = configuredAccess(c.env);
    const caller = await access.verified.caller(bearerToken(c), (token) => verifyToken(token, access));
    if (!caller.scopes.has(scope)) throw insufficientScope(scope, caller);
    // The same for a ledger that does not exist: only those whom it concerns can tell which do.
    if (!caller.ledgers.some((pattern) => opens(pattern, ledgerName(c)))) {
      throw new Problem(
        "ledger-not-allowed",
        "The claim `ledgers` of your token does not list this ledger; a token without that claim opens main alone.",
      );
    }
    await limitRate(c.env, scope, caller.subject);
    c.set("caller", caller);
    await next();
  });

function insufficientScope(scope: Scope, { unreadable }: Caller): Problem {
  const ignored =
    unreadable.length > 0
      ? ` In your token these were ignored, being neither text nor a list of texts: ${listed(unreadable)}.`
      : "";
  const detail = `This needs a token with the scope ${scope} in one of its claims ${listed(SCOPE_CLAIMS)}.${ignored}`;
  return new Problem("insufficient-scope", detail, {
    headers: { "WWW-Authenticate": challenge(`error="insufficient_scope", scope="${scope}"`) },
  });
}

function listed(claims: readonly string[]): string {
  return claims.map((claim) => `\`${claim}\``).join(", ");
}

/** Whether an entry of the claim `ledgers` means a ledger: its name, or the start of its name and `*`. */
function opens(pattern: string, name: string): boolean {
  return pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
