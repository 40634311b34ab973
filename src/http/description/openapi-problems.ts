import type { ZodOpenApiResponsesObject } from "zod-openapi";
import { problemSchema } from "../answers.ts";
import { PROBLEM_HEADERS } from "./openapi-headers.ts";
import { PROBLEM_TYPE_PREFIX, PROBLEMS, type ProblemName } from "../answers/problem.ts";

/** What every route behind a token may answer. */
export const ACCESS_PROBLEMS = [
  "missing-token",
  "invalid-token",
  "insufficient-scope",
  "ledger-not-allowed",
  "rate-limited",
  "access-not-configured",
  "keys-unavailable",
] as const;

/** What every route that takes a body may answer. */
export const BODY_PROBLEMS = ["invalid-body", "body-too-slow", "body-too-large", "unsupported-media-type"] as const;

/** What every operation on a ledger may answer. */
const ANYWHERE = [
  "internal-error",
  "ledger-contradicted",
  "ledger-unavailable",
  "puzzle-not-configured",
  "signing-not-configured",
] as const;

/** Describes the problems that an operation on a ledger answers with, grouped by status. */
export function problems(...names: ProblemName[]): ZodOpenApiResponsesObject {
  return onlyProblems(...names, ...ANYWHERE);
}

/** As {@link problems}, without those that every operation on a ledger may answer. */
export function onlyProblems(...names: ProblemName[]): ZodOpenApiResponsesObject {
  const byStatus = Map.groupBy(new Set(names), (name) => String(PROBLEMS[name][0]));
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      {
        description: group.map((name) => `${PROBLEMS[name][1]} (\`${PROBLEM_TYPE_PREFIX}${name}\`).`).join(" "),
        headers: PROBLEM_HEADERS[status] ?? {},
        content: { "application/problem+json": { schema: problemSchema } },
      },
    ]),
  );
}
