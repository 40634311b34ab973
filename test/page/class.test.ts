import { existsSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { helpAddress } from "../../src/class/certificate-warning/help-page.ts";
import { sandboxName } from "../../src/class/class-names.ts";
import { classRun } from "../support/e2e/class-run.ts";
import { Command } from "../support/e2e/command.ts";
import type { Visitor } from "../support/page/browser.ts";
import { ClassBrowsers } from "../support/page/class-browsers.ts";
import { Student } from "../support/page/student.ts";

const CLASS = "class-7b";

/** The students who come in time. One more is late. */
const SIX = 6;

// It takes about a minute: a real command, eight browser contexts, and a server that is killed and started again. The
// fast suite has the same command in test/e2e, and the same pages in test/page/class.
describe("a class of seven over https", { tags: "long" }, () => {
  const run = classRun();
  const browsers = new ClassBrowsers();
  let address: string;
  let students: readonly Student[];
  let late: Student;
  let teacher: Visitor;

  async function chainOf(ledger: string): Promise<readonly Block[]> {
    return ((await (await run.fetch(`/ledgers/${ledger}/get_chain`)).json()) as { chain: Block[] }).chain;
  }

  beforeAll(async () => {
    await run.start("--students", String(SIX + 1), "--name", CLASS, "--difficulty", "22");
    // The address that students use; without a network, they are on this machine.
    address = /^ {2}(https:\/\/[\d.]+:\d+)$/m.exec(run.output)?.[1] ?? run.url;
    const codes = await run.codes(CLASS);
    const all = await Promise.all(
      codes.map(async (code, before) => {
        const visitor = await browsers.accepting(run.certificate);
        return new Student(visitor, address, CLASS, { number: before + 1, code: code ?? "" });
      }),
    );
    students = all.slice(0, SIX);
    late = all[SIX] as Student;
    teacher = await browsers.accepting(run.certificate);
  });
  afterAll(() => browsers.close());

  test("lets students sign in with their codes, by link and typed, each to an own sandbox in which they mine", async () => {
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
      const answer = await run.fetch(`/ledgers/${sandbox}/get_chain`, {}, await neighbour?.token());
      expect(answer.status).toBe(403);
    }
  });

  test("shows the teacher who is in, and how far everybody is in the tour", async () => {
    await teacher.page.goto(`${run.url}/#token=${run.token}`);
    await teacher.page.getByText(`${SIX} of ${SIX + 1} in`).waitFor();
    expect(teacher.page.url()).not.toContain("token");
    const [first] = students;
    await first?.visitor.goTo(`#/${first.sandbox}/lab/3`);
    await first?.page.getByLabel("Text", { exact: true }).fill("284088");
    await teacher.page.getByRole("row", { name: /^1\b/ }).getByText("1 of 15 steps").waitFor();
    expect(teacher.complaints).toEqual([]);
  });

  test("is refused by a browser whose user did not accept the certificate, and the help page says what to do", async () => {
    const { page } = await browsers.refusing();
    await page.goto(helpAddress(address));
    await page.getByText("What to press").waitFor();
    const link = page.getByRole("link", { name: address }).first();
    expect(await link.getAttribute("href")).toBe(address);

    await expect(page.goto(address)).rejects.toThrow("ERR_CERT_AUTHORITY_INVALID");
  });

  test("has a race in which a killed server loses nothing that it acknowledged, and everybody goes on by themselves", async () => {
    const saved = join(run.root, "saved.checkpoint");
    await Promise.all(students.map((student, place) => student.search(CLASS, `race-${place}`)));
    await Promise.race(students.map((student) => student.mined()));
    writeFileSync(saved, await (await run.fetch(`/ledgers/${CLASS}/checkpoint`)).text());
    const acknowledged = await chainOf(CLASS);

    await run.kill();
    await teacher.page.getByText("Interrupted", { exact: true }).waitFor();
    await run.start();

    await Promise.all(students.map((student) => student.mined()));
    const chain = await chainOf(CLASS);
    expect(chain.slice(0, acknowledged.length)).toEqual(acknowledged);
    const raced = students.map((_, place) => `race-${place}`);
    expect(chain.map(({ Reg_no }) => Reg_no)).toEqual(expect.arrayContaining(raced));
    vi.stubEnv("NODE_EXTRA_CA_CERTS", join(run.root, ".dev/class-certificate/certificate.pem"));
    onTestFinished(() => void vi.unstubAllEnvs());
    const vkey = (await (await run.fetch(`/ledgers/${CLASS}/vkey`)).text()).trim();
    const url = `${address}/ledgers/${CLASS}`;
    const options = ["--url", url, "--vkey", vkey, "--checkpoint", saved];
    const verify = new Command("verify", options, await students[0]?.token());
    expect(await verify.end()).toMatchObject({ code: 0 });

    const board = teacher.page;
    await board.getByText("Live").first().waitFor();
    await board
      .getByRole("region", { name: "The race" })
      .getByText(/^1 \(17 ?%\)$/)
      .first()
      .waitFor();
    await board.getByRole("region", { name: "How decentralized is the mining?" }).getByText("17%").first().waitFor();
  });

  test("refuses a student whose code the teacher withdrew, says why, and lets the others go on", async () => {
    const [, second, third] = students;
    await teacher.page.getByRole("button", { name: "Withdraw the code of Student 3" }).click();
    await teacher.page.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click();
    await teacher.page.getByRole("row", { name: /^3\b/ }).getByText("Withdrawn").waitFor();
    const old = await third?.token();

    await third?.visitor.goTo(`#/${third.sandbox}/verify`);
    await third?.page.getByRole("alert").getByText("withdrawn").waitFor();
    expect((await run.fetch(`/ledgers/${CLASS}`, {}, old)).status).toBe(401);

    await second?.search(second.sandbox, "after-withdrawal");
    await second?.mined();
  });

  test("refuses a hundred wrong codes, and then even a right one from that address, but from no other", async () => {
    /** Sends a code from an address that no student has. */
    const attempt = (code: string): Promise<IncomingMessage> =>
      new Promise((resolve, reject) => {
        const headers = { "Content-Type": "application/json" };
        const options = { method: "POST", ca: run.certificate, localAddress: "127.0.0.66", headers };
        request(`https://127.0.0.1:${run.port}/codes`, options, resolve)
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
    const [student] = students as [Student];
    const { page } = student;
    await student.visitor.goTo(`#/${student.sandbox}/blocks`);
    await page.getByRole("button", { name: "Start again" }).click();
    await page.getByRole("button", { name: "Delete it and start again" }).click();

    const next = sandboxName(CLASS, 1, 2);
    await page.waitForURL(({ hash }) => hash.startsWith(`#/${next}/`));
    await student.search(next, "own-0");
    await student.mined();
    const old = `/ledgers/${student.sandbox}`;
    expect((await run.fetch(`${old}/get_chain`)).status).toBe(410);
    const headers = { "Content-Type": "application/json" };
    const founding = JSON.stringify({ puzzle: "squares", sandbox: true });
    expect((await run.fetch(old, { method: "PUT", headers, body: founding })).status).toBe(410);
  });

  test("is deleted when the command is interrupted", async () => {
    expect(existsSync(run.folder)).toBe(true);

    await run.interrupt();

    expect(existsSync(run.folder)).toBe(false);
    await expect(fetch(helpAddress(run.url))).rejects.toThrow("fetch failed");
  });
});
