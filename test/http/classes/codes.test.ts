import { decodeJwt, decodeProtectedHeader } from "jose";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { StudentCode } from "../../../src/contract/schemas/class.ts";
import {
  CLASS,
  CODES,
  codeOf,
  exchange,
  HOUR,
  inFuture,
  opened,
  send,
  studentToken,
  teach,
} from "../../support/http/classes.ts";
import { patient, putLedger, request } from "../../support/worker/client.ts";
import { deployedWith } from "../../support/worker/deployment.ts";
import { expectProblem } from "../../support/worker/problems.ts";
import { leaveAll, Watcher } from "../../support/worker/watching.ts";

deployedWith(CODES);
afterEach(leaveAll);

const path = `/classes/${CLASS}`;

/** A device's secret. */
const device = (number: number): string => `device-of-a-student-number-${number}`;

describe("a code", () => {
  test("is exchanged for a token that opens the class and the student's sandboxes until the class ends", async () => {
    const ends = new Date(Date.now() + HOUR).toISOString();
    await opened(7, CLASS, ends);
    const typed = (await codeOf(7)).toLowerCase().replace("-", " ");

    const response = await exchange(typed, device(7));
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    const { token, ...place } = await response.json<{ token: string }>();

    expect(place).toEqual({ class: CLASS, number: 7, subject: "student-07", sandbox: `${CLASS}-07-1`, ends });
    expect(decodeProtectedHeader(token)).toEqual({ alg: "ES256", kid: "test" });
    expect(decodeJwt(token)).toMatchObject({
      sub: "student-07",
      scope: "chain:read chain:mine",
      ledgers: [CLASS, `${CLASS}-07-*`],
      class: CLASS,
      code: 1,
      exp: Math.floor(Date.parse(ends) / 1000),
    });
  });

  test("goes to one of the devices that send it at the same time, and again to that one", async () => {
    await opened(1);
    const code = await codeOf(1);

    const answers = await Promise.all(Array.from({ length: 8 }, (_, place) => exchange(code, device(place))));
    const winner = answers.findIndex(({ status }) => status === 200);
    const losers = answers.filter((_, place) => place !== winner);
    for (const answer of losers) {
      expect((await expectProblem(answer, 403, "code-refused")).detail).toContain("another device");
    }

    const again = await exchange(code, device(winner));
    expect(decodeJwt((await again.json<{ token: string }>()).token)).toMatchObject({ code: 1 });
    await expectProblem(await exchange(code, device(winner + 1)), 403, "code-refused");
    await expectProblem(await exchange(code), 403, "code-refused");
  });

  test("works once without a device", async () => {
    await opened(1);
    const code = await codeOf(1);
    expect((await exchange(code)).status).toBe(200);
    for (const secret of [undefined, device(1)]) await expectProblem(await exchange(code, secret), 403, "code-refused");
  });

  test("gets one answer if it is nobody's, whatever it looks like", async () => {
    await opened(2);
    const old = await codeOf(2);
    await teach("POST", `${path}/codes/2`);

    const details = new Set<string>();
    for (const [place, code] of ["0000-0000", "", "K7QM", "?".repeat(5000), "K7QM-2FXP-", "🦊", old].entries()) {
      details.add(
        (await expectProblem(await exchange(code, device(1), `192.0.2.${place}`), 403, "code-refused")).detail,
      );
    }
    expect(details.size).toBe(1);
  });

  test.each<[string, unknown]>([
    ["a number", { code: 70 }],
    ["no code", { device: device(1) }],
    ["a short device", { code: "K7QM-2FXP", device: "short" }],
    ["a field more", { code: "K7QM-2FXP", student: 7 }],
    ["a list", ["K7QM-2FXP"]],
    ["null", null],
  ])("is not looked for in %s", async (_, body) => {
    await opened(1);
    const { detail } = await expectProblem(
      await send("POST", "/codes", body, { Authorization: "" }),
      400,
      "invalid-class",
    );
    expect(detail).not.toContain("K7QM");
  });

  test("is not looked at after ten wrong ones from its address, and is from others", async () => {
    await opened(2);
    const code = await codeOf(1);
    const wrong = await Promise.all(Array.from({ length: 25 }, () => exchange("0000-0000", device(1), "192.0.2.1")));
    const statuses = wrong.map(({ status }) => status).toSorted((one, other) => one - other);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 403), ...Array.from({ length: 15 }, () => 429)]);
    for (const answer of wrong) await answer.text();

    const late = await exchange(code, device(1), "192.0.2.1");
    expect(Number(late.headers.get("Retry-After"))).toBeGreaterThan(0);
    await expectProblem(late, 429, "rate-limited");
    expect((await exchange(code, device(1), "192.0.2.2")).status).toBe(200);
  });

  test("of a class that has ended says so to whoever has it", async () => {
    await opened(1, CLASS, inFuture(HOUR));
    const code = await codeOf(1);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + HOUR });
    onTestFinished(() => void vi.useRealTimers());
    expect((await expectProblem(await exchange(code), 403, "code-refused")).detail).toContain("has ended");
  });
});

