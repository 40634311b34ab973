import { env } from "cloudflare:test";
import { beforeEach, expect, test } from "vitest";
import { configure, SIGNING } from "../../support/worker/deployment.ts";
const lines: unknown[] = [];
const say = (...x: unknown[]) => lines.push(x.join(" "));
beforeEach(() => configure(SIGNING));

test("a sealed ledger is created, registers a record, and opens it", async () => {
  const ledger = env.LEDGER.getByName("smoke");
  expect(await ledger.create({ puzzle: "block-hash", difficulty: 8 }, "sealed")).toBe("created");
  const record = { patient_name: "Alice", patient_ID: "P-1", Reg_no: "R-1" };
  const mined = await ledger.mine(record, "ana");
  say(JSON.stringify(mined, null, 1));
  const again = await ledger.mine(record, "ana");
  say(JSON.stringify(again).slice(0, 300));
  say(JSON.stringify(await ledger.mine(record, "bob")));
  const reader = { subject: "ana", scopes: ["record:read"] };
  say(JSON.stringify(await ledger.record(2, reader)));
  say(JSON.stringify(await ledger.search({ patient_ID: "P-1" }, reader)));
  say(JSON.stringify(await ledger.blockText(2)));
  const batch = Array.from({ length: 2000 }, (_, n) => ({
    patient_name: "Bob",
    patient_ID: `P-${n}`,
    Reg_no: `B-${n}`,
  }));
  const t = Date.now();
  const accepted = await ledger.accept(batch, "ana");
  say(Date.now() - t, JSON.stringify(accepted).slice(0, 200));
  await scheduler.wait(500);
  say(JSON.stringify(await ledger.describe()));
  const v = Date.now();
  say(JSON.stringify(await ledger.validate({}, undefined, "x")), Date.now() - v);
  say(JSON.stringify(await ledger.validate({ rebuild: true, open: true }, undefined, "x")));
  say(JSON.stringify(await ledger.work(undefined, "x")));
  say(JSON.stringify(await ledger.recordProof(500, ["Reg_no"], reader)).slice(0, 2500));
  throw new Error(lines.join("\n"));
});
