import { beforeAll, describe, expect, test } from "vitest";
import type { PatientRecord } from "../../src/chain/records/record.ts";
import { patients, RemoteLedger } from "../support/e2e/ledgers.ts";
import { type Visitor, visitors } from "../support/page/browser.ts";
import { holdRequests } from "../support/page/held.ts";
import { SealedLedger, visitAs } from "../support/page/sealed.ts";
import { tokenFor } from "../support/page/tokens.ts";

const visits = visitors();
const { server } = visits;

const RECORDS = patients(8, "Opened");
const NAME = { label: "Patient name", corrected: "Opened Corrected ‒ अमृता" } as const;

let ledger: SealedLedger;

beforeAll(async () => {
  ledger = await SealedLedger.create(server, "opened", RECORDS);
});

/** Opens the record with a number, which is in the block of the same number. */
async function openRecord(number: number, claims: Parameters<typeof visitAs>[2] = {}, options = {}): Promise<Visitor> {
  const visitor = await visitAs(visits, `#/opened/blocks/${number}`, claims, options);
  await visitor.page.getByRole("button", { name: `Open record ${number}`, exact: true }).click();
  await visitor.page.getByText(recordOf(number).Reg_no).waitFor();
  return visitor;
}

/** Genesis has entry 1. */
function recordOf(number: number): PatientRecord {
  return RECORDS[number - 2] as PatientRecord;
}

async function press({ page }: Visitor, name: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
}

/** Opens the form that corrects a record, and types another name. */
async function type(visitor: Visitor, number: number, name: string): Promise<void> {
  await press(visitor, `Correct record ${number}`);
  await visitor.page.getByRole("textbox", { name: NAME.label }).fill(name);
}

/** Everything of a visitor's page that could hold patient data: its content and inputs, its address, and what it stores. */
async function remains({ page }: Visitor): Promise<string> {
  return page.evaluate<string>(`JSON.stringify([
    document.documentElement.outerHTML, [...document.querySelectorAll("input, textarea")].map(({ value }) => value),
    location.href, { ...localStorage }, { ...sessionStorage }, history.state,
  ])`);
}

