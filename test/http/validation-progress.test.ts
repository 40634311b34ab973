import { beforeEach, describe, expect, test } from "vitest";
import type { ProgressListener } from "../../src/ledger/reading/validation-progress.ts";
import { request } from "../support/worker/client.ts";
import { storeChain } from "../support/storage/main.ts";
import { validChain } from "../support/worker/squares-chains.ts";
import { expectProblem } from "../support/worker/problems.ts";

const LENGTH = 2500;
const chain = await validChain(LENGTH);
const EVENTS = { headers: { Accept: "text/event-stream" } };

/** The description that a fake ledger object answers with. */
const DESCRIBED = { outcome: "ok", value: { puzzle: { puzzle: "squares" }, tip: chain[0] } };

beforeEach(() => storeChain(chain));

/** The content type of the answer to a client with this Accept header. */
async function typeOf(accept: string): Promise<string | null> {
  const response = await request("/is_valid", { headers: { Accept: accept } });
  await response.text();
  expect(response.headers.get("Vary")).toContain("Accept");
  return response.headers.get("Content-Type");
}

/** The events of a completed stream, without the `end` event that each must end with. */
function eventsOf(text: string): { event: string; value: unknown; id?: string }[] {
  const events = text
    .split("\n\n")
    .slice(0, -1)
    .map((block) => {
      const [, event = "", value = "", id] = /^event: (\w+)\ndata: (.*?)(?:\nid: (.*))?$/.exec(block) ?? [];
      return { event, value: JSON.parse(value) as unknown, ...(id === undefined ? {} : { id }) };
    });
  expect(events.pop()).toEqual({ event: "end", value: {}, id: "end" });
  return events;
}

describe("GET /is_valid with Accept: text/event-stream", () => {
  test("reports the check's progress, and ends with the same verdict as the plain answer", async () => {
    const response = await request("/is_valid", EVENTS);

    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Type")).toBe("text/event-stream");
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    const events = eventsOf(await response.text());
    const verdict = events.pop();
    expect(verdict).toEqual({ event: "verdict", value: await (await request("/is_valid")).json(), id: "end" });
    expect(events.length).toBeGreaterThan(1);
    for (const { event, value } of events) {
      expect({ event, value }).toEqual({
        event: "progress",
        value: { checked: expect.any(Number) as number, length: LENGTH },
      });
    }
    expect(events.at(-1)?.value).toEqual({ checked: LENGTH, length: LENGTH });
  });

  test("does not check again for an EventSource that reconnects after the end, and tells it to stop", async () => {
    const ended = await request("/is_valid", EVENTS);
    const lastId = /(?:^|\n)id: (.*)\n\n$/.exec(await ended.text())?.[1] ?? "";
    const untouched = { getByName: () => Promise.reject(new Error("was asked")) };

    const headers = { ...EVENTS.headers, "Last-Event-ID": lastId };
    const response = await request("/is_valid", { headers }, { LEDGER: untouched });

    expect(response.status).toBe(204);
    expect(await response.text()).toBe("");
    await expectProblem(
      await request("/is_valid", { headers: { ...headers, Authorization: "" } }),
      401,
      "missing-token",
    );
  });

  test.each(["", "1", "END", "end2"])("checks for an EventSource that reconnects with another id: %j", async (id) => {
    const response = await request("/is_valid", { headers: { ...EVENTS.headers, "Last-Event-ID": id } });

    expect(eventsOf(await response.text()).at(-1)?.event).toBe("verdict");
  });

  test("answers JSON to a client that wants it, whatever its last event was", async () => {
    expect((await request("/is_valid", { headers: { "Last-Event-ID": "end" } })).status).toBe(200);
  });

  test("streams to every client that prefers it, and to no other", async () => {
    expect(await typeOf("text/event-stream, application/json;q=0.5")).toBe("text/event-stream");
    expect(await typeOf("application/json, text/event-stream;q=0.5")).toBe("application/json");
    expect(await typeOf("*/*")).toBe("application/json");
  });

  test("also checks from a later block on", async () => {
    const events = eventsOf(await (await request("/is_valid?since=2400", EVENTS)).text());

    expect(events).toMatchObject([
      { event: "progress", value: { checked: LENGTH } },
      { event: "verdict", value: { valid: true, since: 2400 } },
    ]);
  });

  test("ends the check when its client goes away", async () => {
    const ended = Promise.withResolvers<number>();
    // A ledger whose chain is so long that the check ends only if its listener leaves.
    const endless = {
      describe: () => Promise.resolve(DESCRIBED),
      validate: async (_: unknown, progress: ProgressListener) => {
        let checked = 1;
        while (await progress(checked, 1e9)) checked += 1;
        ended.resolve(checked);
        return { outcome: "ok", value: undefined };
      },
    };
    const { body } = await request("/is_valid", EVENTS, { LEDGER: { getByName: () => endless } });
    const reader = (body as ReadableStream<Uint8Array>).getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe(
      `event: progress\ndata: {"checked":1,"length":1000000000}\n\n`,
    );

    await reader.cancel();

    expect(await ended.promise).toBeLessThan(10);
  });

  test("reports that the check was interrupted, but not why", async () => {
    const failing = {
      describe: () => Promise.resolve(DESCRIBED),
      validate: () => Promise.reject(new Error("Alice's record")),
    };

    const text = await (await request("/is_valid", EVENTS, { LEDGER: { getByName: () => failing } })).text();

    expect(eventsOf(text)).toMatchObject([{ event: "problem", value: { status: 503 }, id: "end" }]);
    expect(text).not.toContain("Alice");
  });

  test("answers problems like any other request", async () => {
    const behind = await request(`/is_valid?since=${LENGTH + 1}`, EVENTS);
    expect((await expectProblem(behind, 404, "block-not-found")).detail).toContain(`${LENGTH + 1}`);
    await expectProblem(await request("/is_valid?since=0", EVENTS), 400, "invalid-query");
    await expectProblem(await request("/ledgers/nobody/is_valid", EVENTS), 404, "ledger-not-found");
  });
});

describe("GET /is_valid?since=", () => {
  test.each([1, 2, 1001, LENGTH])("checks from block %i on, and says so", async (since) => {
    expect(await (await request(`/is_valid?since=${since}`)).json()).toMatchObject({
      message: "The blockchain is valid.",
      valid: true,
      length: LENGTH,
      head: chain.at(-1)?.hash,
      since,
    });
  });

  test("is not reported for a check of all blocks", async () => {
    expect(await (await request("/is_valid")).json()).not.toHaveProperty("since");
  });

  test("must name a block that the chain has", async () => {
    const behind = await request(`/is_valid?since=${LENGTH + 1}`);
    expect((await expectProblem(behind, 404, "block-not-found")).detail).toContain(`${LENGTH + 1}`);
  });

  test.each(["0", "-1", "1.5", "x", ""])("does not accept %j", async (since) => {
    const { detail } = await expectProblem(await request(`/is_valid?since=${since}`), 400, "invalid-query");
    expect(detail).toContain("since");
  });

  test("cannot be combined with the whole tree, which needs all blocks", async () => {
    const response = await request("/is_valid?tree=rebuild&since=2");
    const { detail } = await expectProblem(response, 400, "invalid-query");
    expect(detail).toContain("since");
  });
});
