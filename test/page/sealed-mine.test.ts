import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { parseEntryReceipt, verifyEntryReceipt } from "../../src/evidence/receipts/entry-receipt.ts";
import { parseVerifierKey } from "../../src/evidence/notes/note.ts";
import { type Visitor, visitors } from "../support/page/browser.ts";
import { SealedLedger, visitAs } from "../support/page/sealed.ts";

const visits = visitors();
const { server } = visits;

const RECORD = { patient_name: "Zoë ‒ अमृता", patient_ID: "P-2001", Reg_no: "MINE-1" };

async function open(ledger: SealedLedger, claims: Parameters<typeof visitAs>[2] = {}): Promise<Visitor> {
  const visitor = await visitAs(visits, `#/${ledger.name}/mine`, claims);
  await visitor.page.getByRole("heading", { level: 1, name: "Register a record" }).waitFor();
  return visitor;
}

async function register({ page }: Visitor, { patient_name, patient_ID, Reg_no } = RECORD): Promise<void> {
  // The receipt's check boxes have the same names.
  await page.getByRole("textbox", { name: "Patient name" }).fill(patient_name);
  await page.getByRole("textbox", { name: "Patient ID" }).fill(patient_ID);
  await page.getByRole("textbox", { name: "Registration number" }).fill(Reg_no);
  await page.getByRole("button", { name: "Register the record" }).click();
}

test("a registered record is answered with its number, block and verified receipt, and without its fields", async () => {
  const ledger = await SealedLedger.create(server, "sealed-mine");
  const visitor = await open(ledger);
  const { page } = visitor;
  await register(visitor);

  await page.getByRole("heading", { name: "Record 2 is registered" }).waitFor();
  await page.getByText("Its receipt was verified in your browser: entry 2 is in block 2").waitFor();
  expect(await page.locator(".mine-bench").innerText()).not.toMatch(/Zoë|P-2001|MINE-1/);
  expect(await page.getByRole("textbox", { name: "Patient name" }).inputValue()).toBe("");
  expect(await visitor.accessibilityFaults()).toEqual([]);

  await page.getByRole("checkbox", { name: "Patient ID" }).check();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download the receipt" }).click(),
  ]);
  const vkey = await (await ledger.get("/vkey")).text();
  const receipt = parseEntryReceipt(await readFile(await download.path(), "utf8"));
  const verified = await verifyEntryReceipt(receipt, { ledger: [await parseVerifierKey(vkey.trim())] });
  expect(verified).toMatchObject({ number: 2, disclosed: { patient_ID: "P-2001" } });
  expect(Object.keys(verified.disclosed)).toEqual(["patient_ID"]);
});

test(
  "a record that is registered already is shown with its number, and one in conflict is refused",
  { tags: "long" },
  async () => {
    const ledger = await SealedLedger.create(server, "sealed-again");
    const visitor = await open(ledger);
    const { page } = visitor;
    await register(visitor);
    await page.getByRole("heading", { name: "Record 2 is registered" }).waitFor();
    await register(visitor);
    await page.getByRole("heading", { name: "This record is already registered, as number 2" }).waitFor();
    await register(visitor, { ...RECORD, patient_name: "Another" });

    await page.getByRole("heading", { name: "Not registered" }).waitFor();
    await page.getByRole("alert").getByText("409").waitFor();
    await page.getByText("Registration number is already registered with another name or patient ID.").waitFor();
  },
);

/** The miners of a ledger's blocks. */
async function minersOf(ledger: SealedLedger): Promise<string[]> {
  const { chain } = (await (await ledger.get("/get_chain")).json()) as { chain: { mined_by: string }[] };
  return chain.map(({ mined_by }) => mined_by);
}

test.each(["one hash at a time", "four hashes at a time"])(
  "the browser mines the waiting entries, %s, until the record is on the chain",
  async (name) => {
    const ledger = await SealedLedger.create(server, `sealed-here-${name.startsWith("one") ? 1 : 4}`);
    const visitor = await open(ledger);
    const { page } = visitor;
    const submitted: object[] = [];
    page.on("request", (request) => {
      const sent = request.method() === "POST" ? (request.postDataJSON() as object | null) : null;
      if (sent && request.url().endsWith("/mine_block")) submitted.push(sent);
    });
    await page.getByRole("radio", { name }).check();
    await register(visitor);

    await page.getByRole("heading", { name: "Record 2 is registered" }).waitFor();
    await page.getByText("Its receipt was verified in your browser").waitFor();
    expect(submitted[0]).toEqual(RECORD);
    expect(submitted.at(-1)).toEqual(RECORD);
    expect(await minersOf(ledger)).toHaveLength(2);
  },
);

test("a block that the browser finds first is its own, under a pseudonym", { tags: "long" }, async () => {
  // The browser's kernel is many times as fast as the server's search. Still the server may be lucky.
  const ledger = await SealedLedger.create(server, "sealed-race", [], 19);
  const visitor = await open(ledger);
  await visitor.page.getByRole("radio", { name: "four hashes at a time" }).check();
  let number = 2;
  do {
    await register(visitor, { ...RECORD, Reg_no: `RACE-${number}` });
    await visitor.page.getByRole("heading", { name: `Record ${number} is registered` }).waitFor();
    number += 1;
  } while ((await minersOf(ledger)).at(-1) === "ledger");

  expect((await minersOf(ledger)).at(-1)).toMatch(/^[0-9a-f]{16}$/);
  expect(await (await ledger.get("/is_valid")).json()).toMatchObject({ valid: true });
});

test("a token without the scope to register sees what it lacks", async () => {
  const ledger = await SealedLedger.create(server, "sealed-reader");
  const { page } = await open(ledger, { scope: "chain:read" });
  await page.getByRole("alert").getByText("Your token lacks the scope chain:mine").waitFor();
});

test("a ledger is created sealed, with the puzzle that sealed ledgers have, and its kind is explained", async () => {
  const visitor = await visitAs(visits, "#/sealed-new/blocks");
  const { page } = visitor;
  await page.getByText("The ledger sealed-new does not exist yet.").waitFor();
  await page.getByRole("radio", { name: /^Sealed: / }).check();
  await page.getByText("A sealed ledger's puzzle is block-hash.").waitFor();
  expect(await page.getByRole("radio", { name: /squares/ }).count()).toBe(0);
  expect(await page.getByLabel("Difficulty in bits").inputValue()).toBe("8");
  expect(await visitor.accessibilityFaults()).toEqual([]);
  await page.getByRole("button", { name: "Create this ledger" }).click();

  await page.getByText("Live", { exact: true }).waitFor();
  await page.getByText("sealed", { exact: true }).waitFor();
  const described = await (await server.fetch("/ledgers/sealed-new")).json();
  expect(described).toMatchObject({ records: "sealed", puzzle: "block-hash", difficulty: 8 });
  expect(described).not.toHaveProperty("signatures");
});

test("a sealed ledger is created for signed records only, if the person asks for that", async () => {
  const { page } = await visitAs(visits, "#/sealed-signed/blocks");
  const box = page.getByRole("checkbox", { name: "Records must be signed" });
  await page.getByRole("radio", { name: /^Plain: / }).check();
  expect(await box.count()).toBe(0);
  await page.getByRole("radio", { name: /^Sealed: / }).check();
  expect(await box.isChecked()).toBe(false);
  await box.check();
  await page.getByRole("button", { name: "Create this ledger" }).click();

  await page.getByText("Live", { exact: true }).waitFor();
  const described = await (await server.fetch("/ledgers/sealed-signed")).json();
  expect(described).toMatchObject({ records: "sealed", difficulty: 8, signatures: "required" });
});
