import { describe, expect, test } from "vitest";
import * as library from "../../src/client/index.ts";
import type { Body } from "../../src/contract/bodies.ts";
import { BODY_TYPES, JSON_TYPE, NDJSON } from "../../src/contract/content.ts";
import { type Route, templateOf } from "../../src/contract/route.ts";
import { LEDGER_ROUTES, SINGLE_ROUTES } from "../../src/contract/routes.ts";
import { isRepeatable } from "../../src/client/transport/repeatable.ts";
import { samplePath } from "../support/http/routes.ts";

const { LedgerClient } = library;
const ROUTES = [...LEDGER_ROUTES, ...SINGLE_ROUTES];
const ORIGIN = "https://ledger.example";

const RECORD = { patient_name: "Alice", patient_ID: "P-1", Reg_no: "R-1" };
const NOTE = "ledger.example/main\n1\n\n— ledger.example/main AAAA\n";
const HASH = "ab".repeat(32);
const TIME = "2026-02-01T00:00:00.000Z";
const key = await library.generateAuthorKey();
const signed = await library.signedRecord(RECORD, key, HASH, { index: 1, hash: HASH });
const enrolment = await library.enrolment(key, "dr-rao", HASH);
const revocation = await library.revocation(key.thumbprint, { ledger: HASH, key });
const HEADER = { previous_hash: HASH, last_entry: 2, merkle_root: HASH, timestamp: TIME, proof: 3 };

const TERMS = { students: [{ name: "Ana" }, {}], ends: TIME };
const REPORT = { step: "hash", done: ["by-hand"], tries: 12, hash_rate: null };
const CODE = { code: "K7QM-2FXP", device: "d".repeat(22) };

/** The groups whose routes are the deployment's, and no ledger's. */
const OF_DEPLOYMENT = ["description", "classes"];

type Client = library.LedgerClient;
type Call = (client: Client) => unknown;

/** A request, as the table writes it: its method and path, then its body or the headers that matter. */
type Expected = readonly [request: string, body?: unknown, headers?: Readonly<Record<string, string>>];

