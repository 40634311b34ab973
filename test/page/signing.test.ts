import { beforeAll, describe, expect, test } from "vitest";
import type { PatientRecord } from "../../src/chain/records/record.ts";
import type { Entry } from "../../src/chain/sealed/entry.ts";
import type { SealedBlock } from "../../src/chain/sealed/header.ts";
import { type AuthorKey, generateAuthorKey } from "../../src/client/signing/author-key.ts";
import { patients } from "../support/e2e/ledgers.ts";
import { AUTHOR, enrolKey, press } from "../support/page/author.ts";
import { type Visitor, visitors } from "../support/page/browser.ts";
import { holdBack } from "../support/page/held.ts";
import { SealedLedger, visitAs } from "../support/page/sealed.ts";
import { tokenFor } from "../support/page/tokens.ts";

const visits = visitors();
const { server } = visits;

const RAO = { subject: "dr.rao", scope: AUTHOR };

/** Types a record into the form of the view "Mine" and registers it. */
async function register(visitor: Visitor, { patient_name, patient_ID, Reg_no }: PatientRecord): Promise<void> {
  const { page } = visitor;
  await page.getByRole("textbox", { name: "Patient name" }).fill(patient_name);
  await page.getByRole("textbox", { name: "Patient ID" }).fill(patient_ID);
  await page.getByRole("textbox", { name: "Registration number" }).fill(Reg_no);
  await press(visitor, "Register the record");
}

/** Opens a ledger as an author whose key is enrolled there. */
async function openAsAuthor(name: string): Promise<{ visitor: Visitor; thumbprint: string }> {
  const visitor = await visitAs(visits, `#/${name}/keys`, RAO);
  return { visitor, thumbprint: await enrolKey(visitor, "dr.rao") };
}

async function entryOf(ledger: SealedLedger, block: number): Promise<Entry | undefined> {
  return ((await (await ledger.get(`/blocks/${block}`)).json()) as SealedBlock).entries[0];
}

