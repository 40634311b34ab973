import { beforeEach, describe, expect, test } from "vitest";
import { headerOf, type SealedBlock } from "../../../src/chain/sealed/header.ts";
import { deployedWith, SIGNING } from "../../support/worker/deployment.ts";
import { patient, putLedger, request } from "../../support/worker/client.ts";
import { expectProblem } from "../../support/worker/problems.ts";
import { leaveAll, watch } from "../../support/worker/watching.ts";
import { blocks, call, createWard, PREFIX, register, WARD } from "../../support/http/sealed.ts";

deployedWith(SIGNING);

const NDJSON = { Accept: "application/x-ndjson" };

describe("PUT /ledgers/<name> with records: sealed", () => {
  test.each([
    [{ records: "sealed" }, 8],
    [{ records: "sealed", puzzle: "block-hash", difficulty: 9 }, 9],
    [{ records: "sealed", difficulty: 10 }, 10],
  ])("creates a sealed ledger: %j", async (founding, difficulty) => {
    const response = await putLedger(WARD, founding);

    expect(response.status).toBe(201);
    const target = (2n ** BigInt(256 - difficulty)).toString(16).padStart(64, "0");
    const described = await response.json<{ tip: { hash: string } }>();
    expect(described).toMatchObject({ records: "sealed", puzzle: "block-hash", difficulty, target, length: 1 });
    expect(described.tip.hash < target).toBe(true);
    expect((await putLedger(WARD, founding)).status).toBe(200);
  });

  test.each([
    [{ records: "sealed", puzzle: "squares" }, "puzzle must be block-hash"],
    [{ records: "sealed", puzzle: "block-hash" }, "difficulty is missing"],
    [{ records: "open", puzzle: "squares" }, "records must be plain or sealed"],
    [{ records: "plain" }, "puzzle is missing"],
    [{ records: "sealed", signatures: "optional" }, "signatures"],
  ])("refuses %j with 400", async (founding, says) => {
    const { detail } = await expectProblem(await putLedger(WARD, founding), 400, "invalid-puzzle");

    expect(detail).toContain(says);
    await expectProblem(await request(PREFIX), 404, "ledger-not-found");
  });

  test.each([
    [{ records: "sealed" }, { puzzle: "block-hash", difficulty: 8 }],
    [{ puzzle: "block-hash", difficulty: 8 }, { records: "sealed" }],
  ])("refuses the other kind under a name that is taken: %j, then %j", async (first, second) => {
    await putLedger(WARD, first);

    const { detail } = await expectProblem(await putLedger(WARD, second), 409, "ledger-conflict");
    expect(detail).toContain("sealed");
  });
});

describe("the blocks of a sealed ledger", () => {
  beforeEach(async () => {
    await createWard();
    for (const number of [1, 2, 3]) await register(patient(number));
  });

  test("hold entries and no patient data, alone and in the chain", async () => {
    const chain = await blocks();

    expect(chain.map(({ index, entries }) => [index, entries.map(({ kind }) => kind)])).toEqual([
      [1, ["founding"]],
      [2, ["record"]],
      [3, ["record"]],
      [4, ["record"]],
    ]);
    expect(JSON.stringify(chain)).not.toMatch(/Patient|P-\d|REG-\d|dr-rao/);
    expect(await (await call("/blocks/3")).json()).toEqual(chain[2]);
    await expectProblem(await call("/blocks/5"), 404, "block-not-found");
  });

  test.each([{}, NDJSON])("are headers alone with ?entries=none (%j), under another ETag", async (headers) => {
    const whole = await call("/get_chain", { headers });
    const bare = await call("/get_chain?entries=none", { headers });
    const chain = await blocks();
    const text = await bare.text();
    await whole.text();

    const served = text.startsWith(`{"chain"`)
      ? (JSON.parse(text) as { chain: object[] }).chain
      : text
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line) as object);
    expect(served).toEqual(chain.map(headerOf));
    const etag = bare.headers.get("ETag") ?? "";
    expect(etag).not.toBe(whole.headers.get("ETag"));
    const known = await call("/get_chain?entries=none", { headers: { ...headers, "If-None-Match": etag } });
    expect(known.status).toBe(304);
  });

  test("come in pages that lead to one another, with entries and without, cached or not", async () => {
    for (const query of ["", "&entries=none"]) {
      for (let times = 0; times < 2; times++) {
        const seen: number[] = [];
        let path: string | undefined = `/get_chain?from=1&limit=2${query}`;
        while (path !== undefined) {
          const response: Response = await call(path, { headers: NDJSON });
          const page = (await response.text())
            .trim()
            .split("\n")
            .map((line) => JSON.parse(line) as SealedBlock);
          expect(page.every((block) => "entries" in block === (query === ""))).toBe(true);
          seen.push(...page.map(({ index }) => index));
          path = /<[^>]*(\/get_chain[^>]*)>/.exec(response.headers.get("Link") ?? "")?.[1];
        }
        expect(seen).toEqual([1, 2, 3, 4]);
      }
    }
  });

  test("reach watchers as headers", async () => {
    const chain = await blocks();
    const watcher = await (await watch(`${PREFIX}/events?from=1`)).until(4);

    expect(watcher.blocks).toEqual(chain.map(headerOf));
    await leaveAll();
  });

  test("are served to a token that is narrowed to patients, and to one that reads the chain only", async () => {
    for (const claims of [{ scope: "chain:read", patients: [] }, { scope: "chain:read" }]) {
      for (const path of ["/get_chain", "/blocks/2", "/miners", "/is_valid", "/checkpoint", "/blocks/2/proof"]) {
        const response = await call(path, {}, claims);
        expect([path, response.status]).toEqual([path, 200]);
        expect(await response.text()).not.toMatch(/Patient|P-\d|REG-\d|dr-rao/);
      }
    }
  });
});

test("a page of a sealed ledger ends at 1 MiB, and the next one goes on right after it", async () => {
  await createWard();
  const lines = Array.from({ length: 6_000 }, (_, number) => JSON.stringify(patient(number)));
  const sent = { method: "POST", headers: { "Content-Type": "application/x-ndjson" } };
  for (const from of ["REG-", "NEW-"]) {
    await (await call("/records", { ...sent, body: lines.join("\n").replaceAll("REG-", from) })).text();
  }
  while ((await (await call("/mempool")).json<{ size: number }>()).size > 0) await scheduler.wait(20);
  const { length } = await (await call("")).json<{ length: number }>();

  const seen: number[] = [];
  let pages = 0;
  for (let path: string | undefined = "/get_chain?limit=256"; path !== undefined; pages++) {
    const response: Response = await call(path, { headers: NDJSON });
    const text = await response.text();
    expect(text.length).toBeLessThanOrEqual(1024 * 1024 + 1);
    seen.push(
      ...text
        .trim()
        .split("\n")
        .map((line) => (JSON.parse(line) as SealedBlock).index),
    );
    path = /<[^>]*(\/get_chain[^>]*)>/.exec(response.headers.get("Link") ?? "")?.[1];
  }

  expect(seen).toEqual(Array.from({ length }, (_, place) => place + 1));
  expect(pages).toBeGreaterThan(1);
});
