import * as z from "zod";
import { app } from "../../../src/http/app.ts";

interface ResponseObject {
  readonly description: string;
  readonly headers?: Record<string, { readonly $ref?: string; readonly required?: boolean }>;
  readonly content?: Record<string, { readonly schema: JsonSchema }>;
}

type JsonSchema = Exclude<Parameters<typeof z.fromJSONSchema>[0], boolean>;

interface Document {
  readonly paths: Record<string, Record<string, { readonly responses: Record<string, ResponseObject> }>>;
  readonly components: {
    readonly schemas: Record<string, JsonSchema>;
    readonly headers: Record<string, { readonly required?: boolean }>;
  };
}

let description: Promise<Document> | undefined;

/** The description that the app serves. */
function describe(): Promise<Document> {
  description ??= Promise.resolve(app.request("/openapi.json", {}, {})).then((response) => response.json<Document>());
  return description;
}

/**
 * Checks an answer of the app against the app's own description: its status, headers, content type and body must be
 * declared. A streamed body is checked when it is read as a whole.
 *
 * @returns the answer, to be used in place of the original
 * @throws Error that says what the description or the answer lacks
 */
export async function conforming(method: string, path: string, response: Response): Promise<Response> {
  const { paths, components } = await describe();
  const operation = operationOf(paths, method, new URL(path, "http://ledger.test").pathname);
  if (!operation) return response;
  const fail = (why: string): never => {
    throw new Error(`${method} ${operation.path} answers ${response.status}, but ${why}`);
  };
  const declared = operation.responses[String(response.status)] ?? fail("does not declare this status");
  for (const [name, header] of Object.entries(declared.headers ?? {})) {
    const { required } = header.$ref ? (components.headers[header.$ref.split("/").at(-1) ?? ""] ?? {}) : header;
    if (required && !response.headers.has(name)) fail(`lacks the header ${name}`);
  }
  for (const name of ["ETag", "Link", "Location", "Retry-After", "WWW-Authenticate", "Vary", "Cache-Status"]) {
    const isSent = response.headers.has(name) && !(name === "Vary" && response.headers.get(name) === "Origin");
    if (isSent && !declared.headers?.[name]) fail(`does not declare the header ${name}`);
  }
  if (method === "HEAD" || !response.body) return response;
  const type = response.headers.get("Content-Type")?.split(";")[0] ?? "";
  const { schema } = declared.content?.[type] ?? fail(`does not declare the type ${type}`);
  const check = (text: string): void => {
    const fault = faultOf(type, schema, components.schemas, text);
    if (fault) fail(fault);
    if (type !== "application/problem+json") return;
    const problem = JSON.parse(text) as { type: string };
    if (!declared.description.includes(`\`${problem.type}\``)) fail(`does not name ${problem.type}`);
  };
  return checkedWhenRead(response, check);
}

/** The operation of a request; the most specific path wins. */
function operationOf(paths: Document["paths"], method: string, pathname: string) {
  const verb = method === "HEAD" ? "get" : method.toLowerCase();
  const matching = Object.keys(paths)
    .filter((path) => {
      const pattern = path.replace("{tile}", "__tile__").replaceAll(/\{\w+\}/g, "[^/]+");
      return new RegExp(`^${pattern.replace("__tile__", ".+")}$`).test(pathname);
    })
    .toSorted((one, other) => one.split("{").length - other.split("{").length);
  const [path] = matching;
  const operation = path === undefined ? undefined : paths[path]?.[verb];
  return operation && path !== undefined ? { path, ...operation } : undefined;
}

const validators = new Map<string, z.ZodType>();

/** What is wrong with a body, if anything. */
function faultOf(
  type: string,
  schema: JsonSchema,
  schemas: Record<string, JsonSchema>,
  text: string,
): string | undefined {
  const isLines = type === "application/x-ndjson";
  if (!isLines && !type.endsWith("json")) return undefined;
  const key = JSON.stringify(schema);
  const validator = validators.get(key) ?? validatorOf(schema, schemas);
  validators.set(key, validator);
  for (const line of isLines ? text.split("\n").filter(Boolean) : [text]) {
    const { error } = validator.safeParse(JSON.parse(line));
    if (error) return `its body is outside the schema: ${error.message}`;
  }
  return undefined;
}

function validatorOf(schema: JsonSchema, schemas: Record<string, JsonSchema>): z.ZodType {
  const text = JSON.stringify({ ...schema, $defs: schemas });
  return z.fromJSONSchema(JSON.parse(text.replaceAll("#/components/schemas/", "#/$defs/")) as JsonSchema);
}

/** The answer, whose `text` and `json` check the body that they read. */
function checkedWhenRead(response: Response, check: (text: string) => void): Response {
  const read = async (): Promise<string> => {
    const text = await Response.prototype.text.call(response);
    check(text);
    return text;
  };
  return Object.assign(response, {
    text: read,
    json: async (): Promise<unknown> => JSON.parse(await read()) as unknown,
  });
}