describe("a withdrawn code", () => {
  /** The statuses of every kind of route that a student's token opens. */
  const knock = async (token: string): Promise<number[]> => {
    const header = { Authorization: `Bearer ${token}` };
    const requests: [string, string, unknown?][] = [
      ["GET", `/ledgers/${CLASS}`],
      ["GET", `/ledgers/${CLASS}/get_chain`],
      ["GET", `/ledgers/${CLASS}/blocks/1`],
      ["GET", `/ledgers/${CLASS}/is_valid`],
      ["POST", `/ledgers/${CLASS}/mine_block`, patient(1)],
      ["POST", `/ledgers/${CLASS}/work`, patient(2)],
      ["GET", `${path}/self`],
      ["PUT", `${path}/self`, { step: "by-hand", done: [], tries: null, hash_rate: null }],
    ];
    const statuses = [];
    for (const [method, to, body] of requests) {
      const response = await send(method, to, body, header);
      if (response.status === 401) expect(await response.text()).toContain("your code was withdrawn: ask your teacher");
      else await response.text();
      statuses.push(response.status);
    }
    const upgrade = { Upgrade: "websocket", "Sec-WebSocket-Protocol": `patient-ledger, bearer.${token}` };
    const socket = await request(`/ledgers/${CLASS}/events`, { headers: { Authorization: "", ...upgrade } });
    if (socket.webSocket) sockets.push(new Watcher(socket.webSocket));
    else await socket.text();
    return [...statuses, socket.status];
  };
  const sockets: Watcher[] = [];

  test.each([
    ["is withdrawn", () => teach("DELETE", `${path}/codes/1`)],
    ["is replaced", () => teach("POST", `${path}/codes/1`)],
  ])("takes its tokens with it on every route and socket when it %s", async (_, withdraw) => {
    sockets.length = 0;
    await (await putLedger(CLASS)).text();
    await opened(2);
    const [token, other] = [await studentToken(1), await studentToken(2)];
    expect((await knock(token)).filter((status) => status >= 400)).toEqual([]);
    await knock(other);
    const [own, others] = sockets;

    const answer = await withdraw();
    expect(answer.status).toBeLessThan(300);
    const issued = answer.status === 200 ? await answer.json<StudentCode>() : undefined;

    expect(new Set(await knock(token))).toEqual(new Set([401]));
    expect(await own?.end()).toMatchObject({ code: 4001, reason: expect.stringContaining("withdrawn") });
    expect(others?.closed).toBeUndefined();
    expect((await knock(other)).filter((status) => status >= 400)).toEqual([]);
    const { codes } = await (await teach("GET", `${path}/codes`)).json<{ codes: StudentCode[] }>();
    expect(codes).toMatchObject([
      { number: 1, code: issued?.code ?? null },
      { number: 2, code: expect.any(String) },
    ]);
  });

  test.each([
    ["the code is withdrawn", () => teach("DELETE", `${path}/codes/1`)],
    ["the code is replaced", () => teach("POST", `${path}/codes/1`)],
    ["the class is closed", () => teach("DELETE", path)],
  ])("leaves no socket open, on any ledger, however close to that it was opened, if %s", async (_, end) => {
    const ledgers = [CLASS, `${CLASS}-01-1`];
    for (const ledger of ledgers) await (await putLedger(ledger)).text();
    await opened(1);
    const upgrade = {
      Upgrade: "websocket",
      "Sec-WebSocket-Protocol": `patient-ledger, bearer.${await studentToken(1)}`,
    };
    const open = () =>
      ledgers.map((ledger) => request(`/ledgers/${ledger}/events`, { headers: { Authorization: "", ...upgrade } }));

    const early = await Promise.all(open());
    const [ended, ...racing] = await Promise.all([end(), ...open(), ...open(), ...open()]);
    await ended.text();

    const watchers = [];
    for (const answer of [...early, ...racing]) {
      if (answer.webSocket) watchers.push(new Watcher(answer.webSocket));
      else await expectProblem(answer, 401, "invalid-token");
    }
    expect(watchers.length).toBeGreaterThanOrEqual(early.length);
    for (const watcher of watchers) expect(await watcher.end()).toMatchObject({ code: 4001 });
  });

  test("is void with its tokens once the class has ended, which may be before the tokens expire", async () => {
    await opened(1, CLASS, inFuture(2 * HOUR));
    const token = { Authorization: `Bearer ${await studentToken(1)}` };
    await opened(1, CLASS, inFuture(HOUR));
    expect((await send("GET", `${path}/self`, undefined, token)).status).toBe(200);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + HOUR });
    onTestFinished(() => void vi.useRealTimers());
    await expectProblem(await send("GET", `${path}/self`, undefined, token), 401, "invalid-token");
  });

  test("that is replaced leaves room for the new one", async () => {
    await (await putLedger(CLASS)).text();
    await opened(1);
    await studentToken(1);
    const issued = await (await teach("POST", `${path}/codes/1`)).json<{ code: string }>();
    const fresh = await (await exchange(issued.code, device(2))).json<{ token: string }>();
    expect((await knock(fresh.token)).filter((status) => status >= 400)).toEqual([]);
  });

  test("says so to whoever has it", async () => {
    await opened(1);
    const code = await codeOf(1);
    await teach("DELETE", `${path}/codes/1`);
    expect((await expectProblem(await exchange(code), 403, "code-refused")).detail).toContain("withdrawn");
  });

  test("and all others stay void if the class is closed and opened again", async () => {
    await opened(1);
    const [code, token] = [await codeOf(1), { Authorization: `Bearer ${await studentToken(1)}` }];
    await teach("DELETE", path);
    await expectProblem(await send("GET", `${path}/self`, undefined, token), 401, "invalid-token");

    const { students } = await opened(1);
    expect(students).toMatchObject([{ code: "unused", sandbox: `${CLASS}-01-2` }]);
    await expectProblem(await send("GET", `${path}/self`, undefined, token), 401, "invalid-token");
    await expectProblem(await exchange(code), 403, "code-refused");
  });
});

