import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import type { Entry } from "../../src/chain/sealed/entry.ts";
import { headerOf, type SealedBlock } from "../../src/chain/sealed/header.ts";
import { parseEntryReceipt, verifyEntryReceipt } from "../../src/evidence/receipts/entry-receipt.ts";
import { parseVerifierKey } from "../../src/evidence/notes/note.ts";
import { matchingBlocks } from "../../src/page/views/blocks/matching.ts";
import vectors from "../vectors/sealed-chain.json" with { type: "json" };
import { patients } from "../support/e2e/ledgers.ts";
import { type Visitor, visitors } from "../support/page/browser.ts";
import { holdRequests } from "../support/page/held.ts";
import { SealedLedger, visitAs } from "../support/page/sealed.ts";
import { tokenFor } from "../support/page/tokens.ts";
import { kindsOf } from "../../src/page/views/blocks/entry-kinds.ts";

const visits = visitors();
const { server } = visits;

const [FIRST, SECOND, THIRD] = patients(3, "Sealed") as [Patient, Patient, Patient];
type Patient = ReturnType<typeof patients>[number];

const CHAIN_ONLY = { scope: "chain:read" };

let ledger: SealedLedger;

beforeAll(async () => {
  ledger = await SealedLedger.create(server, "clinic", [FIRST, SECOND, THIRD]);
});

async function open(place: string, claims: Parameters<typeof visitAs>[2] = {}, options = {}): Promise<Visitor> {
  return visitAs(visits, `#/clinic/${place}`, claims, options);
}

function card({ page }: Visitor, index: number) {
  return page.getByRole("article", { name: `Block ${index}`, exact: true });
}

async function blockAt(index: number): Promise<SealedBlock> {
  return (await (await ledger.get(`/blocks/${index}`)).json()) as SealedBlock;
}

function commitmentOf({ entries: [entry] }: SealedBlock): string {
  return entry && "commitment" in entry ? entry.commitment : "";
}

/** Everything of a visitor's page that could hold patient data: its content, its address, and what it stores. */
async function remains({ page }: Visitor): Promise<string> {
  const stored = `JSON.stringify([document.documentElement.outerHTML, location.href, { ...localStorage }, { ...sessionStorage }, history.state])`;
  return page.evaluate<string>(stored);
}

test("the ledger's head shows its kind, and a card the header and the entries of its block", async () => {
  const visitor = await open("blocks", CHAIN_ONLY);
  const block = await blockAt(3);

  await visitor.page.getByText("sealed", { exact: true }).waitFor();
  await card(visitor, 3).getByText("1 record").waitFor();
  for (const text of [block.merkle_root, block.hash, `${commitmentOf(block).slice(0, 14)}…`]) {
    await card(visitor, 3).getByText(text, { exact: true }).waitFor();
  }
  await card(visitor, 1).getByText("1 founding entry").waitFor();
  await visitor.page.getByText("Linked to block 3").waitFor();
  await visitor.page.getByText("The chain is valid").waitFor();
  expect(await remains(visitor)).not.toContain("Sealed ");
  expect(await visitor.accessibilityFaults()).toEqual([]);
});

