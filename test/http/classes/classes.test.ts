import { describe, expect, test } from "vitest";
import type { ClassView } from "../../../src/contract/schemas/class.ts";
import { CLASS, CODES, HOUR, inFuture, opened, send, studentToken, teach } from "../../support/http/classes.ts";
import { bearer } from "../../support/worker/client.ts";
import { deployedWith } from "../../support/worker/deployment.ts";
import { expectProblem } from "../../support/worker/problems.ts";

deployedWith(CODES);

const path = `/classes/${CLASS}`;

describe("a class", () => {
  test("is opened once, and then changed", async () => {
    const terms = { students: [{ name: "Ana Müller" }, {}], ends: inFuture(HOUR) };
    const first = await teach("PUT", path, terms);
    expect(first.status).toBe(201);
    expect(await first.json()).toMatchObject({
      name: CLASS,
      ends: terms.ends,
      students: [
        { number: 1, subject: "student-01", sandbox: `${CLASS}-01-1`, name: "Ana Müller", code: "unused", seen: null },
        { number: 2, subject: "student-02", sandbox: `${CLASS}-02-1`, code: "unused", report: null },
      ],
    });

    const later = { students: [{}, { name: "Bo" }], ends: inFuture(2 * HOUR) };
    const second = await teach("PUT", path, later);
    expect(second.status).toBe(200);
    const view = await (await teach("GET", path)).json<ClassView>();
    expect(view.ends).toBe(later.ends);
    expect(view.students.map(({ name }) => name)).toEqual([undefined, "Bo"]);

    await expectProblem(await teach("PUT", path, { ...later, students: [{}] }), 409, "class-conflict");
    expect((await (await teach("GET", path)).json<ClassView>()).students).toHaveLength(2);
  });
});

const student = async (number: number) => ({ Authorization: `Bearer ${await studentToken(number)}` });

describe("a student's page", () => {
  test("knows its place, and reports to the teacher", async () => {
    await opened(3);
    const token = await student(3);

    const place = { class: CLASS, number: 3, subject: "student-03", sandbox: `${CLASS}-03-1` };
    expect(await (await send("GET", `${path}/self`, undefined, token)).json()).toMatchObject(place);
    const report = { step: "hash", done: ["by-hand", "machine"], tries: 23, hash_rate: 12_345.5 };
    expect((await send("PUT", `${path}/self`, report, token)).status).toBe(204);

    const { students } = await (await teach("GET", path)).json<ClassView>();
    expect(students[2]).toMatchObject({ report, code: "used", seen: expect.stringMatching(/Z$/) });
    expect(students[0]).toMatchObject({ report: null, code: "unused", seen: null });
  });

  test.each<[string, Record<string, unknown>]>([
    ["a token that names no class", { sub: "student-01" }],
    ["a token of another class", { sub: "student-01", class: "class-8" }],
    ["a teacher's token", { sub: "teacher", class: CLASS }],
    ["a student whom the class does not have", { sub: "student-04", class: CLASS }],
    ["a number that no student has", { sub: "student-00", class: CLASS }],
    ["a claim that is no text", { sub: "student-01", class: [CLASS] }],
  ])("needs a student's token: not %s", async (_, claims) => {
    await opened(3);
    for (const [method, body] of [
      ["GET", undefined],
      ["PUT", { step: null, done: [], tries: null, hash_rate: null }],
    ] as const) {
      const headers = await bearer(claims);
      const { detail } = await expectProblem(await send(method, `${path}/self`, body, headers), 403, "not-in-class");
      expect(detail).toContain("`class`");
    }
  });

  test("is told that there is no class any more", async () => {
    await opened(1);
    // A token that came of no code outlives the class.
    const headers = await bearer({ sub: "student-01", class: CLASS });
    expect((await send("GET", `${path}/self`, undefined, headers)).status).toBe(200);

    expect((await teach("DELETE", path)).status).toBe(204);
    expect((await teach("DELETE", path)).status).toBe(204);

    await expectProblem(await send("GET", `${path}/self`, undefined, headers), 404, "class-not-found");
    await expectProblem(await teach("GET", path), 404, "class-not-found");
    await expectProblem(await teach("GET", `${path}/codes`), 404, "class-not-found");
  });
});

const ONE = [{}];
const NEXT = { step: null, done: [], tries: null, hash_rate: null };

