import type { ProblemName } from "./problems.ts";
import type { Route } from "./route.ts";

/** The problems of every route that requires a token. */
const ACCESS_PROBLEMS = [
  "missing-token",
  "invalid-token",
  "insufficient-scope",
  "ledger-not-allowed",
  "rate-limited",
  "access-not-configured",
  "keys-unavailable",
] as const;

/** The problems of every route that takes a body. */
const BODY_PROBLEMS = ["invalid-body", "body-too-slow", "body-too-large", "unsupported-media-type"] as const;

/** The problems of every ledger route, caused by its Durable Object, its storage or the settings. */
const LEDGER_PROBLEMS = [
  "ledger-contradicted",
  "ledger-unavailable",
  "puzzle-not-configured",
  "signing-not-configured",
] as const;

/** All problems that a route may report: its own, and those of any route with a scope, or with a body. */
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
