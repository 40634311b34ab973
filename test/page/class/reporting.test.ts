import { expect, test } from "vitest";
import type { StudentReport } from "../../../src/contract/schemas/class.ts";
import { until } from "../../support/e2e/until.ts";
import { type Visitor, visitors } from "../../support/page/browser.ts";
import { StubClass } from "../../support/page/stub-class.ts";

const { server, visit } = visitors();

const CODE = "K7QM-2FXP";

/** A student whose page's clock the test moves on. */
async function student(name: string): Promise<Visitor & { readonly of: StubClass }> {
  const of = new StubClass(server, name, 7, { [CODE]: 7 });
  await of.found(7);
  const visitor = await visit({ signedIn: false });
  const { page } = visitor;
  await page.clock.install();
  await of.attend(page.context());
  await page.reload();
  await visitor.goTo(`#code=${CODE}`);
  await page.getByText(`Student 07 of ${name}`).waitFor();
  return Object.assign(visitor, { of });
}

/** Moves the page's clock on until a report fits. */
async function reported({ page, of }: Visitor & { readonly of: StubClass }, fits: (report: StudentReport) => boolean) {
  await until(
    () => JSON.stringify(of.reports.at(-1)),
    async () => {
      await page.clock.runFor(1000);
      return of.reports.some(fits);
    },
  );
}

test("the tour's progress is reported, with nothing else about the student", async () => {
  const visitor = await student("reports");
  const { of } = visitor;
  await reported(visitor, ({ step }) => step === "by-hand");
  await visitor.goTo("#/reports-07-1/lab/6");
  await reported(visitor, ({ step }) => step === "edit");
  await visitor.page.evaluate(
    `localStorage.setItem("patient-ledger.tour.reports.student-07", '{"last":"edit","done":["hash","by-hand"],"tries":12}')`,
  );
  await visitor.page.reload();
  await reported(visitor, ({ done, tries }) => done.join() === "hash,by-hand" && tries === 12);
  expect(new Set(of.reports.flatMap((report) => Object.keys(report)))).toEqual(
    new Set(["step", "done", "tries", "hash_rate"]),
  );
});

test("reports that fail are silent, and the next one says the same", async () => {
  const visitor = await student("silent");
  const { page, of } = visitor;
  of.takesReports = false;
  await visitor.goTo("#/silent-07-1/lab/2");
  await page.clock.runFor(60_000);
  expect(await page.getByRole("alert").count()).toBe(0);
  of.takesReports = true;
  await reported(visitor, ({ step }) => step === "machine");
});

test("the rate of a search is reported while it runs, and that it ended", async () => {
  const visitor = await student("rate");
  const { page, of } = visitor;
  // No hash solves the puzzle, so the search goes on until it is cancelled.
  await page.context().route("**/work", async (route) => {
    const response = await route.fetch();
    const work = (await response.json()) as { candidate: object };
    await route.fulfill({ response, json: { ...work, candidate: { ...work.candidate, difficulty: 32 } } });
  });
  await visitor.goTo("#/rate/mine");
  for (const [label, text] of [
    ["Patient name", "Alice"],
    ["Patient ID", "P-1"],
    ["Registration number", "R-1"],
  ] as const) {
    await page.getByLabel(label).fill(text);
  }
  expect(await page.getByRole("radio", { name: "one hash at a time" }).isChecked()).toBe(true);
  await page.getByRole("button", { name: "Mine the block" }).click();
  await reported(visitor, ({ hash_rate }) => (hash_rate ?? 0) > 0);
  await page.getByRole("button", { name: "Cancel" }).click();
  const mined = of.reports.length;
  await reported(visitor, (report) => report.hash_rate === null && of.reports.indexOf(report) >= mined);
});

test("a hidden page that does not mine is silent, and reports when it is seen again", async () => {
  const visitor = await student("hidden");
  const { page, of } = visitor;
  await reported(visitor, ({ step }) => step === "by-hand");
  const show = (isHidden: boolean) =>
    page.evaluate(`Object.defineProperty(document, "hidden", { configurable: true, value: ${isHidden} });
      document.dispatchEvent(new Event("visibilitychange"))`);
  await show(true);
  await page.clock.runFor(5000);
  const before = of.reports.length;
  await page.clock.runFor(120_000);
  expect(of.reports.length).toBe(before);
  await show(false);
  await until(
    () => "no report",
    async () => {
      await page.clock.runFor(1000);
      return of.reports.length > before;
    },
  );
});

test("nothing is reported after signing out, or by whoever is no student", async () => {
  const visitor = await student("ended");
  const { page, of } = visitor;
  await reported(visitor, ({ step }) => step === "by-hand");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("complementary", { name: "Your class" }).waitFor({ state: "detached" });
  const before = of.reports.length;
  await page.clock.runFor(120_000);
  await page.goto("about:blank");
  await page.goto(`${server.url}/#token=${server.token}`);
  await page.getByRole("button", { name: "Sign out" }).waitFor();
  await page.clock.runFor(60_000);
  expect(of.reports.length).toBe(before);
});
