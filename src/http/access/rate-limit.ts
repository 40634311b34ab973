import type { Scope } from "../../contract/scopes.ts";
import { Problem } from "../answers/problem.ts";
import type { Env } from "../environment.ts";

/** How long a refused client is asked to wait, in seconds: the shorter of the periods that a limit may have. */
const RETRY_AFTER = "10";

/**
 * Counts a request towards its subject's limit: that of reading, or that of writing, as wrangler.toml sets them. Where it
 * sets none, nothing is limited.
 *
 * @param subject as the token's issuer says, after the token was checked
 * @throws Problem when the subject has used its limit up
 */
export async function limitRate(env: Env, scope: Scope, subject: string): Promise<void> {
  const limit = scope === "chain:read" ? env.READ_LIMIT : env.WRITE_LIMIT;
  if (!limit || (await limit.limit({ key: subject })).success) return;
  throw new Problem("rate-limited", "Your token's subject has sent too many requests. Wait, and send this one again.", {
    headers: { "Retry-After": RETRY_AFTER },
  });
}