describe("what is written on the page", () => {
  const [FIRST, SECOND] = patients(2, "Signed") as [PatientRecord, PatientRecord];

  test("is signed with the person's key: records, corrections and erasures, unless the person chooses otherwise", async () => {
    const ledger = await SealedLedger.create(server, "page-signs");
    const { visitor, thumbprint } = await openAsAuthor("page-signs");
    const { page } = visitor;
    await visitor.goTo("#/page-signs/mine");
    await page.getByRole("checkbox", { name: "Sign with my key" }).waitFor();
    await register(visitor, FIRST);
    await page.getByRole("heading", { name: "Record 3 is registered" }).waitFor();
    await page.locator(".mine-bench").getByText("Signature verified").waitFor();
    expect(await entryOf(ledger, 3)).toMatchObject({ kind: "record", author: thumbprint, seen: { index: 2 } });
    expect(await visitor.accessibilityFaults()).toEqual([]);

    await page.getByRole("checkbox", { name: "Sign with my key" }).uncheck();
    await register(visitor, SECOND);
    await page.getByRole("heading", { name: "Record 4 is registered" }).waitFor();
    expect(await entryOf(ledger, 4)).not.toHaveProperty("author");
    await page.getByRole("checkbox", { name: "Sign with my key" }).check();

    await visitor.goTo("#/page-signs/blocks/4");
    await page.getByText("Unsigned: only the operator says who registered it.").waitFor();
    await press(visitor, "Open record 4");
    await press(visitor, "Correct record 4");
    await page.getByRole("textbox", { name: "Patient name" }).fill("Corrected");
    await press(visitor, "Save the correction");
    await page.getByText("its new version is 5").waitFor();
    expect(await entryOf(ledger, 5)).toMatchObject({ kind: "correction", corrects: 4, author: thumbprint });
    const opened = page.locator(".opened-record");
    await opened.getByText("Signature verified").waitFor();
    await opened.getByRole("link", { name: "dr.rao" }).waitFor();
    await opened.getByRole("button", { name: "Receipt of record 5" }).waitFor();
    await press(visitor, "Versions of record 5");
    const versions = opened.getByRole("list", { name: "Versions" }).getByRole("listitem");
    await versions.nth(0).getByText("Unsigned: only the operator says who registered it.").waitFor();
    await versions.nth(1).getByText("Signature verified").waitFor();
    expect(await visitor.accessibilityFaults()).toEqual([]);

    await press(visitor, "Erase record 5");
    await page.getByRole("radio", { name: "The patient asked for it" }).check();
    await press(visitor, "Erase the record");
    await page.getByText("The record is erased.").waitFor();
    expect(await entryOf(ledger, 6)).toMatchObject({ kind: "erasure", erases: 5, author: thumbprint });
    expect(await (await ledger.get("/is_valid")).json()).toMatchObject({
      valid: true,
      signatures: { signed: 2, unsigned: 1, keys: 1 },
    });
  });

  test("must be signed where the ledger demands it, and the form says what to do without a key", async () => {
    const ledger = await SealedLedger.create(server, "page-demands", [], 8, { signatures: "required" });
    const visitor = await visitAs(visits, "#/page-demands/mine", RAO);
    const { page } = visitor;
    await page.getByRole("alert").getByText("This ledger takes only signed records").waitFor();
    expect(await page.getByRole("button", { name: "Register the record" }).isDisabled()).toBe(true);
    expect(await visitor.accessibilityFaults()).toEqual([]);
    await page.getByRole("link", { name: "Set up my key" }).click();
    const thumbprint = await enrolKey(visitor, "dr.rao");
    await visitor.goTo("#/page-demands/mine");
    await page.getByText("this ledger takes nothing unsigned").waitFor();
    expect(await page.getByRole("checkbox", { name: /Sign/ }).count()).toBe(0);
    // The browser mines it too, and sends the same signed record again afterwards.
    await page.getByRole("radio", { name: "four hashes at a time" }).check();
    await register(visitor, FIRST);
    await page.getByRole("heading", { name: "Record 3 is registered" }).waitFor();
    expect(await entryOf(ledger, 3)).toMatchObject({ author: thumbprint });
  });

  });

  test("is never signed with the key of the person before, not even while the browser looks for one", async () => {
    const ledger = await SealedLedger.create(server, "page-person");
    const { visitor, thumbprint } = await openAsAuthor("page-person");
    const { page } = visitor;
    await visitor.goTo("#/page-person/mine");
    await page.getByRole("checkbox", { name: "Sign with my key" }).waitFor();
    await page.evaluate(HOLD_KEYS);
    const token = await tokenFor({ subject: "nurse", scope: AUTHOR });
    await visitor.goTo(`#token=${token}`);
    const asked: string[] = [];
    page.on("request", (request) => request.url().endsWith(thumbprint) && asked.push(request.url()));
    await press(visitor, "Switch to nurse");
    await page.getByText("Looking for your key…").waitFor();
    expect(await page.getByRole("button", { name: "Register the record" }).isDisabled()).toBe(true);
    await page.evaluate("keysAreHeld = false");
    await page.getByText("This browser has no key of yours yet.").waitFor();
    await register(visitor, FIRST);
    await page.getByRole("heading", { name: "Record 3 is registered" }).waitFor();
    expect(await entryOf(ledger, 3)).not.toHaveProperty("author");
    expect(asked).toEqual([]);
  });

  test("waits for a ledger that does not answer about the key, if it must be signed, and is signed once it does", async () => {
    await SealedLedger.create(server, "page-asks-again", [], 8, { signatures: "required" });
    const { visitor } = await openAsAuthor("page-asks-again");
    const { page } = visitor;
    let isAway = true;
    await page.route("**/page-asks-again/keys/*", (route) => (isAway ? route.abort() : route.fallback()));
    await page.reload();
    await visitor.goTo("#/page-asks-again/mine");
    await page.getByRole("alert").getByText("does not answer").waitFor();
    await page.getByText("It will not be signed").waitFor({ state: "detached" });
    expect(await page.getByRole("button", { name: "Register the record" }).isDisabled()).toBe(true);
    isAway = false;
    await page.getByText("this ledger takes nothing unsigned").waitFor();
    expect(await page.getByRole("button", { name: "Register the record" }).isEnabled()).toBe(true);
