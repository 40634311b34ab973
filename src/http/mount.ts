import type { Hono } from "hono";
import * as z from "zod";
import type { Body } from "../contract/bodies.ts";
import { JSON_TYPE } from "../contract/content.ts";
import { type Route, scopesOf } from "../contract/route.ts";
import { authorize } from "./access/authorize.ts";
import { onceLogged } from "./access/denials.ts";
import { type AnswerOf, type AnyAnswer, send } from "./answers/answer.ts";
import type { AppContext, AppEnv } from "./environment.ts";
import { parseFields, parseParams, parseQuery } from "./requests/parse.ts";
import { type LineRead, readBatch } from "./requests/read-batch.ts";
import { readFields, readNote } from "./requests/read-body.ts";
import { receiveBody } from "./requests/receive-body.ts";

/** The parsed parts of a request, as the route's schemas output them. */
interface ParsedRequest<R extends Route> {
  readonly params: Parsed<R, "params">;
  readonly query: Parsed<R, "query">;
  readonly body: BodyOf<R["request"]["body"]>;
}

type Parsed<R extends Route, Part extends "params" | "query"> =
  R["request"] extends Readonly<Record<Part, infer Schema extends z.ZodType>> ? z.output<Schema> : object;

type BodyOf<B> = B extends { readonly optional: true } ? BodyOf<Omit<B, "optional">> | undefined : SentBody<B>;

type SentBody<B> = B extends { readonly kind: "fields"; readonly schema: infer Schema extends z.ZodType }
  ? z.output<Schema>
  : B extends { readonly kind: "note" }
    ? string
    : B extends { readonly kind: "batch" }
      ? readonly LineRead[]
      : undefined;

const NONE = z.strictObject({});

/**
 * Serves a route as the contract declares it: checks the token's scope, parses the request, and sends the handler's
 * response. If the token does not allow the request, that is logged first where the route says so.
 *
 * @param app serves the route; the route's path is relative to the app's
 * @param handler returns a response that the route declares, or throws a `Problem`
 */
export function mount<R extends Route, const A extends AnswerOf<NoInfer<R>>>(
  app: Hono<AppEnv>,
  route: R,
  handler: (c: AppContext, parsed: ParsedRequest<NoInfer<R>>) => A | Promise<A>,
): void {
  const { method, path, request, logged }: Route = route;
  const [scope, ...alternatives] = scopesOf(route);
  const answer = async (c: AppContext): Promise<AnyAnswer> => {
    if (scope) await authorize(c, [scope, ...alternatives]);
    if (request.body) await receiveBody(c, request.body.most);
    // Monitoring may add any query to a health check, so routes without a token do not check it.
    const query = scope ? parseQuery(request.query ?? NONE, c) : {};
    const params = parseParams(request.params ?? NONE, c);
    const body = request.body && (await readBody(c, request.body));
    return (await handler(c, { params, query, body } as ParsedRequest<R>)) as AnyAnswer;
  };
  app.on(method.toUpperCase(), [path], async (c) => {
    try {
      return send(c, await answer(c));
    } catch (error) {
      throw logged ? await onceLogged(c, logged, error) : error;
    }
  });
}

/** Reads a body of the declared kind. */
async function readBody(c: AppContext, body: Body): Promise<unknown> {
  switch (body.kind) {
    case "fields":
      if (body.optional && c.var.body.length === 0) return undefined;
      return parseFields(body, await readFields(c, body.isJsonOnly ? [JSON_TYPE] : undefined));
    case "note":
      return readNote(c);
    case "batch":
      return readBatch(c);
  }
}
