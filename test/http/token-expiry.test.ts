import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, describe, expect, test, vi } from "vitest";
import { bearer, request } from "../support/worker/client.ts";
import { ledger } from "../support/storage/main.ts";
import { goodClaims, issuerKey, readWith, signText } from "../support/http/issuer.ts";
import { expectProblem } from "../support/worker/problems.ts";
import { leaveAll, watch } from "../support/worker/watching.ts";

afterEach(async () => {
  vi.useRealTimers();
  await leaveAll();
});

const key = await issuerKey("ES256");

/** Reads the chain with this literal as `exp`. */
async function readUntil(exp: string): Promise<Response> {
  const { exp: _, ...claims } = goodClaims();
  const payload = `${JSON.stringify(claims).slice(0, -1)},"exp":${exp}}`;
  return readWith(await signText(key, payload), [key.jwk]);
}

const seconds = () => Date.now() / 1000;
const alarm = () => runInDurableObject(ledger(), (_, { storage }) => storage.getAlarm());

describe("`exp`", () => {
  test.each([
    ["in an hour", () => Math.floor(seconds()) + 3600],
    ["in a second", () => seconds() + 1],
    ["between two seconds", () => seconds() + 0.9],
    ["in a hundred years", () => Math.floor(seconds()) + 100 * 365 * 86_400],
    ["in 2190", () => 6_942_000_000],
    ["in 2300", () => 10_413_792_000],
    ["at the end of the year 9999", () => 253_402_300_799],
  ])("may be %s", async (_, exp) => {
    const response = await readUntil(String(exp()));

    expect(response.status).toBe(200);
    await response.text();
  });

  test.each([
    ["now", () => String(seconds())],
    ["a millisecond ago", () => String(seconds() - 0.001)],
    ["a second ago", () => String(seconds() - 1)],
    ["an hour ago", () => String(Math.floor(seconds()) - 3600)],
    ["in 1970", () => "0"],
    ["before 1970", () => "-1"],
    ["far in the past", () => "-1e300"],
    ["negative infinity", () => "-1e999"],
  ])("ends the token, without tolerance: %s", async (_, exp) => {
    expect((await expectProblem(await readUntil(exp()), 401, "invalid-token")).detail).toContain("expired");
  });

  test.each([
    ["milliseconds", () => String(Date.now() + 3_600_000)],
    ["milliseconds of a past time", () => String(Date.now() - 3_600_000)],
    ["microseconds", () => `${Date.now()}000`],
    ["a second after the year 9999", () => "253402300800"],
    ["more than a date can hold", () => "8640000000001"],
    ["more than an integer can hold", () => "1e300"],
    ["more than a number can hold", () => "1e999"],
  ])("is refused, with the required unit, as %s", async (_, exp) => {
    const { detail } = await expectProblem(await readUntil(exp()), 401, "invalid-token");
    expect(detail).toContain("`exp`");
    expect(detail).toContain("seconds");
  });

  test.each([`"never"`, `"1e10"`, "true", "null", "[9999999999]", "{}"])("is refused as %s", async (exp) => {
    expect((await expectProblem(await readUntil(exp), 401, "invalid-token")).detail).toContain("`exp`");
  });

  test("ends a token that was verified before, to the millisecond", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const exp = Math.ceil(seconds()) + 20.5;
    const headers = await bearer({ exp });
    const statuses = [];
    for (const time of [Date.now(), exp * 1000 - 1, exp * 1000]) {
      vi.setSystemTime(time);
      const response = await request("/get_chain", { headers });
      statuses.push(response.status);
      await response.text();
    }
    expect(statuses).toEqual([200, 200, 401]);
  });

  test.each([4_102_444_799.5, 4_102_444_800, 6_942_000_000, 10_413_792_000, 253_402_300_799])(
    "may be %d for a watcher, whose ledger still sets its alarm",
    async (exp) => {
      await watch("/events", { exp });

      await runDurableObjectAlarm(ledger());

      // The platform refuses times that are too far away; the daily check comes before the token expires.
      expect(await alarm()).toBeLessThan(Date.now() + 90_000_000);
    },
  );
});

describe("`nbf`", () => {
  test.each([-3600, 0, 4])("may be %i seconds in the future", async (ahead) => {
    const response = await request("/get_chain", { headers: await bearer({ nbf: Math.floor(seconds()) + ahead }) });

    expect(response.status).toBe(200);
    await response.text();
  });

  test.each([[60], [Date.now()]])("may not be %i seconds in the future, and is named", async (ahead) => {
    const response = await request("/get_chain", { headers: await bearer({ nbf: Math.floor(seconds()) + ahead }) });

    expect((await expectProblem(response, 401, "invalid-token")).detail).toContain("`nbf`");
  });
});