describe("correcting", () => {
  test("starts with the version that is held, sends its tag, and marks in words what changed", async () => {
    const visitor = await openRecord(2);
    const { page } = visitor;
    const tag = (await ledger.get("/records/2")).headers.get("ETag");
    await page.getByText("This read is logged.").waitFor();
    await press(visitor, "Correct record 2");
    const values = ["Patient name", "Patient ID", "Registration number"].map((name) =>
      page.getByRole("textbox", { name }).inputValue(),
    );
    expect(await Promise.all(values)).toEqual([recordOf(2).patient_name, recordOf(2).patient_ID, recordOf(2).Reg_no]);
    await press(visitor, "Save the correction");
    await page.getByText("Nothing has changed yet").waitFor();

    await page.getByRole("textbox", { name: NAME.label }).fill(NAME.corrected);
    const sent = page.waitForRequest((request) => request.url().endsWith("/records/2/corrections"));
    await press(visitor, "Save the correction");
    expect((await sent).headers()["if-match"]).toBe(tag);
    await page
      .getByRole("status")
      .getByText(/Record 2 was corrected: its new version is \d+/)
      .waitFor();
    await page.getByText(NAME.corrected).waitFor();

    await page.getByRole("button", { name: /^Versions of record/ }).click();
    const versions = page.getByRole("list", { name: "Versions" }).getByRole("listitem");
    await versions.first().getByText("Record 2, the first version").waitFor();
    expect(await versions.count()).toBe(2);
    expect(
      await versions
        .first()
        .getByText(/hanged/)
        .count(),
    ).toBe(0);
    expect(
      await versions
        .last()
        .getByText(/hanged$/)
        .allInnerTexts(),
    ).toEqual(["Changed", "Unchanged", "Unchanged"]);
    expect((await versions.last().locator("mark").allInnerTexts()).map((text) => text.trim())).toEqual(["Corrected"]);
    expect(await visitor.accessibilityFaults()).toEqual([]);
  });

  test("keeps what was typed and shows the newer version if another correction was faster", async () => {
    const visitor = await openRecord(3);
    const { page } = visitor;
    await type(visitor, 3, "Typed Here");
    const other = await ledger.correct(3, { ...recordOf(3), patient_name: "Typed Elsewhere" });
    await press(visitor, "Save the correction");

    await page.getByRole("alert").getByText(`Record ${other} is the current version now`).waitFor();
    await page.getByText("Typed Elsewhere").waitFor();
    expect(await page.getByRole("textbox", { name: NAME.label }).inputValue()).toBe("Typed Here");
    expect(await visitor.accessibilityFaults()).toEqual([]);
    await press(visitor, "Save the correction");
    await page.getByText(`Record ${other} was corrected`).waitFor();
    await page.getByText("Typed Here").waitFor();
  });

  test("says that the ledger has it already, if only its answer was lost", { tags: "long" }, async () => {
    const visitor = await openRecord(4);
    await type(visitor, 4, NAME.corrected);
    const known = await ledger.correct(4, { ...recordOf(4), patient_name: NAME.corrected });
    await press(visitor, "Save the correction");

    await visitor.page.getByText(`already has exactly this correction, as record ${known}`).waitFor();
  });

  test("to the registration number of another record is refused at its field", { tags: "long" }, async () => {
    const visitor = await openRecord(5);
    await press(visitor, "Correct record 5");
    await visitor.page.getByRole("textbox", { name: "Registration number" }).fill(recordOf(6).Reg_no);
    await press(visitor, "Save the correction");

    await visitor.page.getByText("Registration number belongs to another record.").waitFor();
    expect(await visitor.page.getByRole("textbox", { name: "Registration number" }).inputValue()).toBe(
      recordOf(6).Reg_no,
    );
  });

  test(
    "keeps what was typed while its author signs in again, and not once the form is closed",
    { tags: "long" },
    async () => {
      const visitor = await openRecord(6);
      const { page } = visitor;
      await type(visitor, 6, NAME.corrected);
      await page.route("**/corrections", (route) =>
        route.fulfill({
          status: 401,
          contentType: "application/problem+json",
          body: JSON.stringify({
            type: "urn:problem-type:patient-ledger:invalid-token",
            detail: "Its key was withdrawn.",
          }),
        }),
      );
      await press(visitor, "Save the correction");
      await page.getByRole("alert").getByText("Its key was withdrawn.").waitFor();
      expect(await remains(visitor)).not.toContain(NAME.corrected);
      await page.getByLabel("Token").fill(await tokenFor());
      await press(visitor, "Sign in");
      await press(visitor, "Open record 6");
      await press(visitor, "Correct record 6");
      expect(await page.getByRole("textbox", { name: NAME.label }).inputValue()).toBe(NAME.corrected);

      await press(visitor, "Cancel");
      await press(visitor, "Correct record 6");
      expect(await page.getByRole("textbox", { name: NAME.label }).inputValue()).toBe(recordOf(6).patient_name);
    },
  );

  test("works on a plain ledger, whose old block shows what replaced it, and cannot be erased", async () => {
    const plain = await RemoteLedger.create(server, "opened-plain");
    await plain.mine(RECORDS.slice(0, 1));
    const visitor = await visitAs(visits, "#/opened-plain/blocks/2", { scope: "chain:read record:correct" });
    const { page } = visitor;
    await press(visitor, "Open record 2");
    await type(visitor, 2, NAME.corrected);
    await press(visitor, "Save the correction");

    await page.getByText("Record 2 was corrected: its new version is 3").waitFor();
    await page.getByRole("link", { name: "Block 3", exact: true }).waitFor();
    await press(visitor, "Versions of record 3");
    await page.getByText("Record 3, replaces record 2, current version").waitFor();
    expect(await page.getByText("This read is logged").count()).toBe(0);
    expect(await page.getByRole("button", { name: /Erase|Hold|Reads|log of reads/ }).count()).toBe(0);
    expect(await visitor.accessibilityFaults()).toEqual([]);
  });
});