test("the ledger's head does not say what blocks hold before the ledger has said what it is", async () => {
  const visitor = await visits.visit({ signedIn: false });
  const { page } = visitor;
  const description = await holdRequests(page, "**/ledgers/clinic");
  await visitor.goTo("#/clinic/blocks");
  await visitor.goTo(`#token=${await tokenFor(CHAIN_ONLY)}`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await description.asked;
  expect(await page.getByText("Each block stores").count()).toBe(0);

  await description.release();

  await page.getByText("A sealed ledger: blocks hold commitments").waitFor();
});

test(
  "a block that arrives is shown with its entries, although events hold its header alone",
  { tags: "long" },
  async () => {
    const live = await SealedLedger.create(server, "clinic-live");
    const visitor = await visitAs(visits, "#/clinic-live/blocks", CHAIN_ONLY);
    await visitor.page.getByText("Live", { exact: true }).waitFor();

    await live.register(FIRST);

    await card(visitor, 2).getByText("1 record").waitFor();
    await visitor.page.getByRole("status").getByText("Block 2 was added to the chain.").waitFor({ state: "attached" });
  },
);

test("a block's hash, link, proof and receipt are checked over its header, and its Merkle root over its entries", async () => {
  const { page } = await open("blocks/3", CHAIN_ONLY);

  await page.getByText("Equal: these are the entries that the block was mined with").waitFor();
  await page.getByText("Equal: the content has not changed since it was hashed").waitFor();
  await page.getByText("Its previous hash is the hash of block 2").waitFor();
  await page.getByText("The proof solves the puzzle").waitFor();
  await page.getByText("Verified in your browser: the path leads to the root signed for").waitFor();
});

test("an entry that was changed does not fit the Merkle root, although the hash fits the header", async () => {
  const visitor = await open("blocks", CHAIN_ONLY);
  const { page } = visitor;
  await page.route("**/blocks/3", async (request) => {
    const block = (await (await request.fetch()).json()) as SealedBlock;
    await request.fulfill({ json: { ...block, entries: [{ kind: "record", commitment: "0".repeat(64) }] } });
  });
  await visitor.goTo("#/clinic/blocks/3");

  await page.getByText("Not equal: an entry was changed, moved, added or removed").waitFor();
  await page.getByText("Equal: the content has not changed since it was hashed").waitFor();
  expect(await visitor.accessibilityFaults()).toEqual([]);
});

describe("a record", () => {
  test("is requested and shown when it is opened, and gone from the page when it is closed", async () => {
    const visitor = await open("blocks/3");
    const { page } = visitor;
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    const button = page.getByRole("button", { name: "Open record 3", exact: true });
    await button.waitFor();
    expect(await remains(visitor)).not.toContain(SECOND.patient_name);
    expect(asked.filter((url) => url.includes("/records/"))).toEqual([]);

    await button.click();
    for (const text of [SECOND.patient_name, SECOND.patient_ID, SECOND.Reg_no]) {
      await page.getByRole("definition").getByText(text, { exact: true }).waitFor();
    }
    expect(await visitor.accessibilityFaults()).toEqual([]);
    await page.getByRole("button", { name: "Close record 3", exact: true }).click();

    await page.getByText(SECOND.patient_name).waitFor({ state: "detached" });
    for (const text of Object.values(SECOND)) expect(await remains(visitor)).not.toContain(text);
    expect(asked.filter((url) => url.includes("/records/")).map((url) => new URL(url).pathname)).toEqual([
      "/ledgers/clinic/records/3",
    ]);
  });

  test("is gone from the page when the reader leaves its block", { tags: "long" }, async () => {
    const visitor = await open("blocks/3");
    await visitor.page.getByRole("button", { name: "Open record 3", exact: true }).click();
    await visitor.page.getByText(SECOND.patient_name).waitFor();

    await visitor.goTo("#/clinic/blocks");

    await visitor.page.getByText(SECOND.patient_name).waitFor({ state: "detached" });
    for (const text of Object.values(SECOND)) expect(await remains(visitor)).not.toContain(text);
  });

  test("is gone from the page when its reader signs out", async () => {
    const visitor = await open("blocks/3");
    await visitor.page.getByRole("button", { name: "Open record 3", exact: true }).click();
    await visitor.page.getByText(SECOND.patient_name).waitFor();

    await visitor.page.getByRole("button", { name: "Sign out" }).click();

    await visitor.page.getByLabel("Token").waitFor();
    for (const text of Object.values(SECOND)) expect(await remains(visitor)).not.toContain(text);
  });

  test("cannot be opened or found without the scope for it, which the page names", async () => {
    const visitor = await open("blocks/3", CHAIN_ONLY);
    const { page } = visitor;
    await page.getByText("Your token lacks the scope record:read, so you cannot open").waitFor();
    expect(await page.getByRole("button", { name: /Open record|Receipt of/ }).count()).toBe(0);

    await visitor.goTo("#/clinic/blocks");
    const find = page.getByRole("region", { name: "Find a record" });
    await find.getByText("Your token lacks the scope record:read").waitFor();
    expect(await find.getByRole("button").count()).toBe(0);
  });

  test("of another patient than those of the token is not opened, and not found", async () => {
    const visitor = await open("blocks/3", { patients: [FIRST.patient_ID] });
    const { page } = visitor;
    await page.getByRole("button", { name: "Open record 3", exact: true }).click();
    await page.getByRole("alert").getByText("404").waitFor();

    await visitor.goTo("#/clinic/blocks");
    await page.getByRole("textbox", { name: "Registration number" }).fill(SECOND.Reg_no);
    await page.getByRole("button", { name: "Find", exact: true }).click();
    await page.getByText("No record found.").waitFor();
  });

  test.each([
    ["Registration number", SECOND.Reg_no],
    ["Patient ID", SECOND.patient_ID],
  ])("is found by %s, which stands in no address, and can be cleared", async (name, value) => {
    const visitor = await open("blocks");
    const { page } = visitor;
    const urls: string[] = [];
    page.on("request", (request) => urls.push(request.url()));
    await page.getByRole("radio", { name }).check();
    await page.getByRole("textbox", { name }).fill(value);
    await page.getByRole("textbox", { name }).press("Enter");

    await page.getByText("1 record found.").waitFor();
    const found = page.getByRole("list", { name: "Records found" });
    for (const text of Object.values(SECOND)) await found.getByText(text, { exact: true }).waitFor();
    await found.getByRole("link", { name: "Block 3" }).waitFor();
    expect(await visitor.accessibilityFaults()).toEqual([]);
    await page.getByRole("button", { name: "Clear" }).click();

    await found.waitFor({ state: "detached" });
    for (const text of Object.values(SECOND)) expect(await remains(visitor)).not.toContain(text);
    for (const url of [...urls, page.url()]) expect(decodeURIComponent(url)).not.toContain(value);
  });

  test("that does not exist is not found", { tags: "long" }, async () => {
    const { page } = await open("blocks");
    await page.getByRole("textbox", { name: "Registration number" }).fill("nobody's");
    await page.getByRole("button", { name: "Find", exact: true }).click();
    await page.getByText("No record found.").waitFor();
  });
});

describe("a receipt", () => {
  const NAMES = ["Patient name", "Patient ID", "Registration number"] as const;

  test("discloses the chosen field alone", () => disclosesOnly(["Patient ID"], "It discloses: Patient ID."));
  test.each([
    [[], "It discloses no field."],
    [["Patient name", "Registration number"], "It discloses: Patient name and Registration number."],
    [[...NAMES], "It discloses: Patient name, Patient ID, and Registration number."],
  ] as const)("discloses the chosen fields alone: %j", { tags: "long" }, disclosesOnly);

  async function disclosesOnly(chosen: readonly (typeof NAMES)[number][], sentence: string): Promise<void> {
    const { page } = await open("blocks/3");
    await page.getByRole("button", { name: "Receipt of record 3", exact: true }).click();
    for (const name of chosen) await page.getByRole("checkbox", { name }).check();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download the receipt" }).first().click(),
    ]);

    expect(download.suggestedFilename()).toBe("clinic-record-3.receipt.json");
    const text = await readFile(await download.path(), "utf8");
    const vkey = await (await ledger.get("/vkey")).text();
    const policy = { ledger: [await parseVerifierKey(vkey.trim())] };
    const { disclosed, number } = await verifyEntryReceipt(parseEntryReceipt(text), policy);
    const all = {
      "Patient name": "patient_name",
      "Patient ID": "patient_ID",
      "Registration number": "Reg_no",
    } as const;
    expect(number).toBe(3);
    expect(disclosed).toEqual(Object.fromEntries(chosen.map((name) => [all[name], SECOND[all[name]]])));
    await page.getByText(sentence).waitFor();
    await page.getByText("Your browser verified it.").waitFor();
  }

  test("is saved under the name of its own ledger if another was opened meanwhile", async () => {
    await SealedLedger.create(server, "clinic-opened-later");
    const visitor = await open("blocks/3");
    const { page } = visitor;
    const proof = await holdRequests(page, "**/clinic/records/3/proof*");
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Receipt of record 3", exact: true }).click();
    await page.getByRole("button", { name: "Download the receipt" }).first().click();
    await proof.asked;
    await visitor.goTo("#/clinic-opened-later/blocks");
    await page.getByRole("heading", { name: "clinic-opened-later" }).waitFor();
    await proof.release();

    expect((await download).suggestedFilename()).toBe("clinic-record-3.receipt.json");
  });

  test("with other fields than the chosen ones is not saved", { tags: "long" }, async () => {
    const { page } = await open("blocks/3");
    const all = await (await ledger.get("/records/3/proof?disclose=patient_name,Reg_no")).text();
    await page.route("**/records/3/proof*", (request) =>
      request.fulfill({ body: all, contentType: "application/json" }),
    );
    let downloads = 0;
    page.on("download", () => (downloads += 1));
    await page.getByRole("button", { name: "Receipt of record 3", exact: true }).click();
    await page.getByRole("checkbox", { name: "Patient ID" }).check();
    await page.getByRole("button", { name: "Download the receipt" }).first().click();

    await page.getByRole("alert").getByText("it was not saved").waitFor();
    expect(downloads).toBe(0);
  });
});

