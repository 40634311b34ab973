import { fields } from "../bodies.ts";
import { JSON_TYPE, json } from "../content.ts";
import { location, NEXT_PAGE } from "../headers.ts";
import type { Route } from "../route.ts";
import {
  enrolledKeySchema,
  enrolmentSchema,
  keyPath,
  keyRevocationSchema,
  keySchema,
  keysQuery,
  keysSchema,
  revokedKeySchema,
} from "../schemas/keys.ts";
import { acceptedSchema } from "../schemas/mining.ts";
import { SCOPES } from "../scopes.ts";

const SEALED_ONLY = "A plain ledger has no keys, and answers 409.";

const SUBJECT = "`subject`, which says whose key it is, is served only to tokens that also have `record:read`.";

const IN_JSON = { problem: "invalid-key", types: [JSON_TYPE] } as const;

/** The response to what waits for its block. */
const WAITING = {
  description: "It was accepted, and takes effect with the block that it waits for.",
  headers: location("The path at which to follow it."),
  content: json(acceptedSchema),
};

export const getKeys = {
  method: "get",
  path: "/keys",
  operationId: "getKeys",
  group: "keys",
  scope: "chain:read",
  summary: "The keys of the authors, or a page of them",
  description: `Revoked ones too, in the order of their enrolment, each proven against the chain. ${SUBJECT} ${SEALED_ONLY}`,
  request: { query: keysQuery },
  answers: { 200: { description: "The keys.", headers: NEXT_PAGE, content: json(keysSchema) } },
  problems: ["ledger-not-found", "not-signable"],
} as const satisfies Route;

export const getKey = {
  method: "get",
  path: "/keys/:thumbprint",
  operationId: "getKey",
  group: "keys",
  scope: "chain:read",
  summary: "The key of an author",
  description: `${SUBJECT} ${SEALED_ONLY}`,
  request: { params: keyPath },
  answers: { 200: { description: "The key.", content: json(keySchema) } },
  problems: ["ledger-not-found", "key-not-found", "not-signable"],
} as const satisfies Route;

export const enrolKey = {
  method: "put",
  path: "/keys/:thumbprint",
  operationId: "enrolKey",
  group: "keys",
  scope: ["key:enrol", "key:enrol-others"],
  summary: "Enrol an author's key",
  description:
    "From its block on, records that the key signs are accepted. `key:enrol` enrols a key for the token's own `sub`, " +
    "`key:enrol-others` for any subject. A token that is bound to a key (`cnf.jkt`, RFC 9449) enrols that one only. Where " +
    `the ledger was created with a registrar, the key needs its endorsement. Safe to repeat. ${SEALED_ONLY}`,
  request: { params: keyPath, body: fields(enrolmentSchema, IN_JSON) },
  answers: {
    200: { description: "The key was enrolled for this subject before.", content: json(enrolledKeySchema) },
    201: {
      description: "The key was enrolled in this block.",
      headers: location("The key's path."),
      content: json(enrolledKeySchema),
    },
    202: WAITING,
  },
  problems: [
    "invalid-key",
    "subject-not-allowed",
    "key-not-allowed",
    "ledger-not-found",
    "key-conflict",
    "key-revoked",
    "not-signable",
    "signature-refused",
    "mempool-full",
  ],
} as const satisfies Route;

export const revokeKey = {
  method: "patch",
  path: "/keys/:thumbprint",
  operationId: "revokeKey",
  group: "keys",
  // Whoever lost a key must be able to revoke it, with whatever token is left.
  scope: ["key:revoke", ...SCOPES.filter((scope) => scope !== "key:revoke")],
  summary: "Revoke an author's key",
  description:
    "From its block on, the key signs nothing; what it signed before stays valid. `key:revoke` revokes any key. A token " +
    "with any other scope revokes a key that its `sub` enrolled, or that is its `sub`'s own. `compromised_since` marks what " +
    "the key signed since that block as disputed, for which it needs the key's own signature or the registrar's endorsement. " +
    `A revocation cannot be taken back. Safe to repeat. ${SEALED_ONLY}`,
  request: { params: keyPath, body: fields(keyRevocationSchema, IN_JSON) },
  answers: {
    200: { description: "The key is revoked.", content: json(revokedKeySchema) },
    202: WAITING,
  },
  problems: [
    "invalid-key",
    "key-not-allowed",
    "ledger-not-found",
    "key-not-found",
    "key-revoked",
    "not-signable",
    "signature-refused",
    "revocation-refused",
    "mempool-full",
  ],
} as const satisfies Route;