describe("erasing", () => {
  test("needs a reason, says what remains and until when, and leaves nothing of the record in the page", async () => {
    const visitor = await visitAs(visits, "#/opened/mine");
    const { page } = visitor;
    const record = recordOf(7);
    // When the record is erased, it is in a form, in a receipt, and in a search behind its block.
    await page.getByRole("textbox", { name: "Patient ID" }).fill(record.patient_ID);
    await visitor.goTo("#/opened/verify");
    await page.getByText("Paste a checkpoint or receipt instead").click();
    const receipt = await (await ledger.get("/records/7/proof?disclose=patient_name")).text();
    await page.getByRole("textbox", { name: "Text of a checkpoint or receipt" }).fill(receipt);
    await press(visitor, "Add the text");
    await page.getByText("receipt of entry 7").waitFor();
    await visitor.goTo("#/opened/blocks");
    await page.getByRole("textbox", { name: "Registration number" }).fill(record.Reg_no);
    await press(visitor, "Find");
    await page.getByText(record.patient_name).waitFor();
    await visitor.goTo("#/opened/blocks/7");
    await press(visitor, "Open record 7");
    await page.getByText("This read is logged.").waitFor();

    await press(visitor, "Erase record 7");
    const dialog = page.getByRole("dialog", { name: "Erase record 7 and all its versions?" });
    for (const text of [
      "commitments",
      "receipts and checkpoints",
      "handed out",
      "copies",
      "backups",
      "stays reserved",
    ]) {
      await dialog.getByText(text).first().waitFor();
    }
    expect(await visitor.accessibilityFaults()).toEqual([]);
    await press(visitor, "Erase the record");
    expect(await dialog.isVisible()).toBe(true);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(await page.evaluate("document.activeElement?.textContent")).toBe("Erase record 7");

    await press(visitor, "Erase record 7");
    await page.getByRole("radio", { name: "The patient asked for it" }).check();
    await press(visitor, "Erase the record");
    const state = page.getByRole("region", { name: "Erasure of record 7" });
    await state.getByText("The record is erased.").waitFor();
    await state.getByText("The patient asked for it").waitFor();
    await state.locator("time").waitFor();
    expect(await page.evaluate("document.activeElement?.textContent")).toBe("Erasure of record 7");
    for (const text of Object.values(record)) expect(await remains(visitor)).not.toContain(text);
    await visitor.goTo("#/opened/blocks");
    expect(await page.getByRole("textbox", { name: "Registration number" }).inputValue()).toBe("");
    await visitor.goTo("#/opened/mine");
    expect(await page.getByRole("textbox", { name: "Patient ID" }).inputValue()).toBe("");
    await visitor.goTo("#/opened/verify");
    await page.getByRole("heading", { name: "Saved files" }).waitFor();
    expect(await page.getByText("receipt of entry 7").count()).toBe(0);

    await visitor.goTo("#/opened/blocks/7");
    await press(visitor, "Open record 7");
    await page.getByText("This record was erased.").waitFor();
    await page.getByRole("region", { name: "Erasure of record 7" }).getByText("The record is erased.").waitFor();
    expect(await page.getByRole("button", { name: /Correct|Versions|Hold/ }).count()).toBe(0);
    expect(await visitor.accessibilityFaults()).toEqual([]);
  });

  test("drops the receipt that came when the record was registered here", { tags: "long" }, async () => {
    const own = await SealedLedger.create(server, "opened-here");
    const visitor = await visitAs(visits, `#/${own.name}/mine`);
    const { page } = visitor;
    for (const name of ["Patient name", "Patient ID", "Registration number"]) {
      await page.getByRole("textbox", { name }).fill(`Here ${name}`);
    }
    await press(visitor, "Register the record");
    await page.getByRole("heading", { name: "Record 2 is registered" }).waitFor();
    await visitor.goTo(`#/${own.name}/blocks/2`);
    await press(visitor, "Open record 2");
    await press(visitor, "Erase record 2");
    await page.getByRole("radio", { name: "It was registered by mistake" }).check();
    await press(visitor, "Erase the record");
    await page.getByText("The record is erased.").waitFor();

    await visitor.goTo(`#/${own.name}/mine`);
    await page.getByRole("heading", { name: "What a miner does" }).waitFor();
    expect(await page.getByText("Record 2 is registered").count()).toBe(0);
  });

  test("waits for the end of a hold, which the page sets and ends", async () => {
    const holder = await openRecord(8, {
      subject: "counsel",
      scope: "chain:read record:read record:hold record:erase",
    });
    await press(holder, "Hold or release record 8");
    await press(holder, "Hold the record");
    await holder.page.getByText("You hold record 8.").waitFor();
    await press(holder, "Erase record 8");
    await holder.page.getByRole("radio", { name: "The patient asked for it" }).check();
    await press(holder, "Erase the record");
    await holder.page.getByRole("alert").getByText("You hold this record").waitFor();
    await press(holder, "Keep the record");

    const visitor = await openRecord(8);
    const { page } = visitor;
    await press(visitor, "Erase record 8");
    await page.getByRole("radio", { name: "The retention period has ended" }).check();
    await press(visitor, "Erase the record");
    await page.getByText("The record is held, so it was not erased.").waitFor();
    expect(await visitor.accessibilityFaults()).toEqual([]);
    await press(visitor, "Close");
    await page.getByText(recordOf(8).patient_name).waitFor();

    await press(holder, "Hold or release record 8");
    await press(holder, "End your hold");
    await holder.page.getByText("You do not hold record 8 any more.").waitFor();
    await press(visitor, "Close record 8");
    await expect.poll(async () => (await ledger.status("/records/8")) === 410).toBe(true);
    await press(visitor, "Open record 8");
    await page.getByText("This record was erased.").waitFor();
  });
});

