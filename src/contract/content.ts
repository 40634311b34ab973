import type * as z from "zod";

export const JSON_TYPE = "application/json";

/** One JSON value per line. */
export const NDJSON = "application/x-ndjson";

/** Comma-separated values with a header row (RFC 4180, section 3). */
export const CSV = "text/csv";

export const TEXT = "text/plain";

/** Server-sent events (HTML Standard, section 9.2). */
export const EVENT_STREAM = "text/event-stream";

export const OCTETS = "application/octet-stream";

/** The content types of a record: JSON, and the two form encodings of HTML and Postman. */
export const BODY_TYPES = [JSON_TYPE, "application/x-www-form-urlencoded", "multipart/form-data"] as const;

/** Declares JSON content. */
export const json = <Schema extends z.ZodType>(schema: Schema) => ({ [JSON_TYPE]: { schema } }) as const;
