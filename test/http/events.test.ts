import { afterEach, describe, expect, test } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { bearer, putLedger, mine, patient, post, request, token } from "../support/worker/client.ts";
import { created, ledger, storeChain, untilMined } from "../support/storage/main.ts";
import { validChain, VECTOR } from "../support/worker/squares-chains.ts";
import { expectProblem } from "../support/worker/problems.ts";
import { indexes, leaveAll, upgrade, watch, watcherOf } from "../support/worker/watching.ts";

const OFFER = "Sec-WebSocket-Protocol";

afterEach(leaveAll);

async function chain(path = "/get_chain"): Promise<Block[]> {
  return (await (await request(path)).json<{ chain: Block[] }>()).chain;
}

describe("GET /events", () => {
  test.each([undefined, "h2c", "websocket2"])(
    "tells a client that does not speak WebSocket to upgrade (Upgrade: %s)",
    async (type) => {
      const response = await request("/events", { headers: type === undefined ? {} : { Upgrade: type } });

      await expectProblem(response, 426, "upgrade-required");
      expect(response.headers.get("Upgrade")).toBe("websocket");
      expect(response.headers.get("Connection")).toBe("Upgrade");
    },
  );

  test.each(["0", "-1", "x", "1.5", "", "9007199254740992"])("refuses ?from=%s", async (from) => {
    const response = await upgrade(`/events?from=${from}`, await bearer());

    expect((await expectProblem(response, 400, "invalid-query")).detail).toContain("from must be");
  });

  test("answers 404 for a ledger that does not exist", async () => {
    const response = await upgrade("/ledgers/nowhere/events", await bearer());

    expect((await expectProblem(response, 404, "ledger-not-found")).detail).toContain("PUT");
  });
});

describe("a watcher's token", () => {
  test("is taken from the header, and then no subprotocol is answered", async () => {
    const response = await upgrade("/events", await bearer());

    expect(response.status).toBe(101);
    expect(response.headers.get(OFFER)).toBeNull();
    watcherOf(response);
  });

  test("is taken from the header, even if a subprotocol is offered", async () => {
    const response = await upgrade("/events", { ...(await bearer()), [OFFER]: "patient-ledger" });

    expect(response.status).toBe(101);
    expect(response.headers.get(OFFER)).toBe("patient-ledger");
    watcherOf(response);
  });

  test.each([
    ["patient-ledger, bearer.", ""],
    ["patient-ledger,bearer.", ""],
    ["bearer.", ", patient-ledger"],
    ["chat, bearer.", ",patient-ledger , other"],
  ])("is taken from the subprotocols, and never echoed: %s<token>%s", async (before, after) => {
    const text = await token();

    const response = await upgrade("/events", { [OFFER]: `${before}${text}${after}` });

    expect(response.status).toBe(101);
    expect(response.headers.get(OFFER)).toBe("patient-ledger");
    expect(JSON.stringify([...response.headers])).not.toContain(text);
    watcherOf(response);
  });

  test.each([
    "patient-ledger",
    "patient-ledger, bearer.",
    "patient-ledger, bearer",
    "patient-ledger, Basic.eDp5",
    "patient-ledger, xbearer.eDp5",
  ])("is not taken from %s", async (offer) => {
    const response = await upgrade("/events", { [OFFER]: offer });

    expect((await expectProblem(response, 401, "missing-token")).detail).toContain("token");
  });

  test("is not taken from the URL", async () => {
    const text = await token();

    const response = await upgrade(`/events?access_token=${text}`, { [OFFER]: "patient-ledger" });

    expect(JSON.stringify(await expectProblem(response, 401, "missing-token"))).not.toContain(text);
  });

  test("is accepted only along with the subprotocol that the ledger speaks", async () => {
    const text = await token();

    const response = await upgrade("/events", { [OFFER]: `bearer.${text}` });

    const problem = await expectProblem(response, 400, "invalid-query");
    expect(problem.detail).toContain("patient-ledger");
    expect(JSON.stringify([problem, ...response.headers])).not.toContain(text);
  });

  test.each<[string, Record<string, unknown>, number, "invalid-token" | "insufficient-scope" | "ledger-not-allowed"]>([
    ["an expired token", { exp: 1 }, 401, "invalid-token"],
    ["another issuer's token", { iss: "https://other.test" }, 401, "invalid-token"],
    ["a token with only the mining scope", { scope: "chain:mine ledger:create" }, 403, "insufficient-scope"],
    ["a token for other ledgers", { ledgers: ["class-7"] }, 403, "ledger-not-allowed"],
  ])("is refused if it is %s in a subprotocol", async (_, claims, status, name) => {
    const text = await token(claims);

    const response = await upgrade("/events", { [OFFER]: `patient-ledger, bearer.${text}` });

    const problem = await expectProblem(response, status, name);
    expect(JSON.stringify([problem, ...response.headers])).not.toContain(text);
  });

  test("limits how long the watcher may stay", async () => {
    // A token may expire between two whole seconds (RFC 7519, section 2: NumericDate).
    const watcher = await watch("/events?from=2", { exp: Date.now() / 1000 + 0.5 });

    expect(await watcher.end()).toMatchObject({ code: 4001, reason: expect.stringContaining("token") });
    expect(watcher.messages).toEqual([]);
  });
});