describe("the log of reads", () => {
  test("lists who did what with a record, granted or denied, and all reads page by page", async () => {
    const log = await SealedLedger.create(server, "opened-reads", patients(2, "Logged"));
    await Promise.all(Array.from({ length: 55 }, () => log.get("/records/2")));
    await log.status("/records/3", { subject: "mallory", scope: "record:read", patients: ["another"] });
    const visitor = await visitAs(visits, "#/opened-reads/blocks/3", { scope: "chain:read audit:read" });
    const { page } = visitor;
    const entries = page.getByRole("list", { name: "Entries of the log of reads" }).getByRole("listitem");

    await press(visitor, "Manage record 3");
    await press(visitor, "Reads of record 3");
    await entries.filter({ hasText: "student registered record 3" }).getByText("Granted").waitFor();
    await entries.filter({ hasText: "mallory tried to read record 3" }).getByText("Denied").waitFor();
    expect(await entries.count()).toBe(2);
    expect(await visitor.accessibilityFaults()).toEqual([]);

    await visitor.goTo("#/opened-reads/blocks/2");
    await press(visitor, "Manage record 2");
    await press(visitor, "Reads of record 2");
    await press(visitor, "Show later entries");
    await expect.poll(() => entries.count()).toBe(56);

    await visitor.goTo("#/opened-reads/blocks");
    await press(visitor, "Show the log of reads");
    await entries.filter({ hasText: "mallory" }).waitFor();
    expect(await entries.count()).toBe(50);
    await press(visitor, "Show earlier entries");
    await expect.poll(() => entries.count()).toBe(58);
    await entries.first().getByText("student registered record 2").waitFor();
    expect(await page.getByText(/Opened|Logged \d|P-Logged|REG-Logged/).count()).toBe(0);
    expect(await visitor.accessibilityFaults()).toEqual([]);
  });
});

describe("a token gets just the controls that it has scopes for", () => {
  test.each([
    ["record:read record:correct", ["Receipt of record 6", "Versions of record 6", "Correct record 6"]],
    ["record:erase", ["Erase record 6"]],
  ])("with %s", getsJust);
  test.each([
    ["", []],
    ["record:correct", []],
    ["record:read", ["Receipt of record 6", "Versions of record 6"]],
    ["record:hold", ["Hold or release record 6"]],
    ["audit:read", ["Reads of record 6"]],
  ])("with %s", { tags: "long" }, getsJust);

  async function getsJust(scopes: string, names: readonly string[]): Promise<void> {
    const { page } = await visitAs(visits, "#/opened/blocks/6", { scope: `chain:read ${scopes}` });
    await page.getByText("Equal: these are the entries").waitFor();
    const controls = page.getByRole("region", { name: "Its entry" }).getByRole("button");
    if ((await controls.count()) > 0) {
      await controls.first().click();
      await page.getByRole("button", { name: names.at(-1) ?? "", exact: true }).waitFor();
    }
    const shown = await controls.allInnerTexts();
    expect(shown).toEqual(names.length > 0 ? ["Close record 6", ...names] : []);
  }
});

test("a block is opened only once the ledger has said that it is sealed, so that it offers what its records allow", async () => {
  const visitor = await visits.visit({ signedIn: false });
  const { page } = visitor;
  const description = await holdRequests(page, "**/ledgers/opened");
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await visitor.goTo("#/opened/blocks/6");
  await visitor.goTo(`#token=${await tokenFor({ scope: "chain:read record:erase" })}`);
  await description.asked;
  await page.getByText("Loading the block…").waitFor();
  // What is shown asks for its content after it was painted.
  await page.evaluate("new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)))");
  expect(asked).not.toContain("/ledgers/opened/blocks/6");

  await description.release();

  await press(visitor, "Manage record 6");
  await page.getByRole("button", { name: "Erase record 6", exact: true }).waitFor();
  expect(asked).not.toContain("/ledgers/opened/records/6");
});

test("open records, and what is done with them, are accessible in every look", { tags: "long" }, async () => {
  const visitor = await openRecord(9);
  const { page } = visitor;
  await type(visitor, 9, "A very long name that a patient may well have, with many parts ‒ अमृता");
  await ledger.correct(9, { ...recordOf(9), patient_name: "Another very long name, which somebody else typed" });
  await press(visitor, "Save the correction");
  await page.getByRole("alert").getByText("Not saved").waitFor();
  expect(await visitor.faultsInEveryLook()).toEqual([]);
  for (const name of ["Versions of record 9", "Reads of record 9", "Hold or release record 9"]) {
    await press(visitor, name);
    await page.getByRole("status").getByText("…").waitFor({ state: "detached" });
    expect(await visitor.faultsInEveryLook()).toEqual([]);
  }
  await press(visitor, "Erase record 9");
  expect(await visitor.faultsInEveryLook()).toEqual([]);
});