describe("a deployment", () => {
  test.each(["CLASS_KEY", "CLASS_NAME"])(
    "that has no %s knows no path for codes, whatever is sent there",
    async (name) => {
      for (const [body, type] of [
        ["{}", "application/json"],
        ["x", "text/plain"],
        ["", "application/json"],
      ] as const) {
        const headers = { Authorization: "", "Content-Type": type };
        const init = { method: "POST", headers, body };
        const answer = await request("/codes", init, { [name]: "" });
        const unknown = await request("/unknown", init, { [name]: "" });
        const without = async (response: Response) => ({ ...(await expectProblem(response, 404, "not-found")) });
        expect(await without(answer)).toEqual(await without(unknown));
      }
    },
  );

  test.each<[string, object]>([
    ["no JSON", { CLASS_KEY: "key" }],
    ["no private key", { CLASS_KEY: JSON.stringify({ ...JSON.parse(CODES.CLASS_KEY), d: undefined }) }],
    ["a key of another kind", { CLASS_KEY: JSON.stringify({ kty: "oct", k: "AAAA" }) }],
    ["no name of a class", { CLASS_NAME: "main" }],
  ])("whose settings are %s says that its operator must correct them", async (_, bindings) => {
    const body = JSON.stringify({ code: "K7QM-2FXP" });
    const init = { method: "POST", headers: { Authorization: "", "Content-Type": "application/json" }, body };
    const { detail } = await expectProblem(await request("/codes", init, bindings), 503, "access-not-configured");
    expect(detail).toMatch(/CLASS_(KEY|NAME)/);
  });

  test.each([
    ["gives out codes", CODES, "data-codes"],
    ["gives out none", { CLASS_KEY: "", CLASS_NAME: "" }, undefined],
  ])("that %s says so in the page", async (_, bindings, attribute) => {
    const html = await (await request("/", { headers: { Authorization: "" } }, bindings)).text();
    expect(/<meta name="sign-in"[^>]*>/.exec(html)?.[0].includes("data-codes")).toBe(attribute !== undefined);
  });
});
