import type { ProblemName } from "./problems.ts";
import { type Route, scopesOf } from "./route.ts";

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
  "ledger-deleted",
  "ledger-contradicted",
  "ledger-unavailable",
  "puzzle-not-configured",
  "signing-not-configured",
  "record-key-not-configured",
  "vault-lost",
  "vault-behind",
  "ledger-behind",
] as const;

/** All problems that a route may report: its own, and those of any route with a scope, or with a body. */
export function problemsOf(route: Route): readonly ProblemName[] {
  const {
    request: { body },
    problems,
  } = route;
  const isProtected = scopesOf(route).length > 0;
  return [
    ...(isProtected ? (["invalid-query"] as const) : []),
    ...(body ? BODY_PROBLEMS : []),
    ...(isProtected ? ACCESS_PROBLEMS : []),
    ...problems,
    "internal-error",
    ...(isProtected ? LEDGER_PROBLEMS : []),
  ];
}