/** Each call of the library, and the request that it has to send, by the operation in the contract. */
const CALLS: Readonly<Record<string, readonly (readonly [Call, ...Expected])[]>> = {
  getChain: [
    [(c) => begun(library.allBlocks(c)), "GET /get_chain"],
    [(c) => begun(library.allBlocks(c, { from: 3, to: 9 })), "GET /get_chain?from=3&limit=7"],
    [(c) => begun(library.allHeaders(c, { from: 3 })), "GET /get_chain?from=3&entries=none"],
  ],
  getBlock: [
    [(c) => library.readBlock(c, 7), "GET /blocks/7"],
    [(c) => c.block(7), "GET /blocks/7"],
    [(c) => library.readGenesis(c), "GET /blocks/1"],
  ],
  getMiners: [[(c) => library.readMiners(c), "GET /miners"]],
  mineBlock: [
    [(c) => library.registerRecord(c, RECORD), "POST /mine_block", RECORD],
    [(c) => library.registerRecord(c, signed), "POST /mine_block", signed],
    [(c) => library.acceptRecord(c, RECORD), "POST /mine_block", RECORD, { prefer: "respond-async" }],
    [(c) => library.submitProof(c, { ...RECORD, proof: 3 }), "POST /mine_block", { ...RECORD, proof: 3 }],
    [(c) => library.submitHeader(c, HEADER), "POST /mine_block", HEADER],
  ],
  work: [
    [(c) => library.requestWork(c, RECORD), "POST /work", RECORD],
    [(c) => library.requestHeaderWork(c), "POST /work"],
  ],
  getMempool: [[(c) => library.readMempool(c), "GET /mempool"]],
  getPendingRecord: [[(c) => library.readProgress(c, "a/b"), "GET /mempool/a%2Fb"]],
  postRecords: [
    [
      (c) => begun(library.registerRecords(c, [RECORD, signed])),
      "POST /records",
      `${JSON.stringify(RECORD)}\n${JSON.stringify(signed)}\n`,
      { "content-type": "application/x-ndjson", accept: "application/x-ndjson" },
    ],
  ],
  getRecord: [
    [(c) => library.readRecord(c, 7), "GET /records/7"],
    [(c) => library.readTaggedRecord(c, 7), "GET /records/7"],
  ],
  getRecordVersions: [[(c) => library.readVersions(c, 7), "GET /records/7/versions"]],
  getRecordProof: [
    [(c) => library.recordProof(c, 7, []), "GET /records/7/proof"],
    [(c) => library.recordProof(c, 7, ["patient_ID", "Reg_no"]), "GET /records/7/proof?disclose=patient_ID,Reg_no"],
  ],
  searchRecords: [
    [(c) => library.searchRecords(c, { Reg_no: "R-1" }), "POST /records/search", { Reg_no: "R-1" }],
    [(c) => library.searchRecords(c, { patient_ID: "P-1" }), "POST /records/search", { patient_ID: "P-1" }],
  ],
  correctRecord: [
    [(c) => library.correctRecord(c, 7, '"a"', RECORD), "POST /records/7/corrections", RECORD, { "if-match": '"a"' }],
  ],
  eraseRecord: [[(c) => library.eraseRecord(c, 7, "request"), "POST /records/7/erasure", { reason: "request" }]],
  getErasure: [[(c) => library.readErasure(c, 7), "GET /records/7/erasure"]],
  holdRecord: [[(c) => library.holdRecord(c, 7), "PUT /records/7/hold"]],
  releaseRecord: [[(c) => library.releaseRecord(c, 7), "DELETE /records/7/hold"]],
  getKeys: [
    [(c) => library.readKeys(c, { from: 2, limit: 5 }), "GET /keys?from=2&limit=5"],
    [(c) => begun(library.allKeys(c)), "GET /keys"],
  ],
  getKey: [[(c) => library.readKey(c, key.thumbprint), `GET /keys/${key.thumbprint}`]],
  enrolKey: [[(c) => library.enrolKey(c, enrolment), `PUT /keys/${key.thumbprint}`, enrolment]],
  revokeKey: [[(c) => library.revokeKey(c, key.thumbprint, revocation), `PATCH /keys/${key.thumbprint}`, revocation]],
  isValid: [
    [(c) => library.checkValidity(c), "GET /is_valid"],
    [(c) => library.checkValidity(c, { since: 5 }), "GET /is_valid?since=5"],
    [(c) => library.checkValidity(c, { tree: "rebuild", records: "open" }), "GET /is_valid?tree=rebuild&records=open"],
  ],
  isValidSince: [
    [(c) => library.checkValiditySince(c, NOTE), "POST /is_valid", NOTE, { "content-type": "text/plain" }],
  ],
  getVerifierKeys: [[(c) => library.readVerifierKeys(c), "GET /vkey"]],
  getCheckpoint: [
    [(c) => library.readCheckpoint(c), "GET /checkpoint"],
    [(c) => library.readCheckpoint(c, { cosignatures: 2 }), "GET /checkpoint?cosignatures=2"],
  ],
  getReceipt: [
    [(c) => library.readReceipt(c, 7), "GET /blocks/7/proof"],
    [(c) => library.readReceipt(c, 7, { size: 9 }), "GET /blocks/7/proof?size=9"],
  ],
  getConsistency: [[(c) => library.readConsistency(c, { from: 0, to: 9 }), "GET /consistency?from=0&to=9"]],
  getTile: [[(c) => library.readTile(c, "0/x001/234.p/5"), "GET /tile/0/x001/234.p/5"]],
  postCosignatures: [
    [(c) => library.addCosignature(c, NOTE), "POST /cosignatures", NOTE, { "content-type": "text/plain" }],
  ],
  getReads: [
    [(c) => library.readReads(c, { from: 2, limit: 5, record: 7 }), "GET /reads?from=2&limit=5&record=7"],
    [(c) => begun(library.allReads(c, { record: 7 })), "GET /reads?record=7"],
  ],
  getReadProof: [[(c) => library.readProof(c, 7), "GET /reads/7/proof"]],
  getReadsVerifierKeys: [[(c) => library.readVerifierKeys(c, "reads"), "GET /reads/vkey"]],
  getReadsCheckpoint: [[(c) => library.readCheckpoint(c, { log: "reads" }), "GET /reads/checkpoint"]],
  getReadsConsistency: [
    [(c) => library.readConsistency(c, { from: 1, to: 9 }, "reads"), "GET /reads/consistency?from=1&to=9"],
  ],
  postReadsCosignatures: [
    [
      (c) => library.addCosignature(c, NOTE, "reads"),
      "POST /reads/cosignatures",
      NOTE,
      { "content-type": "text/plain" },
    ],
  ],
  getLedger: [[(c) => library.describeLedger(c), "GET "]],
  createLedger: [[(c) => library.createLedger(c, { puzzle: "squares" }), "PUT ", { puzzle: "squares" }]],
  deleteLedger: [[(c) => library.deleteLedger(c), "DELETE "]],
  openClass: [[(c) => library.openClass(c, "class-7b", TERMS), "PUT /classes/class-7b", TERMS]],
  getClass: [[(c) => library.readClass(c, "class-7b"), "GET /classes/class-7b"]],
  closeClass: [[(c) => library.closeClass(c, "class-7b"), "DELETE /classes/class-7b"]],
  getCodes: [[(c) => library.readCodes(c, "class-7b"), "GET /classes/class-7b/codes"]],
  issueCode: [[(c) => library.issueCode(c, "class-7b", 7), "POST /classes/class-7b/codes/7"]],
  withdrawCode: [[(c) => library.withdrawCode(c, "class-7b", 7), "DELETE /classes/class-7b/codes/7"]],
  getPlace: [[(c) => library.readPlace(c, "class-7b"), "GET /classes/class-7b/self"]],
  putReport: [[(c) => library.sendReport(c, "class-7b", REPORT), "PUT /classes/class-7b/self", REPORT]],
  startAgain: [
    [
      (c) => library.startAgain(c, "class-7b", "class-7b-07-1"),
      "POST /classes/class-7b/self/sandbox",
      { replaces: "class-7b-07-1" },
    ],
  ],
  exchangeCode: [[(c) => library.exchangeCode(c, CODE), "POST /codes", CODE]],
  health: [[(c) => library.readHealth(c), "GET /healthz"]],
};

