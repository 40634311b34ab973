/** A valid record in three encodings, and ways to invalidate it. */
export const RECORD = {
  patient_name: "Marvin Quillfeather",
  patient_ID: "P-77310",
  Reg_no: "REG-55021",
} as const;

const encoder = new TextEncoder();

export interface Sent {
  readonly type: string | undefined;
  readonly body: BodyInit | null;
}

export function json(fields: object): Sent {
  return { type: "application/json", body: JSON.stringify(fields) };
}

/** A record with some fields replaced; `undefined` omits a field. */
export function record(changes: Record<string, unknown>): Sent {
  return json({ ...RECORD, ...changes });
}

export function raw(type: string, ...pieces: (string | number)[]): Sent {
  const bytes = pieces.flatMap((piece) => (typeof piece === "number" ? [piece] : [...encoder.encode(piece)]));
  return { type, body: new Uint8Array(bytes) };
}

export function form(fields: readonly (readonly [string, string])[]): Sent {
  return { type: "application/x-www-form-urlencoded", body: new URLSearchParams(fields.map((field) => [...field])) };
}

const BOUNDARY = "a-boundary";
export const MULTIPART = `multipart/form-data; boundary=${BOUNDARY}`;

/** A part of a multipart form. The `attributes`, such as a file name, follow its name. */
export function part(name: string, value: string, attributes = ""): string {
  return `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${attributes}\r\n\r\n${value}\r\n`;
}

export function multipart(...parts: (string | number)[]): Sent {
  return raw(MULTIPART, ...parts, `--${BOUNDARY}--\r\n`);
}

export const PARTS = Object.entries(RECORD).map(([name, value]) => part(name, value));
