import type * as z from "zod";
import type { Body } from "./bodies.ts";
import type { Headers } from "./headers.ts";
import type { ProblemName } from "./problems.ts";
import type { Scope } from "./scopes.ts";
import type { Subject } from "./subjects.ts";

/**
 * A route of the API, declared once: the Worker serves it as it stands here, its OpenAPI description says the same, and
 * its handler is typed by it.
 */
export interface Route {
  readonly method: "get" | "post" | "put";
  /** As Hono matches it: `/blocks/:index`. */
  readonly path: string;
  /** Its name in the OpenAPI description, of which code generators make function names. */
  readonly operationId: string;
  readonly subject: Subject;
  /** What the token of a request must allow; absent where everybody may ask. */
  readonly scope?: Scope;
  readonly summary: string;
  readonly description?: string;
  readonly request: RouteRequest;
  /** What it answers, by status, where all goes well. */
  readonly answers: Readonly<Record<number, RouteAnswer>>;
  /** The problems that are this route's own; `problemsOf` tells them all. */
  readonly problems: readonly ProblemName[];
}

/** What a route takes. */
export interface RouteRequest {
  /** The parameters of its path, by their names there. */
  readonly params?: z.ZodObject;
  /** The parameters of the query; without it there are none. */
  readonly query?: z.ZodObject;
  /** The headers that change the answer, each of which may be left out, and what they say. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Body;
}

/** One of the answers of a route. */
export interface RouteAnswer {
  readonly description: string;
  /** The headers that it has beside those of every answer. */
  readonly headers?: Headers;
  /** What its body holds, by content type; without it there is none. */
  readonly content?: Readonly<Record<string, { readonly schema: z.ZodType; readonly example?: string }>>;
}

/** A path with its parameters as OpenAPI and RFC 6570 write them: `/blocks/{index}`. */
export function templateOf(path: string): string {
  return path.replaceAll(/:(\w+)(\{[^}]+\})?/g, "{$1}");
}
