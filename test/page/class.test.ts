import { writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { join } from "node:path";
import tls from "node:tls";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { sandboxName } from "../../src/class/class-names.ts";
import type { ClassCodes } from "../../src/contract/schemas/class.ts";
import { ClassRun } from "../support/e2e/class-run.ts";
import { Command } from "../support/e2e/command.ts";
import type { Visitor } from "../support/page/browser.ts";
import { ClassBrowsers } from "../support/page/class-browsers.ts";
import { Student } from "../support/page/student.ts";

const CLASS = "class-7b";

/** The students who come in time. One more is late. */
const SIX = 6;

const { getCACertificates, setDefaultCACertificates } = tls;

describe("a class of seven over https", () => {
  const run = new ClassRun("--students", String(SIX + 1), "--name", CLASS, "--difficulty", "22");
  const browsers = new ClassBrowsers();
  let students: readonly Student[];
  let late: Student;
  let teacher: Visitor;

  /** Requests a path of the class's server with the teacher's token, or with another one. */
  async function ask(path: string, init: RequestInit = {}, token?: string): Promise<Response> {
    const headers = {
      ...init.headers,
      Authorization: `Bearer ${token ?? new URL(run.board).hash.slice("#token=".length)}`,
    };
    return fetch(run.origin + path, { ...init, headers });
  }

  async function chainOf(ledger: string): Promise<readonly Block[]> {
    return ((await (await ask(`/ledgers/${ledger}/get_chain`)).json()) as { chain: Block[] }).chain;
  }

  beforeAll(async () => {
    await run.start();
    // This process trusts the certificate as the students' browsers do.
    setDefaultCACertificates([...getCACertificates("default"), run.certificate]);
    const { codes } = (await (await ask(`/classes/${CLASS}/codes`)).json()) as ClassCodes;
    const all = await Promise.all(
      codes.map(async ({ number, code }) => {
        const visitor = await browsers.accepting(run.certificate);
        return new Student(visitor, run.origin, CLASS, { number, code: code ?? "" });
      }),
    );
    students = all.slice(0, SIX);
    late = all[SIX] as Student;
    teacher = await browsers.accepting(run.certificate);
  });
  afterAll(async () => {
    await browsers.close();
    await run.dispose();
  });

  test("lets students sign in with their codes, by link and typed, each to a sandbox of their own in which they mine", async () => {
    await Promise.all(students.map((student, place) => (place % 2 === 0 ? student.scan() : student.type())));
    for (const { page, code, visitor } of students) {
      expect(page.url()).not.toContain(code);
      expect(visitor.complaints).toEqual([]);
    }

    await Promise.all(
      students.map(async (student, place) => {
        await student.search(student.sandbox, `own-${place}`);
        await student.mined();
      }),
    );

    for (const [place, { sandbox, subject }] of students.entries()) {
      expect(await chainOf(sandbox)).toMatchObject([{}, { mined_by: subject, Reg_no: `own-${place}` }]);
      const neighbour = students[(place + 1) % SIX];
      const answer = await ask(`/ledgers/${sandbox}/get_chain`, {}, await neighbour?.token());
      expect(answer.status).toBe(403);
    }
  });

  test("shows the teacher who is in, and how far everybody is in the tour", async () => {
    await teacher.page.goto(run.board.replace(new URL(run.board).origin, run.origin));
    await teacher.page.getByText(`${SIX} of ${SIX + 1} in`).waitFor();
    expect(teacher.page.url()).not.toContain("token");
    const [first] = students;
    await first?.visitor.goTo(`#/${first.sandbox}/lab/1`);
    await first?.page.getByLabel("Text", { exact: true }).fill("284088");
    await teacher.page.getByRole("row", { name: /^1\b/ }).getByText("1 of 10 steps").waitFor();
    expect(teacher.complaints).toEqual([]);
  });

  test("is refused by a browser whose user did not accept the certificate, and the door says what to do", async () => {
    const { page } = await browsers.refusing();
    await expect(page.goto(run.origin)).rejects.toThrow("ERR_CERT_AUTHORITY_INVALID");

    await page.goto(run.door);

    await page.getByText("What to press").waitFor();
    expect(await page.getByRole("link", { name: run.origin }).first().getAttribute("href")).toBe(run.origin);
  });

  test("has a race in which a killed server loses nothing that it acknowledged, and everybody goes on by themselves", async () => {
    const saved = join(run.root, "saved.checkpoint");
    await Promise.all(students.map((student, place) => student.search(CLASS, `race-${place}`)));
    await Promise.race(students.map((student) => student.mined()));
    writeFileSync(saved, await (await ask(`/ledgers/${CLASS}/checkpoint`)).text());
    const acknowledged = await chainOf(CLASS);

    await run.kill();
    await Promise.all(students.map(({ page }) => page.getByText("Connection lost").first().waitFor()));
    await run.start();

    await Promise.all(students.map((student) => student.mined()));
    const chain = await chainOf(CLASS);
    expect(chain.slice(0, acknowledged.length)).toEqual(acknowledged);
    expect(chain.map(({ Reg_no }) => Reg_no)).toEqual(
      expect.arrayContaining(students.map((_, place) => `race-${place}`)),
    );
    process.env["NODE_EXTRA_CA_CERTS"] = join(run.root, ".dev/class-certificate/certificate.pem");
    const vkey = (await (await ask(`/ledgers/${CLASS}/vkey`)).text()).trim();
    const url = `${run.origin}/ledgers/${CLASS}`;
    const verify = new Command(
      "verify",
      ["--url", url, "--vkey", vkey, "--checkpoint", saved],
      await students[0]?.token(),
    );
    expect(await verify.end()).toMatchObject({ code: 0 });

    const board = teacher.page;
    await board.getByText("Live").first().waitFor();
    await board
      .getByRole("region", { name: "The race" })
      .getByText(/^1 \(17 %\)$/)
      .first()
      .waitFor();
    await board.getByRole("region", { name: "How decentralized is the mining?" }).getByText("17 %").first().waitFor();
  });

  test("refuses a student whose code the teacher withdrew, says why, and lets the others go on", async () => {
    const [, second, third] = students;
    await teacher.page.getByRole("button", { name: "Withdraw 3" }).click();
    await teacher.page.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click();
    await teacher.page.getByRole("row", { name: /^3\b/ }).getByText("Withdrawn").waitFor();
    const old = await third?.token();

    await third?.visitor.goTo(`#/${third.sandbox}/verify`);
    await third?.page.getByRole("alert").getByText("withdrawn").waitFor();
    expect((await ask(`/ledgers/${CLASS}`, {}, old)).status).toBe(401);

    await second?.search(second.sandbox, "after-withdrawal");
    await second?.mined();
  });

  test("refuses a hundred wrong codes, and then even a right one from that address, but from no other", async () => {
    const ca = run.certificate;
    /** Sends a code from an address that no student has. */
    const attempt = (code: string): Promise<IncomingMessage> =>
      new Promise((resolve, reject) => {
        const options = {
          method: "POST",
          ca,
          localAddress: "127.0.0.66",
          headers: { "Content-Type": "application/json" },
        };
        const { port } = new URL(run.origin);
        httpsRequest(`https://127.0.0.1:${port}/codes`, options, resolve)
          .on("error", reject)
          .end(JSON.stringify({ code }));
      });
    const statuses: (number | undefined)[] = [];
    for (let wrong = 0; wrong < 100; wrong++) {
      const answer = await attempt(`0000-00${String(wrong).padStart(2, "0")}`);
      statuses.push(answer.resume().statusCode);
    }
    expect(statuses).toEqual([...Array<number>(10).fill(403), ...Array<number>(90).fill(429)]);

    const right = await attempt(late.code);
    expect(right.resume().statusCode).toBe(429);
    expect(Number(right.headers["retry-after"])).toBeGreaterThan(0);
    await late.type();
    await late.search(late.sandbox, "late");
    await late.mined();
  });

  test("gives a student who starts again a new sandbox, and never uses the old one's name again", async () => {
    const [first] = students;
    const page = first?.page as Page;
    await first?.visitor.goTo(`#/${first.sandbox}/blocks`);
    await page.getByRole("button", { name: "Start again" }).click();
    await page.getByRole("button", { name: "Delete it and start again" }).click();

    const next = sandboxName(CLASS, 1, 2);
    await page.waitForURL(({ hash }) => hash.startsWith(`#/${next}/`));
    await first?.search(next, "own-0");
    await first?.mined();
    const old = `/ledgers/${first?.sandbox}`;
    expect((await ask(`${old}/get_chain`)).status).toBe(410);
    const headers = { "Content-Type": "application/json" };
    const founding = JSON.stringify({ puzzle: "squares", sandbox: true });
    expect((await ask(old, { method: "PUT", headers, body: founding })).status).toBe(410);
  });

  test("is deleted when the command is interrupted", async () => {
    expect(run.isKept).toBe(true);

    expect(await run.interrupt()).toBe(0);

    expect(run.isKept).toBe(false);
    await expect(fetch(run.door)).rejects.toThrow("fetch failed");
    await students[1]?.page.getByText("Connection lost").first().waitFor();
  });
});
