import type { ZodOpenApiResponsesObject } from "zod-openapi";
import { problemSchema } from "./answers.ts";
import { PROBLEM_TYPE_PREFIX, PROBLEMS, type ProblemName } from "./problem.ts";

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

/** What every route may answer. */
const ANYWHERE = ["internal-error", "ledger-contradicted", "ledger-unavailable", "puzzle-not-configured"] as const;

/** Describes the problems an operation answers with, grouped by status. */
export function problems(...names: ProblemName[]): ZodOpenApiResponsesObject {
  const byStatus = Map.groupBy([...names, ...ANYWHERE], (name) => String(PROBLEMS[name][0]));
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      {
        description: group.map((name) => `${PROBLEMS[name][1]} (\`${PROBLEM_TYPE_PREFIX}${name}\`).`).join(" "),
        content: { "application/problem+json": { schema: problemSchema } },
      },
    ]),
  );
}
