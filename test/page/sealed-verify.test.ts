import { beforeAll, expect, test } from "vitest";
import { patients } from "../support/e2e/ledgers.ts";
import { type Visitor, visitors } from "../support/page/browser.ts";
import { SealedLedger, visitAs } from "../support/page/sealed.ts";

const visits = visitors();
const { server } = visits;

let ledger: SealedLedger;
const RECORDS = patients(3, "Verified");

beforeAll(async () => {
  ledger = await SealedLedger.create(server, "sealed-verify", RECORDS);
});

/** Opens the view with the ledger's key. A token for the chain is enough. */
async function open(): Promise<Visitor> {
  const visitor = await visitAs(visits, "#/sealed-verify/verify", { scope: "chain:read" });
  const vkey = (await (await ledger.get("/vkey")).text()).trim();
  await visitor.page.getByLabel("The ledger's verifier key").fill(vkey);
  return visitor;
}

async function verify({ page }: Visitor): Promise<void> {
  await page.getByRole("button", { name: "Verify the whole chain" }).click();
  await page.getByRole("heading", { name: "Report" }).waitFor();
}

async function receipt(disclosed: string): Promise<string> {
  return (await ledger.get(`/records/3/proof${disclosed && `?disclose=${disclosed}`}`)).text();
}

test("a sealed ledger's chain is verified in the browser, entries included", async () => {
  const visitor = await open();
  await verify(visitor);

  await visitor.page.getByText("4 blocks with 4 entries: every hash, link, timestamp").waitFor();
  await visitor.page.getByText("All checks passed").waitFor();
});

test("a dropped receipt shows its disclosed field, what it proves, and what became of the record", async () => {
  const visitor = await open();
  const { page } = visitor;
  const file = { name: "from-alice.json", mimeType: "application/json", buffer: Buffer.from(await receipt("Reg_no")) };
  await page.getByLabel("Drop files here, or choose them").setInputFiles([file]);
  await page.getByText("receipt of entry 3, in block 3").waitFor();
  await verify(visitor);

  await page.getByText("from-alice.json: entry 3 (record) of block 3 is in the ledger").waitFor();
  await page.getByText("The receipt discloses:").waitFor();
  await page.getByRole("definition").getByText("REG-Verified-2", { exact: true }).waitFor();
  await page.getByText("Is the current version: no later entry of these blocks").waitFor();
  expect(await page.getByText("Verified 2 ‒").count()).toBe(0);
  expect(await visitor.accessibilityFaults()).toEqual([]);
});

test(
  "a pasted receipt without fields proves the entry and says that it discloses nothing",
  { tags: "long" },
  async () => {
    const visitor = await open();
    const { page } = visitor;
    await page.getByText("Paste a checkpoint or receipt instead").click();
    await page.getByLabel("Text of a checkpoint or receipt").fill(await receipt(""));
    await page.getByRole("button", { name: "Add the text" }).click();
    await page.getByText("pasted text 1").waitFor();
    expect(await page.getByLabel("Text of a checkpoint or receipt").inputValue()).toBe("");
    await verify(visitor);

    await page.getByText("pasted text 1: entry 3 (record) of block 3 is in the ledger").waitFor();
    await page.getByText("Discloses no field").waitFor();
  },
);

test(
  "a receipt whose disclosed value was edited proves nothing, and the ledger is not accused",
  { tags: "long" },
  async () => {
    const visitor = await open();
    const { page } = visitor;
    const forged = JSON.parse(await receipt("Reg_no")) as { disclosures: string[] };
    const [salt, name] = JSON.parse(Buffer.from(forged.disclosures[0] ?? "", "base64url").toString()) as string[];
    forged.disclosures = [Buffer.from(JSON.stringify([salt, name, "REG-FORGED"])).toString("base64url")];
    const file = { name: "forged.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(forged)) };
    await page.getByLabel("Drop files here, or choose them").setInputFiles([file]);
    await page.getByText("receipt of entry 3, in block 3").waitFor();
    await verify(visitor);

    await page.getByText("All checks that ran passed, but some could not run").waitFor();
    await page.getByText("forged.json: the disclosure").waitFor();
    expect(await page.getByText("REG-FORGED").count()).toBe(0);
  },
);

test("the report on a receipt is accessible in every look", { tags: "long" }, async () => {
  const visitor = await open();
  const { page } = visitor;
  await page.getByText("Paste a checkpoint or receipt instead").click();
  await page.getByLabel("Text of a checkpoint or receipt").fill(await receipt("patient_name,patient_ID,Reg_no"));
  await page.getByRole("button", { name: "Add the text" }).click();
  await page.getByText("pasted text 1").waitFor();
  await verify(visitor);
  expect(await visitor.faultsInEveryLook()).toEqual([]);
});
