import { beforeAll, describe, expect, test } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import { matchingBlocks } from "../../src/page/views/blocks/matching.ts";
import { blockAt, squaresChain } from "../support/chain/chains.ts";
import { patients, RemoteLedger } from "../support/e2e/ledgers.ts";
import { type Visitor, visitors } from "../support/page/browser.ts";

const { server, visit } = visitors();

/** More blocks than a browser page shows, and fewer than it loads at once. */
const LENGTH = 60;

const ledgers: Record<string, RemoteLedger> = {};

beforeAll(async () => {
  ledgers["cards-squares"] = await RemoteLedger.create(server, "cards-squares");
  ledgers["cards-bound"] = await RemoteLedger.create(server, "cards-bound", 8);
  for (const ledger of Object.values(ledgers)) await ledger.mine(patients(3));
  await ledgers["cards-bound"].mine(patients(LENGTH - 4, "More"));
});

/** Opens the cards of a ledger, and waits for its newest block. */
async function open(name: string, options: Parameters<typeof visit>[0] = {}): Promise<Visitor> {
  const visitor = await visit({ ...options, fragment: `#/${name}/blocks` });
  await visitor.page.getByRole("article").first().waitFor();
  return visitor;
}

/** The texts of the drawn cards that are truncated or invisible. */
const CUT = `[...document.querySelectorAll(".card")].flatMap((card) => {
  const { bottom } = card.getBoundingClientRect();
  return [...card.querySelectorAll("h3, time, .card-name, dt, dd")]
    .filter((text) => {
      const box = text.getBoundingClientRect();
      return box.height < 12 || box.bottom > bottom;
    })
    .map((text) => card.querySelector("h3").innerText + ": " + text.innerText);
})`;

describe.each(["cards-squares", "cards-bound"])("the cards of the ledger %s", (name) => {
  async function expectInFull(width: number): Promise<void> {
    const { page } = await open(name, { width });

    expect(await page.evaluate(CUT)).toEqual([]);
    expect(await page.getByText(/^Patient 3 ‒|^More 56 ‒/).isVisible()).toBe(true);
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  }

  async function expectInFullEnlarged(width: number): Promise<void> {
    const { page } = await open(name, { width });
    await page.addStyleTag({ content: ":root { font-size: 32px !important }" });
    await expect.poll(() => page.evaluate(CUT)).toEqual([]);
  }

  test.each([320, 1280])("show every block in full at %s pixels", expectInFull);
  test.each([360, 600, 721, 1920])("show every block in full at %s pixels", { tags: "long" }, expectInFull);
  test.each([320])("show every block in full with text twice the size, at %s pixels", expectInFullEnlarged);
  test.each([360, 1280])(
    "show every block in full with text twice the size, at %s pixels",
    { tags: "long" },
    expectInFullEnlarged,
  );
});

describe("on paper", () => {
  /** The indexes of the cards in the layout, in order. */
  const PRINTED = `[...document.querySelectorAll(".card h3")]
    .filter((title) => title.checkVisibility())
    .map((title) => Number(title.innerText.replace("Block ", "")))`;

  test("all loaded blocks are laid out, one below the other, and the page is restored afterwards", async () => {
    const { page } = await open("cards-bound");
    await page.getByText("All blocks are loaded.").waitFor();
    expect((await page.evaluate<number[]>(PRINTED)).length).toBeLessThan(LENGTH);

    await page.emulateMedia({ media: "print" });
    await page.getByText(`Printed: the whole ledger, ${LENGTH} blocks.`).waitFor();
    expect(await page.evaluate(PRINTED)).toEqual(Array.from({ length: LENGTH }, (_, row) => LENGTH - row));
    const tops = await page.evaluate<number[]>(
      `[...document.querySelectorAll(".card")].map((card) => card.getBoundingClientRect().top)`,
    );
    expect(tops).toEqual(tops.toSorted((a, b) => a - b));
    expect(new Set(tops).size).toBe(LENGTH);
    expect(await page.evaluate(CUT)).toEqual([]);
    expect(await page.getByText("Linked to block").count()).toBe(LENGTH - 1);
    expect(await page.getByRole("navigation").isVisible()).toBe(false);

    await page.emulateMedia({ media: "screen" });
    await page.getByText("Printed:").waitFor({ state: "hidden" });
    expect((await page.evaluate<number[]>(PRINTED)).length).toBeLessThan(LENGTH);
  });

  test("the printout contains every block, in ink that is visible on white", { tags: "long" }, async () => {
    const { page } = await open("cards-bound", { colorScheme: "dark" });
    await page.getByText("All blocks are loaded.").waitFor();

    const printed = (await page.pdf({ format: "A4", tagged: true })).toString("latin1");

    // A tagged file lists its headings: each card's title is of level three, and no other heading is.
    expect(printed.match(/\/S \/H3\b/g)).toHaveLength(LENGTH);
    await page.emulateMedia({ media: "print" });
    const ink = await page.evaluate<string>(`getComputedStyle(document.querySelector(".card-name")).color`);
    expect(ink.match(/\d+/g)?.every((part) => Number(part) < 100)).toBe(true);
  });

  test("only the search results are printed, and labelled as such", async () => {
    const { page } = await open("cards-bound");
    await page.getByLabel("Search the loaded blocks").fill("more 1");
    await page.getByText(/^11 of 60 loaded blocks found$/).waitFor();

    await page.emulateMedia({ media: "print" });

    await page.getByText("Printed: the search results, 11 blocks.").waitFor();
    expect((await page.evaluate<number[]>(PRINTED)).length).toBe(11);
  });

  test("the lab's blocks are all on the sheet, next to or below each other", async () => {
    const { page } = await visit({ signedIn: false, fragment: "#/main/lab" });
    await page.getByText("is_valid says: valid.").waitFor();
    await page.emulateMedia({ media: "print" });
    await expect
      .poll(() =>
        page.evaluate(
          `[...document.querySelectorAll(".lab-card")].filter((card) => card.getBoundingClientRect().right > innerWidth).length`,
        ),
      )
      .toBe(0);
    expect(await page.getByRole("article").count()).toBe(5);
  });
});

