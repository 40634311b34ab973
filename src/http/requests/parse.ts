import type { Context } from "hono";
import type * as z from "zod";
import type { BodyForm, FieldsBody } from "../../contract/bodies.ts";
import type { ProblemName } from "../../contract/problems.ts";
import { Problem } from "../answers/problem.ts";

/** Parses the query parameters of a route. Refuses duplicate and unknown ones. */
export function parseQuery<Schema extends z.ZodType>(schema: Schema, c: Context): z.output<Schema> {
  const queries = Object.entries(c.req.queries());
  const twice = queries.find(([, values]) => values.length > 1);
  if (twice) throw new Problem("invalid-query", `${nameOf(twice[0])} is in the query twice. Send it once.`);
  return parse(schema, Object.fromEntries(queries.map(([name, values]) => [name, values[0]])), "invalid-query");
}

/** Parses the parameters of a route's own path, not those of the prefix that it is mounted under. */
export function parseParams<Schema extends z.ZodObject>(schema: Schema, c: Context): z.output<Schema> {
  const own = Object.keys(schema.shape).map((name) => [name, c.req.param(name)]);
  return parse(schema, Object.fromEntries(own), "invalid-query");
}

/** Parses the fields of a declared body, by the form of its schema that the fields' names are meant for. */
export function parseFields({ schema, formOf, problem }: FieldsBody, input: unknown): unknown {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw new Problem(problem, "The body must be a single JSON object with the fields that GET /docs lists.");
  }
  const form: BodyForm = formOf?.(new Set(Object.keys(input))) ?? { schema };
  return parse(form.schema, input, problem, form.choice);
}

/** @param choice what to add about why this schema was chosen */
function parse<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  problem: ProblemName,
  choice?: string,
): z.output<Schema> {
  const result = schema.safeParse(input, { error: wordsFor });
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap(describe).slice(0, ERRORS_NAMED);
  const detail = errors.map((error) => `${error.name} ${error.detail}`).join("; ");
  throw new Problem(problem, `${detail}.${choice === undefined ? "" : ` ${choice}`}`, { members: { errors } });
}

/** What zod would say at length, unless a schema has its own words. */
function wordsFor(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== "invalid_type") return undefined;
  return issue.input === undefined ? "is missing" : `must be of type ${issue.expected}`;
}

/** The most errors that are listed for one request. */
const ERRORS_NAMED = 10;

/**
 * A field's name, unless it does not look like one: it may be a part of a record, which must not be repeated. One word
 * with a capital letter may be the name of a patient.
 */
function nameOf(key: string): string {
  return /^(?:[a-z_]|[A-Z][A-Za-z]*_)[A-Za-z_]*$/.test(key) && key.length <= 32
    ? JSON.stringify(key)
    : "one of the fields";
}

/** An issue as a clause about a named field. It never repeats a value, which may be patient data. */
function describe(issue: z.core.$ZodIssue): { name: string; detail: string }[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ name: nameOf(key), detail: "is not supported" }));
  }
  return [{ name: issue.path.join("."), detail: issue.message }];
}
