import { hex } from "../../../src/chain/text/hex.ts";

/** A way in which a value may have been written down, and the bytes of the value in it. */
export interface WrittenForm {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const encoder = new TextEncoder();

/**
 * The forms of a text that somebody who reads bytes could recognize it by: in the encodings that programs and databases
 * use, in any case, encoded again, and as hashes without a salt, which can be guessed from a list of names.
 *
 * @param text long enough for each form to have at least 8 bytes
 */
export async function formsOfText(text: string): Promise<WrittenForm[]> {
  const digest = await crypto.subtle.digest("SHA-256", encoder.encode(text));
  const forms = [text, text.toLowerCase(), text.toUpperCase()].flatMap((cased): WrittenForm[] => [
    ...encodings("UTF-8", encoder.encode(cased)),
    ...encodings("UTF-16LE", utf16(cased, true)),
    { name: "UTF-16BE", bytes: utf16(cased, false) },
    ...latin1(cased),
    ascii(
      "JSON in ASCII",
      escaped(cased, (unit) => `\\u${unit.toString(16).padStart(4, "0")}`),
    ),
    ascii(
      "JSON in ASCII, upper case",
      escaped(cased, (unit) => `\\u${unit.toString(16).padStart(4, "0").toUpperCase()}`),
    ),
    ...["NFC", "NFD"].map((form) => ({ name: form, bytes: encoder.encode(cased.normalize(form)) })),
    ascii("percent-encoded", encodeURIComponent(cased)),
    ascii("percent-encoded, lower case", encodeURIComponent(cased).toLowerCase()),
    ascii("form", String(new URLSearchParams([["", cased]])).slice(1)),
  ]);
  return distinct([...forms, ...encodings("SHA-256", new Uint8Array(digest))]);
}

/** The forms of bytes: as they are, and as text. */
export function formsOfBytes(name: string, bytes: Uint8Array): WrittenForm[] {
  return distinct(encodings(name, bytes));
}

function encodings(name: string, bytes: Uint8Array): WrittenForm[] {
  const base64 = [0, 1, 2].map((before) => base64After(before, bytes));
  return [
    { name, bytes },
    ascii(`${name} in hex`, hex(bytes)),
    ascii(`${name} in hex, upper case`, hex(bytes).toUpperCase()),
    ...base64.map((text) => ascii(`${name} in base64`, text)),
    ...base64.map((text) => ascii(`${name} in base64url`, base64url(text))),
  ];
}

function base64url(base64: string): string {
  return base64.replaceAll("+", "-").replaceAll("/", "_");
}

/**
 * The characters of a base64 text that depend on these bytes alone.
 *
 * @param before how many bytes, modulo 3, are before them in what was encoded
 */
function base64After(before: number, bytes: Uint8Array): string {
  const text = btoa("\0".repeat(before) + String.fromCharCode(...bytes));
  const bits = 8 * (before + bytes.length);
  return text.slice(Math.ceil((8 * before) / 6), Math.floor(bits / 6));
}

/** None for a text with other characters. */
function latin1(text: string): WrittenForm[] {
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  return units.every((unit) => unit <= 0xff) ? [{ name: "Latin-1", bytes: Uint8Array.from(units) }] : [];
}

function utf16(text: string, isLittleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * text.length));
  for (let at = 0; at < text.length; at++) view.setUint16(2 * at, text.charCodeAt(at), isLittleEndian);
  return new Uint8Array(view.buffer);
}

/** A text in ASCII, in which each other UTF-16 code unit is escaped. */
function escaped(text: string, escape: (unit: number) => string): string {
  return Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))
    .map((unit) => (unit < 0x80 ? String.fromCharCode(unit) : escape(unit)))
    .join("");
}

function ascii(name: string, text: string): WrittenForm {
  return { name, bytes: encoder.encode(text) };
}

/** The forms without those whose bytes are those of an earlier one. */
function distinct(forms: readonly WrittenForm[]): WrittenForm[] {
  const byBytes = new Map<string, WrittenForm>();
  for (const form of forms) {
    const key = String.fromCharCode(...form.bytes);
    if (!byBytes.has(key)) byBytes.set(key, form);
  }
  return [...byBytes.values()];
}