/** What the calls need in an answer in order to go on; each reads what it knows. */
const ANSWER = {
  hash: HASH,
  versions: [],
  keys: [],
  names: "operator",
  entries: [],
  message: "",
};

/** Reads the first item, if there is one. */
async function begun(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items) return;
}

/** Makes a call, and answers its request as the route's declaration says. @returns the request */
async function requestOf(call: Call, { answers }: Route, url: string): Promise<Request> {
  const sent: Request[] = [];
  const [status = "", answer] = Object.entries(answers)[0] ?? [];
  const types = Object.keys(answer?.content ?? {});
  const client = new LedgerClient({
    url,
    token: async () => "t0ken",
    fetch: async (address, init) => {
      const request = new Request(address, init);
      sent.push(request);
      const type = types.find((each) => each === request.headers.get("Accept")) ?? types[0] ?? "";
      const body = type === JSON_TYPE ? JSON.stringify(ANSWER) : type === NDJSON ? '{"line":1}\n' : "";
      return new Response(status === "204" ? null : body, {
        status: Number(status),
        headers: { "Content-Type": type, ETag: '"a"' },
      });
    },
  });
  await call(client);
  const [request, ...others] = sent;
  if (!request || others.length > 0) throw new Error(`${sent.length} requests instead of one`);
  return request;
}

const cases = ROUTES.flatMap((route) =>
  (CALLS[route.operationId] ?? []).map(([call, ...expected]) => [expected[0], route, call, expected] as const),
);

/** What is wrong with a body, by the contract. */
function bodyFault(declared: Body | undefined, type: string | null, body: unknown): unknown {
  if (!declared || body === undefined) {
    const isRight = body === undefined && (!declared || ("optional" in declared && declared.optional));
    return isRight ? undefined : "there should be one, or none";
  }
  const types: readonly string[] = declared.kind === "fields" ? BODY_TYPES : declared.types;
  if (type === null || !types.includes(type)) return `its type is ${type}`;
  if (declared.kind !== "fields") return declared.kind === "note" ? declared.schema.safeParse(body).error : undefined;
  const form = declared.formOf?.(new Set(Object.keys(body as object))).schema ?? declared.schema;
  return form.safeParse(body).error;
}