test(
  "a block of many entries lists them in steps, and a card counts those that it does not list",
  { tags: "long" },
  async () => {
    const many = await SealedLedger.create(server, "clinic-many");
    await many.accept(patients(150, "Many"));
    const visitor = await visitAs(visits, "#/clinic-many/blocks");
    const { page } = visitor;
    await page
      .getByText(/^and \d+ more$/)
      .first()
      .waitFor();

    // How many entries share a block depends on the machine.
    const { chain } = (await (await many.get("/get_chain")).json()) as { chain: SealedBlock[] };
    const largest = chain.toSorted((a, b) => b.entries.length - a.entries.length)[0] as SealedBlock;
    await card(visitor, largest.index).getByText(`${largest.entries.length} records`).waitFor();
    await visitor.goTo(`#/clinic-many/blocks/${largest.index}`);
    const rows = page.getByRole("list", { name: "Its" }).getByRole("listitem");
    await page.getByText("Equal: these are the entries").waitFor();
    expect(await rows.count()).toBe(Math.min(100, largest.entries.length));
    for (let shown = 100; shown < largest.entries.length; shown += 100) {
      await page.getByRole("button", { name: /^Show \d+ more$/ }).click();
    }
    await expect.poll(() => rows.count()).toBe(largest.entries.length);
  },
);

