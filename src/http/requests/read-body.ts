import { JsonFault } from "../../chain/text/json.ts";
import { BODY_TYPES, TEXT } from "../../contract/content.ts";
import { Problem } from "../answers/problem.ts";
import type { AppContext } from "../environment.ts";
import { parseJsonBody } from "./json-body.ts";

/**
 * Reads the fields of a received body.
 *
 * The bytes must be UTF-8 and are never repaired, since a name with a replacement character would be stored forever.
 *
 * @param types the content types that it may have, all of the {@link BODY_TYPES} by default
 * @throws Problem saying what is wrong with the body
 */
export async function readFields(c: AppContext, types: readonly string[] = BODY_TYPES): Promise<unknown> {
  const bytes = c.var.body;
  const type = mediaType(c) ?? "";
  switch (types.includes(type) ? type : undefined) {
    case "application/json":
      return parseJson(bytes);
    case "application/x-www-form-urlencoded":
      return fromForm(parseUrlEncoded(utf8(bytes)));
    case "multipart/form-data":
      utf8(bytes);
      return fromForm(await parseMultipart(bytes, c.req.header("Content-Type") ?? ""));
    default:
      throw new Problem("unsupported-media-type", `Send the body as ${types.join(", ")}.`, {
        headers: { Accept: types.join(", ") },
      });
  }
}

/** Reads a received body of plain text. */
export function readNote(c: AppContext): string {
  if (mediaType(c) !== TEXT) throw new Problem("unsupported-media-type", "Send the note as text/plain.");
  return utf8(c.var.body);
}

/** The request's content type without its parameters. */
export function mediaType(c: AppContext): string | undefined {
  return c.req.header("Content-Type")?.split(";")[0]?.trim().toLowerCase();
}

/** @throws Problem if the bytes are not UTF-8 */
export function requireUtf8(bytes: BufferSource): void {
  utf8(bytes);
}

function utf8(bytes: BufferSource, { keepsBom = false } = {}): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: keepsBom }).decode(bytes);
  } catch {
    throw new Problem("invalid-body", "The body is not UTF-8. Send text in UTF-8 only.");
  }
}

/** Parses JSON from UTF-8 bytes. A byte order mark is refused (RFC 8259, section 8.1). */
export function parseJson(bytes: BufferSource): unknown {
  const text = utf8(bytes, { keepsBom: true });
  try {
    return parseJsonBody(text);
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    throw new Problem("invalid-body", `The body ${error.message}. Send one JSON object without duplicate names.`);
  }
}

function parseUrlEncoded(text: string): URLSearchParams {
  if (/^\s*[[{]/.test(text)) {
    // This is what curl -d sends if no header is given.
    throw new Problem(
      "invalid-body",
      "The body is JSON, but its Content-Type is that of a form. Send application/json (curl: --json).",
    );
  }
  try {
    // URLSearchParams would replace percent-encoded bytes that are not UTF-8; this throws instead.
    decodeURIComponent(text);
  } catch {
    throw new Problem("invalid-body", "The form is not encoded correctly. Percent-encode its fields in UTF-8.");
  }
  return new URLSearchParams(text);
}

async function parseMultipart(bytes: Uint8Array<ArrayBuffer>, contentType: string): Promise<FormData> {
  try {
    return await new Response(bytes, { headers: { "Content-Type": contentType } }).formData();
  } catch {
    throw new Problem("invalid-body", "The body is not a multipart form. Let your HTTP client set the boundary.");
  }
}

function fromForm(form: URLSearchParams | FormData): Record<string, unknown> {
  const fields = [...form];
  const names = new Set(fields.map(([name]) => name));
  if (names.size < fields.length)
    throw new Problem("invalid-body", "The form has a field twice. Send each field once.");
  return Object.fromEntries(fields);
}
