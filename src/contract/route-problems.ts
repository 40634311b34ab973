import type { ProblemName } from "./problems.ts";
import type { Route } from "./route.ts";

/** What every route behind a token may answer. */
const ACCESS_PROBLEMS = [
  "missing-token",
  "invalid-token",
  "insufficient-scope",
  "ledger-not-allowed",
  "rate-limited",
  "access-not-configured",
  "keys-unavailable",
] as const;

/** What every route that takes a body may answer. */
const BODY_PROBLEMS = ["invalid-body", "body-too-slow", "body-too-large", "unsupported-media-type"] as const;

/** What every route of a ledger may answer, where its object, its storage or the settings fail. */
const LEDGER_PROBLEMS = [
  "ledger-contradicted",
  "ledger-unavailable",
  "puzzle-not-configured",
  "signing-not-configured",
] as const;

/** All problems that a route may answer with: those that come of what it asks for, and its own. */
export function problemsOf({ scope, request: { body }, problems }: Route): readonly ProblemName[] {
  return [
    ...(scope ? (["invalid-query"] as const) : []),
    ...(body ? BODY_PROBLEMS : []),
    ...(scope ? ACCESS_PROBLEMS : []),
    ...problems,
    "internal-error",
    ...(scope ? LEDGER_PROBLEMS : []),
  ];
}
