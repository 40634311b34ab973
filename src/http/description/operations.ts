import * as z from "zod";
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from "zod-openapi";
import { COMMON_HEADERS } from "./openapi-headers.ts";
import { ledgerPath } from "../requests.ts";

/** The subjects that the operations are grouped by. */
const SUBJECTS = {
  chain: "Reading the chain: whole, by pages, one block, or what its miners have earned.",
  mining: "Putting a record on the chain, mined by the ledger or by an external miner.",
  mempool: "The records that wait to be mined.",
  validation: "Checking the chain, alone and against a checkpoint that you saved.",
  events: "Watching the chain grow.",
  evidence: "What lets others check the ledger without trusting who runs it: checkpoints, proofs, tiles.",
  ledgers: "Creating ledgers, and describing them.",
  description: "About the Worker itself.",
} as const;

/** The subjects that every ledger has operations of. */
const OF_EACH_LEDGER = ["chain", "mining", "mempool", "validation", "events", "evidence"] as const;

type Subject = keyof typeof SUBJECTS;

const ofNamed = (subject: string): string => `named ledger: ${subject}`;

export const TAGS = [
  ...Object.entries(SUBJECTS).map(([name, description]) => ({ name, description })),
  ...OF_EACH_LEDGER.map((subject) => ({
    name: ofNamed(subject),
    description: `${SUBJECTS[subject]} The same as under \`${subject}\`, for the ledger that the path names.`,
  })),
];

/** Changes every operation of these paths. */
function eachOperation(
  paths: ZodOpenApiPathsObject,
  change: (operation: ZodOpenApiOperationObject) => ZodOpenApiOperationObject,
): ZodOpenApiPathsObject {
  return Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [
      path,
      Object.fromEntries(
        Object.entries(item as Record<string, ZodOpenApiOperationObject>).map(([method, operation]) => [
          method,
          change(operation),
        ]),
      ),
    ]),
  );
}

/** Puts the operations of these paths under a subject. */
export function under(subject: Subject, paths: ZodOpenApiPathsObject): ZodOpenApiPathsObject {
  return eachOperation(paths, (operation) => ({ ...operation, tags: [subject] }));
}

/** The operations on `main` as those on a named ledger. */
export function onNamedLedger(paths: ZodOpenApiPathsObject): ZodOpenApiPathsObject {
  const named = eachOperation(paths, (operation) => {
    const { requestParams: { path = z.object({}), ...parameters } = {}, operationId = "", tags = [] } = operation;
    const withName = ledgerPath.extend((path as z.ZodObject).shape);
    return {
      ...operation,
      operationId: `${operationId}OfLedger`,
      tags: tags.map(ofNamed),
      requestParams: { ...parameters, path: withName },
    };
  });
  return Object.fromEntries(Object.entries(named).map(([path, item]) => [`/ledgers/{name}${path}`, item]));
}

/** Adds the headers that every answer has. */
export function withCommonHeaders(paths: ZodOpenApiPathsObject): ZodOpenApiPathsObject {
  const common = Object.fromEntries(
    Object.keys(COMMON_HEADERS).map((name) => [name, { $ref: `#/components/headers/${name}` as const }]),
  );
  // Nothing is cached of a connection that switches to WebSocket.
  const { "Cache-Control": _, ...switching } = common;
  return eachOperation(paths, (operation) => ({
    ...operation,
    responses: Object.fromEntries(
      Object.entries(operation.responses ?? {}).map(([status, response]) => [
        status,
        {
          ...response,
          headers: { ...(status === "101" ? switching : common), ...(response as { headers?: object }).headers },
        },
      ]),
    ),
  }));
}
