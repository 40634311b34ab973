import type { ZodOpenApiResponsesObject } from "zod-openapi";
import { problemSchema } from "./answers.ts";
import { PROBLEM_TYPE_PREFIX, PROBLEMS, type ProblemName } from "./problem.ts";

/** Describes the problems an operation answers with, grouped by status. */
export function problems(...names: ProblemName[]): ZodOpenApiResponsesObject {
  const byStatus = Map.groupBy(names, (name) => String(PROBLEMS[name][0]));
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      {
        description: group.map((name) => `${PROBLEMS[name][1]} (\`${PROBLEM_TYPE_PREFIX}${name}\`).`).join(" "),
        content: { "application/problem+json": { schema: problemSchema } },
      },
    ]),
  ) as ZodOpenApiResponsesObject;
}
