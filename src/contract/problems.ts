/** Every problem the API answers with: its status and title. The key ends the `type` URI and never changes. */
export const PROBLEMS = {
  "invalid-query": [400, "The query is not valid"],
  "invalid-body": [400, "The body cannot be read"],
  "invalid-record": [400, "The record is not valid"],
  "invalid-puzzle": [400, "The puzzle is not valid"],
  "invalid-checkpoint": [400, "The checkpoint is not valid"],
  "missing-token": [401, "A token is needed"],
  "invalid-token": [401, "The token is not accepted"],
  "insufficient-scope": [403, "The token does not allow this"],
  "ledger-not-allowed": [403, "The token does not open this ledger"],
  "not-found": [404, "There is nothing here"],
  "ledger-not-found": [404, "There is no such ledger"],
  "block-not-found": [404, "There is no such block"],
  "evidence-not-found": [404, "The ledger has no such evidence"],
  "pending-record-not-found": [404, "There is no such pending record"],
  "method-not-allowed": [405, "The method is not allowed here"],
  "body-too-slow": [408, "The body took too long"],
  "registration-conflict": [409, "The registration number is registered with other details"],
  "ledger-conflict": [409, "The ledger exists with another puzzle"],
  "external-proofs-only": [409, "The ledger takes external proofs only"],
  "checkpoint-conflict": [409, "The ledger was never in this state"],
  "ledger-contradicted": [409, "The ledger is not what it signed"],
  "tip-passed": [409, "The work is for a block that has passed"],
  "body-too-large": [413, "The body is too large"],
  "unsupported-media-type": [415, "The body's content type or encoding is not supported"],
  "proof-refused": [422, "The proof does not solve the puzzle"],
  "timestamp-refused": [422, "The timestamp does not fit"],
  "upgrade-required": [426, "This speaks WebSocket"],
  "rate-limited": [429, "Too many requests"],
  "internal-error": [500, "Something went wrong here"],
  "access-not-configured": [503, "Access is not configured"],
  "keys-unavailable": [503, "The token cannot be checked now"],
  "signing-not-configured": [503, "The ledger's signing key is not configured"],
  "puzzle-not-configured": [503, "The ledger's puzzle is not configured"],
  "too-many-watchers": [503, "Too many watch this ledger"],
  "mempool-full": [503, "Too many records are waiting"],
  "ledger-unavailable": [503, "The ledger cannot answer now"],
} as const satisfies Record<string, readonly [status: number, title: string]>;

export type ProblemName = keyof typeof PROBLEMS;

/** How the `type` URI of every problem begins; its name follows. */
export const PROBLEM_TYPE_PREFIX = "urn:problem-type:patient-ledger:";