test("the lab does not copy a sealed ledger", { tags: "long" }, async () => {
  const { page } = await open("lab");

  await page.getByText("A copy of clinic: it is sealed, so its blocks hold no records to edit").waitFor();
  await page.getByText("is_valid says: valid.").waitFor();
  expect(await page.getByRole("radio", { name: "A copy of clinic" }).isDisabled()).toBe(true);
});

test("a plain ledger's records are found with chain:read", async () => {
  const headers = { "Content-Type": "application/json" };
  const send = (path: string, method: string, body: object) =>
    server.fetch(`/ledgers/plain-find${path}`, { method, headers, body: JSON.stringify(body) });
  await send("", "PUT", { puzzle: "squares" });
  await send("/mine_block", "POST", FIRST);
  const visitor = await visitAs(visits, "#/plain-find/blocks", CHAIN_ONLY);
  const { page } = visitor;
  await page.getByText("plain", { exact: true }).waitFor();
  await page.getByRole("radio", { name: "Patient ID" }).check();
  await page.getByRole("textbox", { name: "Patient ID" }).fill(FIRST.patient_ID);
  await page.getByRole("button", { name: "Find", exact: true }).click();

  const found = page.getByRole("list", { name: "Records found" });
  await found.getByText(FIRST.patient_name, { exact: true }).waitFor();
  await found.getByRole("link", { name: "Block 2" }).waitFor();
});

