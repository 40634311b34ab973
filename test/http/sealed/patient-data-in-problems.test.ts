import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { PROBLEM_TYPE_PREFIX, type ProblemName } from "../../../src/contract/problems.ts";
import { configure, deploy, deployedWith, SIGNING } from "../../support/worker/deployment.ts";
import { bearer, putLedger, request } from "../../support/worker/client.ts";
import { ByteSearch } from "../../support/chain/byte-search.ts";
import { formsOfText } from "../../support/chain/written-forms.ts";
import { disclosuresOf } from "../../support/http/authors.ts";
import { call, correct, createWard, EVERYTHING, PREFIX, register, send, WARD } from "../../support/http/sealed.ts";

deployedWith(SIGNING);

const RECORD = { patient_name: "Wilhelmina Quartermaine", patient_ID: "PAT-QUAGGA-7731", Reg_no: "REG-OKAPI-55021" };
const OTHER = { patient_name: "José Ángel Núñez-Ibárruri", patient_ID: "ID-Ærøskøbing-40", Reg_no: "REG-Übelbach-41" };
const { patient_name, patient_ID, Reg_no } = OTHER;
const JSON_TYPE = "application/json";
const NDJSON = "application/x-ndjson";
const FORM = "application/x-www-form-urlencoded";
const text = JSON.stringify(OTHER);

const search = new ByteSearch();
for (const value of [...Object.values(RECORD), ...Object.values(OTHER)]) {
  const words = value.split(/[ -]/).filter((word) => word.length >= 8);
  for (const each of [value, ...words]) {
    for (const { name, bytes } of await formsOfText(each)) search.add({ name: `${each} as ${name}`, bytes });
  }
}

/** What is found of the records in a text. */
const foundIn = (said: string) => [...search.in(new TextEncoder().encode(said)).keys()];