describe("the library", () => {
  test("has a function for every route of the contract", () => {
    // A WebSocket is no request: watching.test.ts tests it.
    expect([...Object.keys(CALLS), "events"].toSorted()).toEqual(
      ROUTES.map(({ operationId }) => operationId).toSorted(),
    );
  });

  test.each(cases)("sends %s as the contract declares it", async (_, route, call, [expected, body, headers]) => {
    const request = await requestOf(call, route, `${ORIGIN}/ledgers/ana`);
    const prefix = OF_DEPLOYMENT.includes(route.group) ? ORIGIN : `${ORIGIN}/ledgers/ana`;
    const [method = "", path = ""] = expected.split(" ");

    expect(`${request.method} ${request.url}`).toBe(`${method} ${prefix}${path}`);
    expect(Object.fromEntries(request.headers)).toMatchObject({ authorization: "Bearer t0ken", ...headers });
    const text = await request.text();
    expect(text).toBe(typeof body === "object" ? JSON.stringify(body) : (body ?? ""));

    expect(method.toLowerCase()).toBe(route.method);
    const pattern = templateOf(route.path.replace("/ledgers/:name", "")).replaceAll(/\{\w+\}/g, "[^?]+");
    const { pathname, searchParams } = new URL(request.url);
    expect(pathname.replace("/ledgers/ana", "")).toMatch(new RegExp(`^${pattern}$`));
    expect(route.request.query?.safeParse(Object.fromEntries(searchParams)).error).toBeUndefined();
    for (const name of Object.keys(route.request.requiredHeaders ?? {})) expect(request.headers.has(name)).toBe(true);
    expect(bodyFault(route.request.body, request.headers.get("Content-Type"), body)).toBeUndefined();
  });

  test("finds the routes that are not a ledger's own from the address of the deployment as well", async () => {
    const at = async (name: string, call: Call) => {
      const route = ROUTES.find(({ operationId }) => operationId === name) as Route;
      return (await requestOf(call, route, `${ORIGIN}/`)).url;
    };
    expect(await at("getLedger", (c) => library.describeLedger(c))).toBe(`${ORIGIN}/ledgers/main`);
    expect(await at("health", (c) => library.readHealth(c))).toBe(`${ORIGIN}/healthz`);
    expect(await at("getMempool", (c) => library.readMempool(c))).toBe(`${ORIGIN}/mempool`);
  });

  test("repeats each route but the one whose second attempt cannot be told from somebody else's", () => {
    const once = ROUTES.filter(({ method, path }) => {
      const below = samplePath(path.replace("/ledgers/:name", ""));
      return !isRepeatable(method.toUpperCase(), below) || !isRepeatable(method.toUpperCase(), `${below}?from=1`);
    });
    expect(once.map(({ operationId }) => operationId)).toEqual(["correctRecord"]);
  });

  test.each(["POST", "PATCH"])("does not repeat what it does not know: %s", (method) => {
    for (const path of ["/unknown", "/records/7", "/records/7/corrections", "/mine_block/2", "/x/records", ""]) {
      expect(isRepeatable(method, path)).toBe(false);
    }
  });
});

describe("an accepted record", () => {
  const progress = (status: number, headers: Record<string, string>, body: string) =>
    library.readProgress(
      new LedgerClient({
        url: ORIGIN,
        token: async () => "t0ken",
        fetch: async () => new Response(body, { status, headers }),
      }),
      "5",
    );

  test("is waiting, or on the chain at the path that the redirect names", async () => {
    const waiting = { status: "pending", position: 3 };
    expect(await progress(200, { "Content-Type": "application/json" }, JSON.stringify(waiting))).toEqual(waiting);
    expect(await progress(303, { Location: "/records/7" }, "")).toEqual({ status: "mined", path: "/records/7" });
  });
});
