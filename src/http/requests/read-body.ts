import { JsonFault } from "../../chain/json.ts";
import { BATCH_LIMIT } from "../../contract/bodies.ts";
import { BODY_TYPES, NDJSON, TEXT } from "../../contract/content.ts";
import { Problem } from "../answers/problem.ts";
import type { AppContext } from "../environment.ts";
import { parseJsonBody } from "./json-body.ts";

/**
 * Reads the fields that a received body holds, in any of the {@link BODY_TYPES}.
 *
 * The bytes must be UTF-8 and are never repaired: a name with a replacement character in it would be kept for good.
 *
 * @throws Problem that says what is wrong with the body
 */
export async function readFields(c: AppContext): Promise<unknown> {
  const bytes = c.var.body;
  switch (mediaType(c)) {
    case "application/json":
      return parseJson(bytes);
    case "application/x-www-form-urlencoded":
      return fromForm(parseUrlEncoded(utf8(bytes)));
    case "multipart/form-data":
      utf8(bytes);
      return fromForm(await parseMultipart(bytes, c.req.header("Content-Type") ?? ""));
    default:
      throw new Problem("unsupported-media-type", `Send the body as ${BODY_TYPES.join(", ")}.`, {
        headers: { Accept: BODY_TYPES.join(", ") },
      });
  }
}

/** Reads a received body of plain text. */
export function readNote(c: AppContext): string {
  if (mediaType(c) !== TEXT) throw new Problem("unsupported-media-type", "Send the note as text/plain.");
  return utf8(c.var.body);
}

/** Reads a received batch: the bytes of each line, for one that is not UTF-8 must not spoil the others. */
export function readBatch(c: AppContext): Uint8Array[] {
  if (mediaType(c) !== NDJSON) {
    throw new Problem("unsupported-media-type", `Send a batch as ${NDJSON}, a record a line.`);
  }
  const rest = c.var.body;
  const lines: Uint8Array[] = [];
  for (let start = 0; start < rest.length;) {
    const end = rest.indexOf(0x0a, start);
    lines.push(rest.subarray(start, end < 0 ? rest.length : end));
    if (lines.length > BATCH_LIMIT.lines) {
      throw new Problem("body-too-large", `A batch may have at most ${BATCH_LIMIT.lines} lines. Send it in parts.`);
    }
    start = end < 0 ? rest.length : end + 1;
  }
  return lines;
}

/** The request's content type without its parameters. */
function mediaType(c: AppContext): string | undefined {
  return c.req.header("Content-Type")?.split(";")[0]?.trim().toLowerCase();
}

function utf8(bytes: BufferSource, { keepsBom = false } = {}): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: keepsBom }).decode(bytes);
  } catch {
    throw new Problem("invalid-body", "The body is not UTF-8. Send text in UTF-8 only.");
  }
}

/** Reads JSON from UTF-8 bytes, without a byte order mark (RFC 8259, section 8.1). */
export function parseJson(bytes: BufferSource): unknown {
  const text = utf8(bytes, { keepsBom: true });
  try {
    return parseJsonBody(text);
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    throw new Problem("invalid-body", `The body ${error.message}. Send one JSON object with each name once.`);
  }
}

function parseUrlEncoded(text: string): URLSearchParams {
  if (/^\s*[[{]/.test(text)) {
    // What curl -d does, without a header.
    throw new Problem(
      "invalid-body",
      "The body is JSON, but its Content-Type says form. Say application/json (curl: --json).",
    );
  }
  try {
    // URLSearchParams replaces what is not UTF-8 behind the percent signs; this refuses it.
    decodeURIComponent(text);
  } catch {
    throw new Problem("invalid-body", "The form is not well encoded. Percent-encode its fields in UTF-8.");
  }
  return new URLSearchParams(text);
}

async function parseMultipart(bytes: Uint8Array<ArrayBuffer>, contentType: string): Promise<FormData> {
  try {
    return await new Response(bytes, { headers: { "Content-Type": contentType } }).formData();
  } catch {
    throw new Problem("invalid-body", "The body is not a multipart form. Let your client set its boundary.");
  }
}

function fromForm(form: URLSearchParams | FormData): Record<string, unknown> {
  const fields = [...form];
  const names = new Set(fields.map(([name]) => name));
  if (names.size < fields.length)
    throw new Problem("invalid-body", "A field stands twice in the form. Send each once.");
  return Object.fromEntries(fields);
}
