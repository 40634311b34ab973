/** The problems that the API reports, with status and title. The key is the end of the `type` URI and never changes. */
export const PROBLEMS = {
  "invalid-query": [400, "The query is not valid"],
  "invalid-body": [400, "The body cannot be read"],
  "invalid-record": [400, "The record is not valid"],
  "invalid-puzzle": [400, "The puzzle is not valid"],
  "invalid-checkpoint": [400, "The checkpoint is not valid"],
  "missing-token": [401, "A token is required"],
  "invalid-token": [401, "The token is not accepted"],
  "insufficient-scope": [403, "The token does not allow this"],
  "ledger-not-allowed": [403, "The token does not allow access to this ledger"],
  "not-found": [404, "There is nothing here"],
  "ledger-not-found": [404, "There is no such ledger"],
  "block-not-found": [404, "There is no such block"],
  "evidence-not-found": [404, "The ledger has no such evidence"],
  "pending-record-not-found": [404, "There is no such pending record"],
  "method-not-allowed": [405, "The method is not allowed here"],
  "body-too-slow": [408, "The body took too long"],
  "registration-conflict": [409, "The registration number is already registered with different details"],
  "ledger-conflict": [409, "The ledger already exists with a different puzzle"],
  "external-proofs-only": [409, "The ledger accepts external proofs only"],
  "checkpoint-conflict": [409, "The ledger was never in this state"],
  "ledger-contradicted": [409, "The ledger contradicts what it signed"],
  "tip-passed": [409, "The work is for an outdated tip"],
  "body-too-large": [413, "The body is too large"],
  "unsupported-media-type": [415, "The body's content type or encoding is not supported"],
  "proof-refused": [422, "The proof does not solve the puzzle"],
  "timestamp-refused": [422, "The timestamp is not valid"],
  "upgrade-required": [426, "This route requires a WebSocket"],
  "rate-limited": [429, "Too many requests"],
  "internal-error": [500, "Something went wrong here"],
  "access-not-configured": [503, "Access is not configured"],
  "keys-unavailable": [503, "The token cannot be checked now"],
  "signing-not-configured": [503, "The ledger's signing key is not configured"],
  "puzzle-not-configured": [503, "The ledger's puzzle is not configured"],
  "too-many-watchers": [503, "Too many clients are watching this ledger"],
  "mempool-full": [503, "Too many records are waiting"],
  "ledger-unavailable": [503, "The ledger cannot answer now"],
} as const satisfies Record<string, readonly [status: number, title: string]>;

export type ProblemName = keyof typeof PROBLEMS;

/** The `type` URI of a problem is this prefix followed by the problem's name. */
export const PROBLEM_TYPE_PREFIX = "urn:problem-type:patient-ledger:";
