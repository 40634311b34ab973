import type { PatientRecord } from "../chain/record.ts";
import type { AppContext } from "./environment.ts";
import { Problem } from "./problem.ts";
import { parseRecord } from "./requests.ts";

/** The longest body that a record may come in, in bytes. */
export const BODY_LIMIT = 16 * 1024;

/** The content types a record may come in: JSON, and the two forms that Postman and HTML offer. */
export const BODY_TYPES = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data"] as const;

/**
 * Reads the record that a request brings.
 *
 * The bytes must be UTF-8 and are never repaired: a name with a replacement character in it would be kept for good.
 *
 * @throws Problem that says what is wrong with the body
 */
export async function readRecord(c: AppContext): Promise<PatientRecord> {
  const type = (c.req.header("Content-Type") ?? "").split(";")[0]?.trim().toLowerCase();
  const bytes = await c.req.arrayBuffer();
  switch (type) {
    case "application/json":
      return parseRecord(parseJson(utf8(bytes)));
    case "application/x-www-form-urlencoded":
      return parseRecord(fromForm(parseUrlEncoded(utf8(bytes))));
    case "multipart/form-data":
      utf8(bytes);
      return parseRecord(fromForm(await parseMultipart(bytes, c.req.header("Content-Type") ?? "")));
    default:
      throw new Problem("unsupported-media-type", `Send the record as ${BODY_TYPES.join(", ")}.`, {
        headers: { Accept: BODY_TYPES.join(", ") },
      });
  }
}

function utf8(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw new Problem("invalid-body", "The body is not UTF-8. Send text in UTF-8 only.");
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem("invalid-body", "The body is not JSON. Send one JSON object with the fields of the record.");
  }
}

function parseUrlEncoded(text: string): URLSearchParams {
  try {
    // URLSearchParams replaces what is not UTF-8 behind the percent signs; this refuses it.
    decodeURIComponent(text);
  } catch {
    throw new Problem("invalid-body", "The form is not well encoded. Percent-encode its fields in UTF-8.");
  }
  return new URLSearchParams(text);
}

async function parseMultipart(bytes: ArrayBuffer, contentType: string): Promise<FormData> {
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