let logged: string[] = [];
beforeEach(() => {
  logged = [];
  for (const level of ["debug", "error", "info", "log", "warn"] as const) {
    vi.spyOn(console, level).mockImplementation((...values: unknown[]) => {
      logged.push(values.map((value) => (value instanceof Error ? String(value.stack) : String(value))).join(" "));
    });
  }
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** What a response says: its problem, and what is found of the records in its body, its headers and the logs. */
async function toldBy(response: Response): Promise<{ status: number; problem: string; found: string[] }> {
  const { status } = response;
  const headers = JSON.stringify([...response.headers]);
  const body = await response.text();
  // Every request is logged, so there is something to search.
  if (!logged.some((line) => line.includes(`"status":${status}`))) throw new Error("the request was not logged");
  const { type } = JSON.parse(body) as { type: string };
  const problem = type.slice(PROBLEM_TYPE_PREFIX.length);
  return { status, problem, found: foundIn([body, headers, ...logged].join("\n")) };
}

const post = (path: string, type: string, body: BodyInit, claims: Record<string, unknown> = {}) =>
  call(path, { method: "POST", headers: { "Content-Type": type }, body }, claims);
const anonymous = (path: string, body: string, headers: Record<string, string>) =>
  request(PREFIX + path, { method: "POST", headers: { "Content-Type": JSON_TYPE, ...headers }, body });

/** What a refusal should tell. */
const silent = (status: number, problem: ProblemName) => ({ status, problem, found: [] });

/** A signed record of the other patient whose signature is none. */
const SIGNED = {
  disclosures: disclosuresOf(OTHER),
  author: "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
  seen: { index: 1, hash: "0".repeat(64) },
  signature: "a..b",
};

/** Requests with patient data that are refused, and how. */
const REFUSED: Readonly<Record<string, readonly [() => Promise<Response>, number, ProblemName]>> = {
  "a conflict": [() => send("/mine_block", { ...OTHER, Reg_no: RECORD.Reg_no }), 409, "registration-conflict"],
  "a conflict of subjects": [() => send("/mine_block", RECORD, { sub: "dr-bose" }), 409, "registration-conflict"],
  "a conflict, answered at once": [
    () => send("/mine_block", { ...OTHER, Reg_no: RECORD.Reg_no }, {}, { Prefer: "respond-async" }),
    409,
    "registration-conflict",
  ],
  "no token": [() => anonymous("/mine_block", text, { Authorization: "" }), 401, "missing-token"],
  "a record as the token": [
    () => anonymous("/mine_block", text, { Authorization: `Bearer ${btoa(RECORD.patient_name)}` }),
    401,
    "invalid-token",
  ],
  "no scope to register": [() => send("/mine_block", OTHER, { scope: "chain:read" }), 403, "insufficient-scope"],
  "no scope to search": [() => send("/records/search", { Reg_no }, { scope: "chain:read" }), 403, "insufficient-scope"],
  "a token for another ledger": [() => send("/mine_block", OTHER, { ledgers: ["x"] }), 403, "ledger-not-allowed"],
  "a token for another patient": [
    () => send("/mine_block", OTHER, { patients: [RECORD.patient_ID] }),
    403,
    "patient-not-allowed",
  ],
  "a search with a token for another patient": [
    () => send("/records/search", { Reg_no: RECORD.Reg_no }, { patients: [patient_ID] }),
    404,
    "record-not-found",
  ],
  "is_valid with a token for some patients": [
    () => call("/is_valid?records=open", {}, { patients: [patient_ID] }),
    403,
    "patient-not-allowed",
  ],
  "a field too many": [() => send("/mine_block", { ...OTHER, [patient_name]: patient_ID }), 400, "invalid-record"],
  "a name as a field's": [() => send("/mine_block", { Quartermaine: patient_ID }), 400, "invalid-record"],
  "a name as a parameter's": [() => call("/get_chain?Quartermaine=1"), 400, "invalid-query"],
  "a value as a field's name": [() => send("/mine_block", { [text]: "" }), 400, "invalid-record"],
  "an object as a field": [() => send("/mine_block", { ...OTHER, Reg_no: OTHER }), 400, "invalid-record"],
  "a list of records": [() => send("/mine_block", [OTHER]), 400, "invalid-record"],
  "a name that is too long": [
    () => send("/mine_block", { ...OTHER, patient_name: patient_name.repeat(20) }),
    400,
    "invalid-record",
  ],
  "a control character in an ID": [
    () => send("/mine_block", { ...OTHER, patient_ID: `${patient_ID}\u0007` }),
    400,
    "invalid-record",
  ],
  "an ID that is not in NFC": [
    () => send("/mine_block", { ...OTHER, Reg_no: Reg_no.normalize("NFD") }),
    400,
    "invalid-record",
  ],
  "a record with a proof": [() => send("/mine_block", { ...OTHER, proof: 1 }), 400, "invalid-record"],
  "a record with a wrong timestamp": [
    () => send("/mine_block", { ...OTHER, proof: 1, timestamp: patient_name, previous_hash: patient_ID }),
    400,
    "invalid-record",
  ],
  "a header with a record": [
    () => send("/mine_block", { ...OTHER, merkle_root: patient_name, last_entry: patient_ID }),
    400,
    "invalid-record",
  ],
  "a signed record of an unknown author": [() => send("/mine_block", SIGNED), 403, "key-not-enrolled"],
  "a signed record for another patient": [
    () => send("/mine_block", SIGNED, { patients: [RECORD.patient_ID] }),
    403,
    "patient-not-allowed",
  ],
  "a disclosed name that is too long": [
    () =>
      send("/mine_block", {
        ...SIGNED,
        disclosures: disclosuresOf({ ...OTHER, patient_name: patient_name.repeat(20) }),
      }),
    400,
    "invalid-record",
  ],
  "a disclosure under a patient's name": [
    () => send("/mine_block", { ...SIGNED, disclosures: disclosuresOf({ ...OTHER, [patient_name]: "x" }).slice(1) }),
    400,
    "invalid-record",
  ],
  "a record instead of disclosures": [
    () => send("/mine_block", { ...SIGNED, disclosures: OTHER }),
    400,
    "invalid-record",
  ],
  "a record as the author of one": [
    () => send("/mine_block", { ...SIGNED, author: patient_name, seen: OTHER, signature: patient_ID }),
    400,
    "invalid-record",
  ],
  "work on a record": [() => send("/work", OTHER), 400, "invalid-record"],
  "broken JSON": [() => post("/mine_block", JSON_TYPE, text.slice(0, -1)), 400, "invalid-body"],
  "a field twice": [
    () => post("/mine_block", JSON_TYPE, `${text.slice(0, -1)},"Reg_no":"${Reg_no}"}`),
    400,
    "invalid-body",
  ],
  "bytes that are not UTF-8": [
    () => post("/mine_block", JSON_TYPE, new Uint8Array([...new TextEncoder().encode(text), 0xff])),
    400,
    "invalid-body",
  ],
  "a form with a field twice": [
    () => post("/mine_block", FORM, `${new URLSearchParams(OTHER).toString()}&patient_name=x`),
    400,
    "invalid-body",
  ],
  "a broken form": [
    () => post("/mine_block", FORM, `patient_name=${patient_name}%&Reg_no=${Reg_no}`),
    400,
    "invalid-body",
  ],
  "a multipart form without its boundary": [
    () => post("/mine_block", `multipart/form-data; boundary=${RECORD.patient_ID}`, text),
    400,
    "invalid-body",
  ],
  "another type": [() => post("/mine_block", `text/${RECORD.patient_ID}`, text), 415, "unsupported-media-type"],
  "a body with an encoding": [
    () => call("/mine_block", { method: "POST", headers: { "Content-Encoding": RECORD.patient_ID }, body: text }),
    415,
    "unsupported-media-type",
  ],
  "a body that is too large": [() => post("/mine_block", JSON_TYPE, text.repeat(400)), 413, "body-too-large"],
  "a batch of another type": [() => post("/records", JSON_TYPE, text), 415, "unsupported-media-type"],
  "a batch that is too long": [() => post("/records", NDJSON, `${text}\n`.repeat(10_001)), 413, "body-too-large"],
  "CSV without a header row": [() => post("/records", "text/csv", Object.values(OTHER).join()), 400, "invalid-body"],
  "CSV with a wrong quote": [
    () => post("/records", "text/csv", `patient_name,patient_ID,Reg_no\n"${patient_name}"x,${patient_ID},${Reg_no}`),
    400,
    "invalid-body",
  ],
  "CSV with an open quote": [
    () => post("/records", "text/csv", `patient_name,patient_ID,Reg_no\n"${patient_name},${patient_ID},${Reg_no}`),
    400,
    "invalid-body",
  ],
  "CSV with a very wide row": [
    () => post("/records", "text/csv", `patient_name,patient_ID,Reg_no\n${`${patient_name},`.repeat(200)}`),
    400,
    "invalid-body",
  ],
  "a search for a whole record": [() => send("/records/search", OTHER), 400, "invalid-query"],
  "a search for a name": [() => send("/records/search", { patient_name }), 400, "invalid-query"],
  "a search for a list": [() => send("/records/search", { patient_ID: [patient_ID] }), 400, "invalid-query"],
  "a search in the URL": [() => call(`/records/search?Reg_no=${Reg_no}`), 405, "method-not-allowed"],
  "an ID as a path": [() => call(`/patients/${encodeURIComponent(patient_ID)}`), 404, "not-found"],
  "an ID as a mempool's": [() => call(`/mempool/${encodeURIComponent(Reg_no)}`), 404, "pending-record-not-found"],
  "a name as a parameter": [
    () => call(`/get_chain?${new URLSearchParams({ [patient_name]: Reg_no }).toString()}`),
    400,
    "invalid-query",
  ],
  "a name to disclose": [
    () => call(`/records/2/proof?${new URLSearchParams({ disclose: patient_name }).toString()}`),
    400,
    "invalid-query",
  ],
  "a wrong method": [() => call("/records/2", { method: "DELETE", body: text }), 405, "method-not-allowed"],
  "a correction to a taken number": [
    () => correct(3, "*", { ...OTHER, Reg_no: RECORD.Reg_no }),
    409,
    "registration-conflict",
  ],
  "a correction that is late": [() => correct(2, '"another"', OTHER), 412, "record-changed"],
  "a correction without the scope": [() => correct(2, "*", OTHER, { scope: "chain:mine" }), 403, "insufficient-scope"],
  "a correction with a token for another patient": [
    () => correct(2, "*", OTHER, { patients: [RECORD.patient_ID] }),
    403,
    "patient-not-allowed",
  ],
  "a correction with a name as the header": [() => correct(2, RECORD.patient_name, OTHER), 400, "invalid-header"],
  "a correction with a field too many": [
    () => correct(2, "*", { ...OTHER, [patient_name]: patient_ID }),
    400,
    "invalid-record",
  ],
  "an erasure for a name": [() => send("/records/2/erasure", { reason: patient_name }), 400, "invalid-erasure"],
  "an erasure of a whole record": [() => send("/records/2/erasure", OTHER), 400, "invalid-erasure"],
  "a read of a name": [
    () => call(`/reads?${new URLSearchParams({ record: patient_name }).toString()}`),
    400,
    "invalid-query",
  ],
  "a checkpoint that is none": [() => post("/is_valid", "text/plain", text), 400, "invalid-checkpoint"],
};

describe("a refusal by a sealed ledger repeats no patient data, in its body, its headers or the log", () => {
  beforeEach(async () => {
    await createWard();
    await register(RECORD);
    await register({ patient_name: "B", patient_ID: "B", Reg_no: "B" });
    logged = [];
  });

  test.each(Object.entries(REFUSED))("%s", async (_, [sent, status, problem]) => {
    expect(await toldBy(await sent())).toEqual(silent(status, problem));
  });

  test("the lines of a batch", async () => {
    const lines = [
      { ...OTHER, Reg_no: RECORD.Reg_no },
      { ...OTHER, [patient_name]: patient_ID },
      { ...OTHER, patient_name: "" },
      [OTHER],
      { ...OTHER, patient_name: patient_name.repeat(1_000) },
    ].map((line) => JSON.stringify(line));
    const body = [...lines, text.slice(0, -1), `{"patient_name":"${patient_name}`].join("\n");

    const response = await post("/records", NDJSON, body);

    const said = await response.text();
    const statuses = said
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { status: number }).status);
    expect(statuses).toEqual([409, 400, 400, 400, 413, 400, 400]);
    expect(foundIn(said)).toEqual([]);
    expect(logged.some((line) => line.includes("line_problems"))).toBe(true);
    expect(foundIn(logged.join("\n"))).toEqual([]);
  });

  test("conflicts until the subject has to wait", async () => {
    const guess = (place: number) => ({ ...OTHER, patient_name: `${patient_name} ${place}`, Reg_no: RECORD.Reg_no });
    await post("/records", NDJSON, Array.from({ length: 80 }, (_, place) => JSON.stringify(guess(place))).join("\n"));

    expect(await toldBy(await send("/mine_block", guess(81)))).toEqual(silent(429, "rate-limited"));
  });

  test("a registration where the record key is gone", async () => {
    await deploy({ ...SIGNING, RECORD_KEY: "" });

    expect(await toldBy(await send("/mine_block", OTHER))).toEqual(silent(503, "record-key-not-configured"));
  });
});

