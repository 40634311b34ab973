import type * as z from "zod";
import type { Body } from "./bodies.ts";
import type { Headers } from "./headers.ts";
import type { ProblemName } from "./problems.ts";
import type { LoggedAction } from "./schemas/reads.ts";
import type { Scope } from "./scopes.ts";
import type { RouteGroup } from "./route-groups.ts";

/**
 * A route of the API. This one declaration determines how the Worker serves it, its OpenAPI description, and the types
 * of its handler.
 */
export interface Route {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** In Hono's syntax: `/blocks/:index`. */
  readonly path: string;
  /** Its name in the OpenAPI description, from which code generators derive function names. */
  readonly operationId: string;
  readonly group: RouteGroup;
  /**
   * The scope that a token must have; of a list, any one, and the description says which applies when. Absent if the
   * route is public.
   */
  readonly scope?: Scope | readonly [Scope, ...Scope[]];
  /**
   * What the log of reads of a sealed ledger calls a request to this route. The ledger logs the requests that it
   * answers, so this is for those that are denied to their token. Absent if they are not logged.
   */
  readonly logged?: LoggedRequest;
  readonly summary: string;
  readonly description?: string;
  readonly request: RouteRequest;
  /** The successful responses, by status. */
  readonly answers: Readonly<Record<number, RouteAnswer>>;
  /** The problems specific to this route; `problemsOf` returns them all. */
  readonly problems: readonly ProblemName[];
}

/** How a denied request is logged. */
export interface LoggedRequest {
  readonly action: LoggedAction;
  /** The query that the request must have to be logged; any if absent. */
  readonly query?: readonly [parameter: string, value: string];
}

/** The inputs of a route. */
export interface RouteRequest {
  /** The path parameters. */
  readonly params?: z.ZodObject;
  /** The query parameters. Absent if there are none. */
  readonly query?: z.ZodObject;
  /** The optional headers that affect the response, with their descriptions. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The headers that the request must have, with their descriptions. */
  readonly requiredHeaders?: Readonly<Record<string, string>>;
  readonly body?: Body;
}

/** A successful response of a route. */
export interface RouteAnswer {
  readonly description: string;
  /** The headers in addition to the common ones. */
  readonly headers?: Headers;
  /** The body by content type. Absent if there is no body. */
  readonly content?: Readonly<Record<string, { readonly schema: z.ZodType; readonly example?: string }>>;
}

/** The scopes of a route, of which a token needs one; none if the route is public. */
export function scopesOf({ scope }: Route): readonly Scope[] {
  return scope === undefined ? [] : [scope].flat();
}

/** Converts a path to the syntax of OpenAPI and RFC 6570: `/blocks/{index}`. */
export function templateOf(path: string): string {
  return path.replaceAll(/:(\w+)(\{[^}]+\})?/g, "{$1}");
}