test("a ledger that has not answered yet is not called loaded", async () => {
  const visitor = await visit();
  const { page } = visitor;
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
  await page.route("**/ledgers/cards-bound", (route) => answered.then(() => route.continue()));
  await visitor.goTo("#/cards-bound/blocks");

  await page.getByText("Connecting…").first().waitFor();
  expect(await page.getByText("All blocks are loaded.").count()).toBe(0);
  answer();
  await page.getByText("All blocks are loaded.").waitFor();
});

/** A block of a patient. */
function named(patient_name: string): ReadonlyMap<number, Block> {
  return new Map([[2, { ...blockAt(squaresChain, 2), patient_name }]]);
}

describe("a search", () => {
  test.each([
    ["José", "Jose\u0301"],
    ["Jose\u0301", "José"],
    ["JOSÉ", "jose\u0301"],
    ["Åsa", "A\u030asa"],
    ["한국", "\u1112\u1161\u11ab\u1100\u116e\u11a8"],
    ["Nguyễn", "Nguye\u0302\u0303n"],
    ["İnci", "I\u0307nci"],
    ["Ἀλέξιος", "Α\u0313λε\u0301ξιος"],
  ])("finds %s by %s, and vice versa", (stored, typed) => {
    expect(matchingBlocks(named(stored), typed)).toEqual([2]);
    expect(matchingBlocks(named(typed), stored)).toEqual([2]);
  });

  test("does not find another letter or another accent", () => {
    expect(matchingBlocks(named("Jose"), "José")).toEqual([]);
    expect(matchingBlocks(named("Josè"), "José")).toEqual([]);
  });

  test.each(["2", " ٢ ", "۲", "२"])("finds a block by its number, typed as %j", (typed) => {
    const texts = { patient_name: "", patient_ID: "", Reg_no: "", hash: "f".repeat(64) };
    const blocks = new Map([1, 2, 3].map((index) => [index, { ...blockAt(squaresChain, index), ...texts }]));
    expect(matchingBlocks(blocks, typed)).toEqual([2]);
  });
});

describe("a right-to-left name, or one with characters that change the direction,", () => {
  const NAMES = ["مريم بنت عبد الله", "Eve \u2069\u2069 \u202e end"];
  const OTHER_NAMES = ["Eve \u202egnol a", "Eve \u2067a \u2066b"];

  /** The text of an element, character by character, in the order on the screen from left to right. */
  const ORDER = `(element) => {
    const texts = [];
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { currentNode } = walker;
      for (let at = 0; at < currentNode.data.length; at++) {
        const range = document.createRange();
        range.setStart(currentNode, at);
        range.setEnd(currentNode, at + 1);
        const { left, top, width } = range.getBoundingClientRect();
        if (width > 0) texts.push([Math.round(top / 8), left, currentNode.data[at]]);
      }
    }
    return texts.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, , text]) => text).join("").replaceAll(" ", "");
  }`;

  test.each(NAMES)("%j, does not reorder the text around it", expectBlockInOrder);
  test.each(OTHER_NAMES)("%j, does not reorder the text around it", { tags: "long" }, expectBlockInOrder);
  test.each(NAMES)("%j, as a miner's name, leaves the sentences about it in order", expectTipInOrder);
  test.each(OTHER_NAMES)(
    "%j, as a miner's name, leaves the sentences about it in order",
    { tags: "long" },
    expectTipInOrder,
  );

  async function expectBlockInOrder(patient_name: string): Promise<void> {
    const visitor = await visit({ fragment: "#/cards-squares/blocks/2" });
    const { page } = visitor;
    // The ledger may refuse such names today, but the page must show stored ones.
    const change = async (block: Block) => ({ ...block, patient_name, mined_by: patient_name });
    await page.route("**/blocks/3", async (request) => {
      await request.fulfill({ json: await change((await (await request.fetch()).json()) as Block) });
    });
    await visitor.goTo("#/cards-squares/blocks/3");
    const canonical = page.locator("pre.code").nth(1);
    await canonical.waitFor();

    const order = await page.evaluate<string>(`(${ORDER})(document.querySelectorAll("pre.code")[1])`);
    expect(order).toMatch(
      /^\{"Reg_no":"REG-Patient-2","index":3,"mined_by":".*","patient_ID":"P-Patient-2","patient_name":/,
    );
    expect(order).toMatch(/","previous_hash":"[0-9a-f]{64}","proof":45293,"timestamp":"[^"]*"\}$/);
    expect(await canonical.innerText()).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
  }

  async function expectTipInOrder(name: string): Promise<void> {
    const visitor = await visit({ fragment: "#/cards-squares/blocks" });
    const { page } = visitor;
    await page.route("**/get_chain*", async (request) => {
      const response = await request.fetch();
      const text = await response.text();
      await request.fulfill({
        response,
        body: text.replaceAll(`"mined_by":"developer"`, `"mined_by":${JSON.stringify(name)}`),
      });
    });
    await page.reload();
    await visitor.goTo("#/cards-squares/mine");
    const tip = page.getByRole("region", { name: "Newest block" });
    await tip.getByText("mined by").waitFor();

    const order = await page.evaluate<string>(`(${ORDER})(document.querySelector(".mine-tip"))`);
    expect(order).toMatch(/^NewestblockBlock4minedby.*\d\d:\d\d:\d\d[0-9a-f]{14}…$/);
  }
});