test("a registration on a ledger that does not exist repeats nothing", async () => {
  expect(await toldBy(await send("/mine_block", OTHER))).toEqual(silent(404, "ledger-not-found"));
});

test("a sealed ledger that cannot be created repeats nothing of what was sent", async () => {
  configure({ ...SIGNING, RECORD_KEY: "" });
  expect(await toldBy(await putLedger(WARD, { records: "sealed" }))).toEqual(silent(503, "record-key-not-configured"));
  const described = { records: "sealed", [patient_name]: patient_ID, puzzle: Reg_no };
  expect(await toldBy(await putLedger(WARD, described))).toEqual(silent(400, "invalid-puzzle"));
});

describe("an answer to what a ledger could not do repeats no patient data", () => {
  const quoting = (changes: object = {}) =>
    Object.assign(new TypeError(`no row for ${text}\n    at ${patient_name} (${patient_ID}:${Reg_no})`), changes);

  test.each<[string, Record<string, unknown> | Error, number, ProblemName]>([
    ["a full mempool", { outcome: "full" }, 503, "mempool-full"],
    ["a used share", { outcome: "share-used" }, 429, "rate-limited"],
    ["a conflict", { outcome: "conflict" }, 409, "registration-conflict"],
    ["an external-only ledger", { outcome: "external-only", limit: 8 }, 409, "external-proofs-only"],
    ["an error that quotes the record", quoting(), 500, "internal-error"],
    ["an interruption that quotes it", quoting({ retryable: true }), 503, "ledger-unavailable"],
    ["an overload that quotes it", quoting({ overloaded: true }), 503, "ledger-unavailable"],
    ["an error with it as its name", quoting({ name: text }), 500, "internal-error"],
    ["an error whose message was changed", quoting({ message: "changed" }), 500, "internal-error"],
    ["an error with a cause", new Error("failed", { cause: quoting() }), 500, "internal-error"],
    ...(["vault-lost", "vault-behind", "ledger-behind"] as const).map(
      (outcome): [string, Record<string, unknown>, number, ProblemName] => [outcome, { wrong: outcome }, 503, outcome],
    ),
    ["a contradiction", { wrong: "contradicted" }, 409, "ledger-contradicted"],
    ["a missing signing key", { wrong: "key-missing" }, 503, "signing-not-configured"],
    ["a missing record key", { wrong: "record-key-missing" }, 503, "record-key-not-configured"],
  ])("%s", async (_, result, status, problem) => {
    const answer = (value: unknown) =>
      result instanceof Error
        ? Promise.reject(result)
        : Promise.resolve("wrong" in result ? { outcome: result["wrong"] } : { outcome: "ok", value });
    const ledger = {
      mine: () => answer(result),
      accept: () => answer([result]),
      describe: () => Promise.resolve({ outcome: "ok", value: { records: "sealed" } }),
    };
    const LEDGER = { getByName: () => ledger, idFromName: () => "id" };
    const headers = { "Content-Type": JSON_TYPE, ...(await bearer({ scope: EVERYTHING })) };

    for (const Prefer of ["wait", "respond-async"]) {
      logged = [];
      const init = { method: "POST", headers: { ...headers, Prefer }, body: text };
      expect(await toldBy(await request(`${PREFIX}/mine_block`, init, { LEDGER }))).toEqual(silent(status, problem));
    }
  });
});
