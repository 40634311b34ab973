import type * as z from "zod";
import { type JSON_TYPE, TEXT } from "../../contract/content.ts";
import type { Route, RouteAnswer } from "../../contract/route.ts";
import type { Value } from "../../contract/schemas/value.ts";
import type { AppContext } from "../environment.ts";

/** A handler's response: one of those that its route declares. */
export type AnswerOf<R extends Route> = {
  readonly [Status in keyof R["answers"] & number]: { readonly status: Status } & HeadersOf<R["answers"][Status]> &
    ContentOf<R["answers"][Status]>;
}[keyof R["answers"] & number];

/** The declared headers, all optional since middleware and helpers set some of them, and `Cache-Control`. */
interface HeadersOf<A extends RouteAnswer> {
  readonly headers?: Readonly<Partial<Record<(keyof A["headers"] & string) | "Cache-Control", string>>>;
}

type ContentOf<A extends RouteAnswer> = A extends { readonly content: infer Content }
  ? { readonly [Type in keyof Content & string]: BodyOf<Type, Content[Type]> }[keyof Content & string]
  : { readonly webSocket?: WebSocket };

/** A body: for JSON the value, or its text if it is already serialized; for every other type its bytes. */
type BodyOf<Type extends string, Media> =
  | { readonly type: Type; readonly body: Bytes }
  | (Type extends typeof JSON_TYPE
      ? Media extends { readonly schema: infer Schema extends z.ZodType }
        ? { readonly json: Value<Schema> }
        : never
      : never);

type Bytes = string | Uint8Array<ArrayBuffer> | ReadableStream | null;

/** A response of any route. */
export interface AnyAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly type?: string;
  readonly body?: Bytes;
  readonly webSocket?: WebSocket;
}

/** Turns a handler's answer into a response. */
export function send(c: AppContext, { status, headers = {}, json, type, body = null, webSocket }: AnyAnswer): Response {
  if (webSocket) return new Response(null, { status, headers, webSocket });
  const bytes = json === undefined ? body : JSON.stringify(json);
  const contentType = json === undefined ? type : "application/json";
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  if (contentType) c.header("Content-Type", contentType === TEXT ? `${TEXT}; charset=utf-8` : contentType);
  c.status(status as Parameters<typeof c.status>[0]);
  return bytes === null ? c.body(null) : c.body(bytes);
}