describe("a watcher", () => {
  test("is sent each new block as it is mined, and no earlier ones", async () => {
    await mine(patient(1));
    const watcher = await watch("/events");

    await mine(patient(2));
    await mine(patient(3));

    await watcher.until(2);
    expect(watcher.blocks).toEqual((await chain()).slice(2));
  });

  test("is first sent the blocks from the index it asks for", async () => {
    await storeChain(VECTOR);

    const watcher = await watch("/events?from=3");
    await watcher.until(4);
    await mine(patient(1));

    await watcher.until(5);
    expect(watcher.blocks).toEqual((await chain()).slice(2));
  });

  test("is sent only blocks from the index it asks for, if that is ahead", async () => {
    const watcher = await watch("/events?from=4");

    for (const number of [1, 2, 3, 4]) await mine(patient(number));

    await watcher.until(2);
    expect(watcher.indexes).toEqual([4, 5]);
  });

  test("misses no block and gets none twice, if it connects while blocks are mined", { timeout: 60_000 }, async () => {
    // Long enough that every proof is known, so blocks follow each other as fast as possible.
    await storeChain(await validChain(250));
    const mining = ledger().accept(
      Array.from({ length: 400 }, (_, number) => patient(1000 + number)),
      "dr-rao",
    );
    const watchers = [];
    for (const from of [1, 100, 251, 252, 300, 640]) {
      const watcher = await watch(`/events?from=${from}`);
      watcher.acknowledges = true;
      watchers.push({ from, watcher });
    }
    await mining;
    // Looks into the storage: polling the route would exceed its rate limit.
    await untilMined();

    const blocks = await chain();
    expect(blocks).toHaveLength(650);
    for (const { from, watcher } of watchers) {
      await watcher.until(650 - from + 1);
      expect(watcher.blocks).toEqual(blocks.slice(from - 1));
    }
  });

  test("that reconnects with ?from= has missed no block", async () => {
    const first = await watch("/events");
    await mine(patient(1));
    await first.until(1);
    first.socket.close();
    await mine(patient(2));
    await mine(patient(3));

    const second = await watch(`/events?from=${(first.indexes.at(-1) ?? 0) + 1}`);
    await mine(patient(4));

    await second.until(3);
    expect([...first.indexes, ...second.indexes]).toEqual(indexes(2, 5));
  });

  test("is sent the blocks of external miners too", async () => {
    await created();
    const watcher = await watch("/events");

    await post("/mine_block", { ...patient(1), proof: 533 });

    await watcher.until(1);
    expect(watcher.blocks).toMatchObject([{ ...patient(1), index: 2 }]);
  });

  test("is sent only the blocks of its own ledger", async () => {
    await putLedger("class-7");
    const watchers = [await watch("/events"), await watch("/ledgers/class-7/events")] as const;

    await mine(patient(1));
    await post("/ledgers/class-7/mine_block", patient(2));

    for (const watcher of watchers) await watcher.until(1);
    expect(watchers.map(({ blocks }) => blocks.map(({ patient_name }) => patient_name))).toEqual([
      ["Patient 1"],
      ["Patient 2"],
    ]);
  });

  test("gets `pong` for `ping`, so that it can tell whether the connection is alive", async () => {
    const watcher = await watch("/events");

    watcher.socket.send("ping");

    await watcher.until(1);
    expect(watcher.messages).toEqual(["pong"]);
  });

  test("that closes the connection gets a closing answer", async () => {
    const watcher = await watch("/events");

    watcher.socket.close(1000, "done");

    await watcher.end();
    expect((await mine(patient(1))).status).toBe(201);
    expect(watcher.messages).toEqual([]);
  });
});
