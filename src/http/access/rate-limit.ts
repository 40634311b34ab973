import type { Scope } from "../../contract/scopes.ts";
import { Problem } from "../answers/problem.ts";
import type { Env } from "../environment.ts";

/**
 * How long a refused client should wait, in seconds: the shorter of the periods that the platform allows for a limit.
 */
const RETRY_AFTER = "10";

/** The scopes whose routes change nothing. */
const READING: readonly Scope[] = ["chain:read", "record:read", "audit:read"];

/**
 * Counts a request towards its subject's read or write limit, as set in wrangler.toml. If none is set, nothing is
 * limited.
 *
 * @param subject the subject of the verified token
 * @throws Problem if the subject has used up its limit
 */
export async function limitRate(env: Env, scope: Scope, subject: string): Promise<void> {
  const limit = READING.includes(scope) ? env.READ_LIMIT : env.WRITE_LIMIT;
  if (!limit || (await limit.limit({ key: subject })).success) return;
  throw new Problem(
    "rate-limited",
    "Your token's subject has sent too many requests. Wait, then send this one again.",
    {
      headers: { "Retry-After": RETRY_AFTER },
    },
  );
}
