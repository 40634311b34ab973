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
    "asks who does not speak WebSocket to do so (Upgrade: %s)",
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

  test("answers 404 on a ledger that there is not", async () => {
    const response = await upgrade("/ledgers/nowhere/events", await bearer());

    expect((await expectProblem(response, 404, "ledger-not-found")).detail).toContain("PUT");
  });
});

describe("who may watch", () => {
  test("is said by the header, and then no subprotocol is answered", async () => {
    const response = await upgrade("/events", await bearer());

    expect(response.status).toBe(101);
    expect(response.headers.get(OFFER)).toBeNull();
    watcherOf(response);
  });

  test("is said by the header, also when a subprotocol is offered", async () => {
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
  ])("is said by the subprotocols, of which the token is never answered: %s<token>%s", async (before, after) => {
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
  ])("is not said by %s", async (offer) => {
    const response = await upgrade("/events", { [OFFER]: offer });

    expect((await expectProblem(response, 401, "missing-token")).detail).toContain("token");
  });

  test("is not said by a token in the URL", async () => {
    const text = await token();

    const response = await upgrade(`/events?access_token=${text}`, { [OFFER]: "patient-ledger" });

    expect(JSON.stringify(await expectProblem(response, 401, "missing-token"))).not.toContain(text);
  });

  test("must offer the subprotocol that is spoken beside the token's", async () => {
    const text = await token();

    const response = await upgrade("/events", { [OFFER]: `bearer.${text}` });

    const problem = await expectProblem(response, 400, "invalid-query");
    expect(problem.detail).toContain("patient-ledger");
    expect(JSON.stringify([problem, ...response.headers])).not.toContain(text);
  });

  test.each<[string, Record<string, unknown>, number, "invalid-token" | "insufficient-scope" | "ledger-not-allowed"]>([
    ["an expired token", { exp: 1 }, 401, "invalid-token"],
    ["another issuer's token", { iss: "https://other.test" }, 401, "invalid-token"],
    ["a token to mine alone", { scope: "chain:mine ledger:create" }, 403, "insufficient-scope"],
    ["a token for other ledgers", { ledgers: ["class-7"] }, 403, "ledger-not-allowed"],
  ])("is not who offers %s as a subprotocol", async (_, claims, status, name) => {
    const text = await token(claims);

    const response = await upgrade("/events", { [OFFER]: `patient-ledger, bearer.${text}` });

    const problem = await expectProblem(response, status, name);
    expect(JSON.stringify([problem, ...response.headers])).not.toContain(text);
  });

  test("may not for longer than the token lasts", async () => {
    // A token may end between two seconds (RFC 7519, section 2: NumericDate).
    const watcher = await watch("/events?from=2", { exp: Date.now() / 1000 + 0.5 });

    expect(await watcher.end()).toMatchObject({ code: 4001, reason: expect.stringContaining("token") });
    expect(watcher.messages).toEqual([]);
  });
});

describe("a watcher", () => {
  test("is sent each new block as it is mined, and none from before", async () => {
    await mine(patient(1));
    const watcher = await watch("/events");

    await mine(patient(2));
    await mine(patient(3));

    await watcher.until(2);
    expect(watcher.blocks).toEqual((await chain()).slice(2));
  });

  test("is sent the blocks from where it asks first", async () => {
    await storeChain(VECTOR);

    const watcher = await watch("/events?from=3");
    await watcher.until(4);
    await mine(patient(1));

    await watcher.until(5);
    expect(watcher.blocks).toEqual((await chain()).slice(2));
  });

  test("is sent only what comes from where it asks on, when that lies ahead", async () => {
    const watcher = await watch("/events?from=4");

    for (const number of [1, 2, 3, 4]) await mine(patient(number));

    await watcher.until(2);
    expect(watcher.indexes).toEqual([4, 5]);
  });

  test("misses none and gets none twice, whenever it comes while blocks are mined", { timeout: 60_000 }, async () => {
    // Long enough that every proof is known: the blocks follow each other as fast as they can.
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
    // Looks into the storage: asking the route as often as that would meet its rate limit.
    await untilMined();

    const blocks = await chain();
    expect(blocks).toHaveLength(650);
    for (const { from, watcher } of watchers) {
      await watcher.until(650 - from + 1);
      expect(watcher.blocks).toEqual(blocks.slice(from - 1));
    }
  });

  test("that comes back with ?from= has missed none", async () => {
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

  test("is sent the blocks of external miners, too", async () => {
    await created();
    const watcher = await watch("/events");

    await post("/mine_block", { ...patient(1), proof: 533 });

    await watcher.until(1);
    expect(watcher.blocks).toMatchObject([{ ...patient(1), index: 2 }]);
  });

  test("is sent the blocks of its own ledger alone", async () => {
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

  test("is answered `pong` to `ping`, so that it can tell whether the connection lives", async () => {
    const watcher = await watch("/events");

    watcher.socket.send("ping");

    await watcher.until(1);
    expect(watcher.messages).toEqual(["pong"]);
  });

  test("that says goodbye is answered", async () => {
    const watcher = await watch("/events");

    watcher.socket.close(1000, "done");

    await watcher.end();
    expect((await mine(patient(1))).status).toBe(201);
    expect(watcher.messages).toEqual([]);
  });
});
