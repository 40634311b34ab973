import { Hono } from "hono";
import { expect, test } from "vitest";
import type { Route } from "../../src/contract/route.ts";
import { getMiners } from "../../src/contract/routes/chain.ts";
import { health } from "../../src/contract/routes/health.ts";
import { mineBlock } from "../../src/contract/routes/mining.ts";
import type { AnswerOf } from "../../src/http/answers/answer.ts";
import type { AppEnv } from "../../src/http/environment.ts";
import { mount } from "../../src/http/mount.ts";

test("the types hold a handler to its route's declaration", () => {
  const app = new Hono<AppEnv>();

  mount(app, health, () => ({ status: 200, json: { status: "ok" } }));
  // @ts-expect-error: it declares no such status.
  mount(app, health, () => ({ status: 202, json: { status: "ok" } }));
  // @ts-expect-error: its schema takes another value.
  mount(app, health, () => ({ status: 200, json: { status: "ill" } }));
  // @ts-expect-error: it declares no such content type.
  mount(app, health, () => ({ status: 200, type: "text/plain", body: "ok" }));
  // @ts-expect-error: it declares no such header.
  mount(app, health, () => ({ status: 200, headers: { Location: "/" }, json: { status: "ok" } }));
  // @ts-expect-error: a field is missing.
  const miners: AnswerOf<typeof getMiners> = { status: 200, json: { length: 1 } };
  mount(app, mineBlock, (_, { body }) => {
    // @ts-expect-error: an external miner's header has no name.
    const anyName: string = body.patient_name;
    if ("merkle_root" in body) throw new Error(`${body.last_entry} ${anyName}`);
    if ("signed" in body) throw new Error(body.signed.author);
    const { patient_name: name, proof } = body;
    // @ts-expect-error: a record may come without a proof.
    const found: number = proof;
    throw new Error(`${name} ${found}`);
  });

  expect(app.routes.map(({ method }) => method)).toContain("POST");
  expect(miners.status).toBe(200);
});

test("a route requires its scope, and accepts no query that it does not declare", async () => {
  const app = new Hono<AppEnv>();
  app.onError((error, c) => c.text(error.message, 418));
  const open = { ...health, path: "/open" } as const satisfies Route;
  mount(app, open, () => ({ status: 200, json: { status: "ok" } }));
  mount(app, getMiners, () => ({ status: 200, json: { length: 1, miners: [] } }));

  expect((await app.request("/open?any=1", {}, {})).status).toBe(200);
  expect(await (await app.request("/miners", {}, {})).text()).toMatch(/^No token can be accepted yet/);
});
