import { beforeAll, describe, expect, it } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import type { PatientRecord } from "../../src/chain/records/record.ts";
import { validateChain } from "../../src/chain/validator.ts";
import proofs from "../vectors/squares-proofs.json" with { type: "json" };
import { devServer } from "../support/e2e/dev-server.ts";

const dev = devServer();
beforeAll(() => dev.start());

let patients = 0;

/** A record that no other call returns. */
function patient(name = "Patient"): PatientRecord {
  patients += 1;
  return { patient_name: name, patient_ID: `P-${patients}`, Reg_no: `REG-${patients}` };
}

function post(record: PatientRecord, signal: AbortSignal | null = null): Promise<Response> {
  const headers = { "Content-Type": "application/json" };
  return dev.fetch("/mine_block", { method: "POST", headers, body: JSON.stringify(record), signal });
}

async function mine(record: PatientRecord): Promise<Block> {
  const answer = await post(record);
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { block: Block }).block;
}

async function chain(): Promise<Block[]> {
  const answer = await dev.fetch("/get_chain");
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { chain: Block[] }).chain;
}

async function verdict(): Promise<unknown> {
  return (await dev.fetch("/is_valid")).json();
}

describe("a ledger on its first run", () => {
  it("mines a record onto its genesis, serves the chain, and reports it valid", async () => {
    const [genesis] = await chain();
    const record = patient("Alice");
    const block = await mine(record);

    expect(genesis).toMatchObject({ index: 1, patient_name: "Genesis", proof: 1, previous_hash: "0" });
    expect(block).toMatchObject({ ...record, index: 2, mined_by: "developer", proof: 533 });
    expect(block.previous_hash).toBe(genesis?.hash);
    expect(await chain()).toEqual([genesis, block]);
    expect(await (await dev.fetch("/blocks/2")).json()).toEqual(block);
    expect(await verdict()).toEqual({
      message: "The blockchain is valid.",
      valid: true,
      length: 2,
      head: block.hash,
      checkpoint: { size: 2 },
    });
  });

  it("accepts a record from both kinds of forms", async () => {
    const records = [patient("José Ángel Núñez & Söhne"), patient("अमृता शर्मा")] as const;
    const urlencoded = new URLSearchParams({ ...records[0] });
    const multipart = new FormData();
    for (const [name, value] of Object.entries(records[1])) multipart.append(name, value as string);

    for (const [place, body] of [urlencoded, multipart].entries()) {
      const answer = await dev.fetch("/mine_block", { method: "POST", body });
      expect(answer.status).toBe(201);
      expect(await answer.json()).toMatchObject({ block: { ...records[place] } });
    }
  });

  it("answers with one block a line, and with 304 to a client that has the chain already", async () => {
    const headers = { Accept: "application/x-ndjson" };
    const lines = await dev.fetch("/get_chain", { headers });
    const text = await lines.text();
    const etag = lines.headers.get("ETag") ?? "";

    expect(text.endsWith("\n")).toBe(true);
    expect(
      text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(await chain());
    const again = await dev.fetch("/get_chain", { headers: { ...headers, "If-None-Match": etag } });
    expect([again.status, await again.text()]).toEqual([304, ""]);
  });

  it("shows its API reference, with every file that the page names, without a token", async () => {
    const page = await fetch(`${dev.url}/docs`);
    const html = await page.text();
    const files = [...html.matchAll(/(?:src|href)="(\/[^"]+\.\w+)"/g)].map(([, path]) => path ?? "");

    expect(page.headers.get("Content-Type")).toContain("text/html");
    expect(page.headers.get("Content-Security-Policy")).toContain("script-src 'self'");
    expect(files.map((path) => path.split(".").at(-1))).toEqual(["css", "css", "js", "js"]);
    for (const path of files) {
      const file = await fetch(dev.url + path);
      expect([path, file.status]).toEqual([path, 200]);
      expect(file.headers.get("Content-Type")).toMatch(path.endsWith(".css") ? /css/ : /javascript/);
      expect((await file.text()).length).toBeGreaterThan(0);
    }
    const description = await fetch(`${dev.url}/openapi.json`);
    expect(await description.json()).toMatchObject({ paths: { "/mine_block": { post: {} } } });
  });
});

describe("a client that hangs up", () => {
  it("does not end the mining that its request started", async () => {
    // After the seventh proof the search takes 95,063 hashes, far longer than the requests in between.
    while ((await chain()).length < 7) await mine(patient());
    expect((await chain()).map(({ proof }) => proof)).toEqual(proofs.slice(0, 7));
    const hangUp = new AbortController();
    const record = patient("who hangs up alone");
    const outcome = outcomeOf(post(record, hangUp.signal));
    const meanwhile = [await chain(), await chain(), await chain()];
    hangUp.abort();
    expect(await outcome).toBe("AbortError");

    const after = await mine(patient());

    const length = meanwhile[0]?.length ?? 0;
    expect(meanwhile.map((blocks) => blocks.length)).toEqual([length, length, length]);
    expect((await chain()).at(length)).toMatchObject({ ...record, proof: 95063 });
    expect(after.index).toBe(length + 2);
  });

  it("leaves its record to be mined in turn, after earlier ones", async () => {
    const hangUp = new AbortController();
    const before = Array.from({ length: 6 }, () => mine(patient()));
    // Sent while others are mined, and aborted when the next of them is: by then it waits in the queue.
    await nth(1, before);
    const record = patient("who hangs up");
    const outcome = outcomeOf(post(record, hangUp.signal));
    await nth(3, before);
    hangUp.abort();
    expect(await outcome).toBe("AbortError");

    const blocks = await Promise.all(before);
    const after = await mine(patient());

    const all = await chain();
    const own = all.find((block) => block.Reg_no === record.Reg_no);
    expect(own).toMatchObject(record);
    expect(own?.index).toBe(Math.max(...blocks.map(({ index }) => index)) + 1);
    expect(after.index).toBe((own?.index ?? 0) + 1);
  });
});

describe("a restarted ledger", () => {
  it("has the same chain, continues to mine, and is valid for an auditor who recomputes it", async () => {
    const before = await chain();
    await dev.stop();
    await expect(fetch(`${dev.url}/healthz`)).rejects.toThrow("fetch failed");

    await dev.start();
    expect(await chain()).toEqual(before);
    const block = await mine(patient("after the restart"));

    const after = await chain();
    expect(after).toEqual([...before, block]);
    expect(block.previous_hash).toBe(before.at(-1)?.hash);
    const expected = { valid: true, length: after.length, head: block.hash };
    expect(await verdict()).toMatchObject(expected);
    expect(await validateChain(after)).toEqual(expected);
    expect(after.slice(0, proofs.length).map(({ proof }) => proof)).toEqual(proofs.slice(0, after.length));
  });
});

/** The outcome of a request: its status, or the name of the error. */
function outcomeOf(answer: Promise<Response>): Promise<number | string> {
  return answer.then(
    ({ status }) => status,
    (error: Error) => error.name,
  );
}

/** Waits until this many promises are fulfilled. */
async function nth(count: number, promises: readonly Promise<unknown>[]): Promise<void> {
  const waiting = new Map(promises.map((promise, place) => [place, promise.then(() => place)]));
  for (let fulfilled = 0; fulfilled < count; fulfilled += 1) waiting.delete(await Promise.race(waiting.values()));
}
