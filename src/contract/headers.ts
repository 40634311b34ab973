/** A header of an answer, as far as a client has to know it. Its value is text. */
export interface Header {
  readonly description: string;
  /** Whether every such answer has it. */
  readonly required: boolean;
}

/** Headers by their names. */
export type Headers = Readonly<Record<string, Header>>;

const header = (description: string, required = true): Header => ({ description, required });

/** A `Location`, of whatever the description says. */
export const location = (description: string) => ({ Location: header(description) });

/** Of an answer in the content type that `Accept` prefers. */
export const NEGOTIATED = { Vary: header("`Accept`: the answer's type depends on it.") };

/** Of an answer that the cache of this location may hold. */
export const CACHED = {
  "Cache-Status": header("Whether the answer came from the cache (RFC 9211); absent where it does not apply.", false),
};

export const ETAG = { ETag: header("Send it as `If-None-Match` the next time.") };

export const NEXT_PAGE = {
  Link: header('The path of the next page, with `rel="next"`, while there is one.', false),
};

export const PREFERENCE_APPLIED = {
  "Preference-Applied": header("`respond-async`, when the request preferred that.", false),
};

/** Of an answer that opens a WebSocket. */
export const SUBPROTOCOL_CHOSEN = {
  "Sec-WebSocket-Protocol": header("`patient-ledger`, when the request offered subprotocols.", false),
};

const RETRY_AFTER = "How many seconds to wait before the next try.";

/** The headers that answers with a problem have, by status. */
export const PROBLEM_HEADERS: Readonly<Record<string, Headers>> = {
  401: { "WWW-Authenticate": header("The kind of token that is needed (RFC 6750).") },
  403: { "WWW-Authenticate": header("The scope that is needed (RFC 6750), where one is.", false) },
  415: {
    Accept: header("The content types that are taken.", false),
    "Accept-Encoding": header("`identity`, when the body was compressed.", false),
  },
  426: { Upgrade: header("`websocket`."), Connection: header("`Upgrade`.", false) },
  429: { "Retry-After": header(RETRY_AFTER) },
  503: { "Retry-After": header(`${RETRY_AFTER} Absent where the operator has to act.`, false) },
};

/** The headers that every answer has. */
export const COMMON_HEADERS: Headers = {
  "X-Request-Id": header("Names this request in the operator's logs."),
  "Cache-Control": header("`no-store`, but for what never changes and holds no patient data."),
  Vary: header("The request headers that the answer depends on.", false),
};
