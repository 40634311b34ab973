import { describe, expect, test } from "vitest";
import type { ClassView } from "../../src/contract/schemas/class.ts";
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
} from "../support/http/classes.ts";
import { deployedWith } from "../support/worker/deployment.ts";
import { expectProblem } from "../support/worker/problems.ts";

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

describe("a code", () => {
  test("is exchanged for a token of the student", async () => {
    await opened(3);
    const response = await exchange(await codeOf(2), "d".repeat(22));
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ class: CLASS, number: 2, sandbox: `${CLASS}-02-1` });

    const token = { Authorization: `Bearer ${await studentToken(3)}` };
    expect(await (await send("GET", `${path}/self`, undefined, token)).json()).toMatchObject({ number: 3 });
    const report = { step: 4, done: [1, 2, 3], hash_rate: 12_345.5 };
    expect((await send("PUT", `${path}/self`, report, token)).status).toBe(204);
    expect((await (await teach("GET", path)).json<ClassView>()).students[2]).toMatchObject({ report, code: "used" });
  });
});