describe("a request is refused, and nothing changes,", () => {
  test.each<[string, string, () => unknown]>([
    ["no students", path, () => ({ students: [], ends: inFuture(HOUR) })],
    ["100 students", path, () => ({ students: Array.from({ length: 100 }, () => ({})), ends: inFuture(HOUR) })],
    ["an empty name", path, () => ({ students: [{ name: " " }], ends: inFuture(HOUR) })],
    ["a long name", path, () => ({ students: [{ name: "a".repeat(81) }], ends: inFuture(HOUR) })],
    ["a name with a control character", path, () => ({ students: [{ name: "A\u0000na" }], ends: inFuture(HOUR) })],
    ["half a character", path, () => ({ students: [{ name: "A\ud800na" }], ends: inFuture(HOUR) })],
    ["a name that is a number", path, () => ({ students: [{ name: 7 }], ends: inFuture(HOUR) })],
    ["a code of one's own", path, () => ({ students: [{ code: "K7QM-2FXP" }], ends: inFuture(HOUR) })],
    ["an end in the past", path, () => ({ students: ONE, ends: inFuture(-HOUR) })],
    ["an end in eight days", path, () => ({ students: ONE, ends: inFuture(8 * 24 * HOUR) })],
    ["an end that is no time", path, () => ({ students: ONE, ends: "tomorrow" })],
    ["no end", path, () => ({ students: ONE })],
    ["a list", path, () => []],
    ["everybody's ledger", "/classes/main", () => ({ students: ONE, ends: inFuture(HOUR) })],
    ["a long name of the class", `/classes/${"c".repeat(31)}`, () => ({ students: ONE, ends: inFuture(HOUR) })],
    ["a number of a step, as older pages report it", `${path}/self`, () => ({ ...NEXT, step: 3 })],
    ["numbers of steps that are done", `${path}/self`, () => ({ ...NEXT, done: [1, 2] })],
    ["a step that is no name", `${path}/self`, () => ({ ...NEXT, step: "<b>" })],
    ["a long name of a step", `${path}/self`, () => ({ ...NEXT, done: ["s".repeat(33)] })],
    ["a hundred steps", `${path}/self`, () => ({ ...NEXT, done: Array.from({ length: 100 }, () => "hash") })],
    ["no try", `${path}/self`, () => ({ ...NEXT, tries: 0 })],
    ["half a try", `${path}/self`, () => ({ ...NEXT, tries: 1.5 })],
    ["too many tries", `${path}/self`, () => ({ ...NEXT, tries: 10_001 })],
    ["tries that are text", `${path}/self`, () => ({ ...NEXT, tries: "16" })],
    ["a negative rate", `${path}/self`, () => ({ ...NEXT, hash_rate: -1 })],
    ["a rate that is text", `${path}/self`, () => ({ ...NEXT, hash_rate: "fast" })],
    ["no rate", `${path}/self`, () => ({ step: "hash", done: [], tries: null })],
  ])("with %s", async (_, to, body) => {
    const { students } = await opened(2);
    const claims = { sub: "student-01", class: CLASS, scope: "class:teach chain:mine" };

    const { detail } = await expectProblem(await teach("PUT", to, body(), claims), 400, "invalid-class");

    expect(detail).not.toMatch(/K7QM|Ana|aaaa|tomorrow|fast/);
    expect((await (await teach("GET", path)).json<ClassView>()).students).toEqual(students);
  });

  test("about a student whom the class does not have", async () => {
    await opened(2);
    for (const number of ["3", "99", "100", "9".repeat(15)]) {
      for (const method of ["POST", "DELETE"]) {
        const response = await teach(method, `${path}/codes/${number}`);
        expect(await expectProblem(response, 404, "class-not-found")).toMatchObject({ status: 404 });
      }
    }
    await expectProblem(await teach("POST", `${path}/codes/0`), 400, "invalid-query");
  });
});

test("a class whose codes the deployment does not give out has none", async () => {
  const { students } = await opened(1, "class-8");
  expect(students).toMatchObject([{ code: "none" }]);
  await expectProblem(await teach("GET", "/classes/class-8/codes"), 404, "class-not-found");
  await expectProblem(await teach("POST", "/classes/class-8/codes/1"), 404, "class-not-found");
  await expectProblem(await teach("DELETE", "/classes/class-8/codes/1"), 404, "class-not-found");
});
