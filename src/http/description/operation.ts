import * as z from "zod";
import type {
  ZodOpenApiHeaderObject,
  ZodOpenApiHeadersObject,
  ZodOpenApiOperationObject,
  ZodOpenApiPathsObject,
  ZodOpenApiResponsesObject,
} from "zod-openapi";
import type { Body } from "../../contract/bodies.ts";
import { COMMON_HEADERS, type Headers, PROBLEM_HEADERS } from "../../contract/headers.ts";
import { PROBLEM_TYPE_PREFIX, PROBLEMS } from "../../contract/problems.ts";
import { type Route, type RouteAnswer, type RouteRequest, scopesOf, templateOf } from "../../contract/route.ts";
import { problemsOf } from "../../contract/route-problems.ts";
import { problemSchema } from "../../contract/schemas/problem.ts";

/** Where routes are mounted: the path prefix, its parameters, and how ids and tags are made unique there. */
export interface Place {
  readonly prefix: string;
  readonly params: z.ZodObject;
  readonly operationId: (id: string) => string;
  readonly tag: (group: string) => string;
}

/** Describes routes as the paths of an OpenAPI description. */
export function pathsOf(routes: readonly Route[], place: Place): ZodOpenApiPathsObject {
  const byPath = Map.groupBy(routes, ({ path }) => templateOf(place.prefix + path));
  const items = [...byPath].map(([path, methods]) => [
    path,
    Object.fromEntries(methods.map((route) => [route.method, operationOf(route, place)])),
  ]);
  return Object.fromEntries(items) as ZodOpenApiPathsObject;
}

function operationOf(route: Route, place: Place): ZodOpenApiOperationObject {
  const { operationId, group, summary, description, request, answers } = route;
  const { body } = request;
  const content = body && Object.fromEntries(body.types.map((type) => [type, { schema: body.schema }]));
  return {
    operationId: place.operationId(operationId),
    tags: [place.tag(group)],
    summary,
    ...(description === undefined ? {} : { description }),
    // Any one of the listed requirements is enough.
    security: scopesOf(route).map((scope) => ({ token: [scope] })),
    ...parametersOf(request, place),
    ...(content ? { requestBody: { required: !isOptional(body), content } } : {}),
    responses: {
      ...Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, responseOf(status, answer)])),
      ...problemResponses(route),
    } as ZodOpenApiResponsesObject,
  };
}

function isOptional(body: Body): boolean {
  return body.kind === "fields" && body.optional === true;
}

/** A header's value. */
function headerText(description: string): z.ZodString {
  return z.string().meta({ description });
}

/** The parameters of a request, if there are any. */
function parametersOf({ params, query, headers = {}, requiredHeaders = {} }: RouteRequest, place: Place): object {
  const texts = [
    ...Object.entries(requiredHeaders).map(([name, says]) => [name, headerText(says)]),
    ...Object.entries(headers).map(([name, says]) => [name, headerText(says).optional()]),
  ];
  const all = {
    path: place.params.extend(params?.shape ?? {}),
    query: query ?? z.object({}),
    header: z.object(Object.fromEntries(texts)),
  };
  const declared = Object.entries(all).filter(([, { shape }]) => Object.keys(shape).length > 0);
  return declared.length === 0 ? {} : { requestParams: Object.fromEntries(declared) };
}

function responseOf(status: string, { description, headers = {}, content }: RouteAnswer): object {
  return { description, headers: { ...commonHeaders(status), ...headersOf(headers) }, ...(content ? { content } : {}) };
}

/** The problems that a route may respond with, grouped by status. */
function problemResponses(route: Route): Record<string, object> {
  const byStatus = Map.groupBy(new Set(problemsOf(route)), (name) => String(PROBLEMS[name][0]));
  return Object.fromEntries(
    [...byStatus].map(([status, names]) => [
      status,
      {
        description: names.map((name) => `${PROBLEMS[name][1]} (\`${PROBLEM_TYPE_PREFIX}${name}\`).`).join(" "),
        headers: { ...commonHeaders(status), ...headersOf(PROBLEM_HEADERS[status] ?? {}) },
        content: { "application/problem+json": { schema: problemSchema } },
      },
    ]),
  );
}

/** Headers as OpenAPI describes them. */
export function headersOf(headers: Headers): Record<string, ZodOpenApiHeaderObject> {
  const schema = { type: "string" } as const;
  return Object.fromEntries(Object.entries(headers).map(([name, header]) => [name, { ...header, schema }]));
}

/** References to the headers of every response. A switch to WebSocket has no `Cache-Control`. */
function commonHeaders(status: string): ZodOpenApiHeadersObject {
  const names = Object.keys(COMMON_HEADERS).filter((name) => !(status === "101" && name === "Cache-Control"));
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` as const }]));
}