test.each([360, 1280])(
  "cards show every text in full at %s pixels, and the page is no wider",
  { tags: "long" },
  async (width) => {
    const visitor = await open("blocks", CHAIN_ONLY, { width });
    await card(visitor, 4).getByText("1 record").waitFor();

    const cut = await visitor.page.evaluate(`[...document.querySelectorAll(".card")].flatMap((card) => {
    const { bottom } = card.getBoundingClientRect();
    return [...card.querySelectorAll("h3, time, .card-name, li, dt, dd")]
      .filter((text) => text.getBoundingClientRect().bottom > bottom)
      .map((text) => text.innerText);
  })`);
    expect(cut).toEqual([]);
    expect(await visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  },
);

test("cards, a block with its records, and a search are accessible in every look", { tags: "long" }, async () => {
  const visitor = await open("blocks");
  const { page } = visitor;
  await card(visitor, 4).getByText("1 record").waitFor();
  await page.getByRole("textbox", { name: "Registration number" }).fill(FIRST.Reg_no);
  await page.getByRole("button", { name: "Find", exact: true }).click();
  await page.getByRole("button", { name: "Receipt of record 2", exact: true }).click();
  expect(await visitor.faultsInEveryLook()).toEqual([]);

  await visitor.goTo("#/clinic/blocks/3");
  await page.getByRole("button", { name: "Open record 3", exact: true }).click();
  await page.getByText(SECOND.patient_name).waitFor();
  expect(await visitor.faultsInEveryLook()).toEqual([]);
});

describe("the chain of the vectors", () => {
  const chain = vectors.chain as unknown as SealedBlock[];
  const headers = new Map(chain.map((block) => [block.index, headerOf(block)]));

  test("is searched by index, entry number, hash and Merkle root", () => {
    expect(matchingBlocks(headers, "")).toBeUndefined();
    for (const { index, hash, merkle_root, first_entry, last_entry } of chain) {
      expect(matchingBlocks(headers, hash)).toEqual([index]);
      expect(matchingBlocks(headers, merkle_root.slice(0, 20).toUpperCase())).toEqual([index]);
      for (const number of [first_entry, last_entry]) expect(matchingBlocks(headers, String(number))).toContain(index);
      expect(matchingBlocks(headers, String(index))?.[0]).toBe(index);
    }
    expect(matchingBlocks(headers, "99999")).toEqual([]);
    expect(matchingBlocks(headers, "ledger")).toEqual([]);
  });

  test("is summed up by the kinds of entries in each block", () => {
    const entries = (...kinds: Entry["kind"][]) => kinds.map((kind) => ({ kind }) as Entry);
    expect(kindsOf(entries("founding"))).toBe("1 founding entry");
    expect(kindsOf(entries("record", "erasure", "record", "key"))).toBe("2 records, 1 erasure, and 1 key");
    expect(kindsOf([{ kind: "toString" } as unknown as Entry])).toBe("1 entry");
  });
});

test.each([
  ["no entries", undefined],
  ["entries that are not objects", [null, 3]],
  ["entries of unknown kinds and types", [{ kind: "toString" }, { kind: "record", commitment: 5 }, { kind: {} }]],
  [
    "keys and signatures of unknown types",
    [
      { kind: "record", author: 5, seen: null, signature: {} },
      { kind: "correction", author: "../records/2", seen: [], signature: "x" },
      { kind: "key", public_key: 3 },
      { kind: "revocation", revokes: {}, compromised_since: null },
    ],
  ],
])("a block that the ledger serves with %s is shown, and its Merkle root as not theirs", async (_, entries) => {
  const visitor = await open("blocks", CHAIN_ONLY);
  await visitor.page.route("**/blocks/3", async (request) => {
    const block = (await (await request.fetch()).json()) as SealedBlock;
    await request.fulfill({ json: { ...block, entries } });
  });
  await visitor.goTo("#/clinic/blocks/3");

  await visitor.page.getByText("Not equal: an entry was changed, moved, added or removed").waitFor();
  await visitor.page.getByText("The proof solves the puzzle").waitFor();
});
