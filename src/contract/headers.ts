/** A response header that clients should know. */
export interface Header {
  readonly description: string;
  /** Whether the header is always present. */
  readonly required: boolean;
}

/** Headers by name. */
export type Headers = Readonly<Record<string, Header>>;

const header = (description: string, required = true): Header => ({ description, required });

/** Declares a `Location` header. */
export const location = (description: string, required = true) => ({ Location: header(description, required) });

/** For responses whose content type is negotiated by `Accept`. */
export const NEGOTIATED = { Vary: header("`Accept`: the content type depends on it.") };

/** For responses that may come from the Worker's cache. */
export const CACHED = {
  "Cache-Status": header("Whether the response came from the cache (RFC 9211); absent if not applicable.", false),
};

export const ETAG = { ETag: header("Send it as `If-None-Match` with the next request.") };

export const NEXT_PAGE = {
  Link: header('The path of the next page, with `rel="next"`, if there is one.', false),
};

export const PREFERENCE_APPLIED = {
  "Preference-Applied": header("`respond-async`, if the request preferred it.", false),
};

/** For responses with a record, whose next version can be demanded by its tag. */
export const RECORD_ETAG = {
  ETag: header("Send it as `If-None-Match` with the next request, or as `If-Match` with a correction."),
};

/** For responses that open a WebSocket. */
export const SUBPROTOCOL_CHOSEN = {
  "Sec-WebSocket-Protocol": header("`patient-ledger`, if the request offered subprotocols.", false),
};

const RETRY_AFTER = "How many seconds to wait before retrying.";

/** The headers of problem responses, by status. */
export const PROBLEM_HEADERS: Readonly<Record<string, Headers>> = {
  401: { "WWW-Authenticate": header("The kind of token that is required (RFC 6750).") },
  403: { "WWW-Authenticate": header("The scope that is required (RFC 6750), if one is.", false) },
  415: {
    Accept: header("The content types that are accepted.", false),
    "Accept-Encoding": header("`identity`, if the body was compressed.", false),
  },
  426: { Upgrade: header("`websocket`."), Connection: header("`Upgrade`.", false) },
  429: { "Retry-After": header(RETRY_AFTER) },
  503: { "Retry-After": header(`${RETRY_AFTER} Absent if the operator must act first.`, false) },
};

/** The headers of every response. */
export const COMMON_HEADERS: Headers = {
  "X-Request-Id": header("Identifies this request in the operator's logs."),
  "Cache-Control": header("`no-store`, except for content that never changes and holds no patient data."),
  Vary: header("The request headers that the response depends on.", false),
};
