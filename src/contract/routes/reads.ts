import { NOTE } from "../bodies.ts";
import { json, TEXT } from "../content.ts";
import { NEXT_PAGE } from "../headers.ts";
import type { Route } from "../route.ts";
import {
  checkpointQuery,
  consistencyQuery,
  consistencySchema,
  cosignedSchema,
  noteSchema,
} from "../schemas/evidence.ts";
import { readPath, readReceiptSchema, readsQuery, readsSchema } from "../schemas/reads.ts";

export const getReads = {
  method: "get",
  path: "/reads",
  operationId: "getReads",
  group: "reads",
  scope: "audit:read",
  summary: "The log of reads, or a page of it",
  description:
    "Who did what with which record, granted or denied, oldest first. A plain ledger shows its records to every reader of " +
    "the chain, so it keeps no log and answers 404. A page may have fewer entries than its limit, even none, although more " +
    "follow: `next` alone tells. A token that is narrowed to patients gets 403.",
  request: { query: readsQuery },
  answers: { 200: { description: "The entries.", headers: NEXT_PAGE, content: json(readsSchema) } },
  problems: ["patient-not-allowed", "ledger-not-found", "reads-not-found"],
} as const satisfies Route;

export const getReadProof = {
  method: "get",
  path: "/reads/:number{[0-9]+}/proof",
  operationId: "getReadProof",
  group: "reads",
  scope: "audit:read",
  summary: "A receipt, which proves that an entry is in the log of reads",
  description: "It discloses all attributes of the entry. A token that is narrowed to patients gets 403.",
  request: { params: readPath },
  answers: { 200: { description: "The receipt.", content: json(readReceiptSchema) } },
  problems: ["patient-not-allowed", "ledger-not-found", "reads-not-found", "evidence-not-found"],
} as const satisfies Route;

export const getReadsVerifierKeys = {
  method: "get",
  path: "/reads/vkey",
  operationId: "getReadsVerifierKeys",
  group: "reads",
  scope: "audit:read",
  summary: "The keys that verify the checkpoints of the log of reads",
  description:
    "One key per line. They are the ledger's own under another name, so that neither log passes for the other.",
  request: {},
  answers: { 200: { description: "The verifier keys.", content: { [TEXT]: { schema: noteSchema } } } },
  problems: ["ledger-not-found", "reads-not-found"],
} as const satisfies Route;

export const getReadsCheckpoint = {
  method: "get",
  path: "/reads/checkpoint",
  operationId: "getReadsCheckpoint",
  group: "reads",
  scope: "audit:read",
  summary: "The newest signed checkpoint of the log of reads",
  description: "Its origin is that of the ledger, followed by /reads. Save it, as you save those of the ledger.",
  request: { query: checkpointQuery },
  answers: { 200: { description: "The checkpoint.", content: { [TEXT]: { schema: noteSchema } } } },
  problems: ["ledger-not-found", "reads-not-found", "evidence-not-found"],
} as const satisfies Route;

export const getReadsConsistency = {
  method: "get",
  path: "/reads/consistency",
  operationId: "getReadsConsistency",
  group: "reads",
  scope: "audit:read",
  summary: "A proof that the log of reads only grew between two sizes",
  request: { query: consistencyQuery },
  answers: {
    200: { description: "The roots and the path (RFC 9162, section 2.1.4).", content: json(consistencySchema) },
  },
  problems: ["ledger-not-found", "reads-not-found", "evidence-not-found"],
} as const satisfies Route;

export const postReadsCosignatures = {
  method: "post",
  path: "/reads/cosignatures",
  operationId: "postReadsCosignatures",
  group: "reads",
  scope: "audit:read",
  summary: "Add a witness's cosignature to a checkpoint of the log of reads",
  description: "The body is the checkpoint with the witness's signature line added (C2SP tlog-cosignature).",
  request: { body: NOTE },
  answers: {
    200: {
      description: "How many witnesses have cosigned it now, and which of the submitted cosignatures count.",
      content: json(cosignedSchema),
    },
  },
  problems: ["invalid-checkpoint", "ledger-not-found", "reads-not-found", "checkpoint-conflict"],
} as const satisfies Route;
