import { expect, test } from "vitest";
import { type Visitor, visitors } from "../support/page/browser.ts";
import { holdRequests } from "../support/page/held.ts";
import { MarkdownFile } from "../support/markdown.ts";
import { LabBench } from "../support/page/lab-bench.ts";

const { server, visit } = visitors();
const headers = { "Content-Type": "application/json" };

/** The parts of the step on forging: the button that leads there, what is tried, and what validation finds. */
const FORGERIES: readonly { readonly goesOn?: string; readonly attempts: readonly (readonly [string, string])[] }[] = [
  { attempts: [["Register a record in her name", "is_valid: all 3 blocks are valid"]] },
  {
    goesOn: "Go on: require signatures",
    attempts: [
      ["Leave out the signature", "Entry 6 is not signed, although the founding of this ledger demands signatures."],
      ["Sign with your own key", "Entry 6 has a signature that does not fit its content, its key or this ledger."],
      ["Copy her signature from entry 5", "Hers was made for the record in entry 5"],
    ],
  },
  {
    goesOn: "Go on: enrol a second key",
    attempts: [
      ["Enrol a second key in her name", "is_valid: all 5 blocks are valid"],
      ["Try it on a ledger with a registrar", "Entry 6 enrols a key without the endorsement of the registrar"],
      ["Endorse the key yourself", "Entry 6 has an endorsement that does not fit its content, its key or this ledger."],
    ],
  },
  {
    goesOn: "Go on: rewrite a block",
    attempts: [
      ["Rewrite block 3 and mine again", "is_valid: not valid, by the rule seen"],
      ["Change what she has seen as well", "so her signature no longer fits"],
    ],
  },
];

/** Tries everything in the step on forging. */
async function forgeAll(page: Visitor["page"], press: (name: string) => Promise<void>): Promise<void> {
  for (const { goesOn, attempts } of FORGERIES) {
    if (goesOn !== undefined) await press(goesOn);
    for (const [attempt, finds] of attempts) {
      await press(attempt);
      await page.getByRole("status").getByText(finds).waitFor();
    }
  }
}

/** Types nonces until the hash starts with a zero, and returns how many it took. */
async function mineByHand(page: Visitor["page"]): Promise<number> {
  const field = page.getByLabel("Nonce", { exact: true });
  for (let nonce = 10; ; nonce++) {
    const tries = page.getByRole("list", { name: "Your tries" }).getByText(`${nonce} →`);
    await field.fill(String(nonce));
    await tries.waitFor();
    if ((await page.getByText("Found after").count()) > 0) return nonce - 9;
  }
}

/** Has the machine mine genesis and two blocks. */
async function mineByMachine(page: Visitor["page"], press: (name: string) => Promise<void>): Promise<void> {
  await press("Let the machine search");
  for (const [place, name] of ["Ana", "Bo"].entries()) {
    await page.getByRole("heading", { name: `Block ${place + 2}` }).waitFor();
    await page.getByLabel("Patient's name").fill(name);
    await press("Let the machine search");
  }
  await page.getByRole("button", { name: "Start again with a new chain" }).waitFor();
}

/** Sends a transfer that is accepted, the same coin again, and one without enough funds. */
async function transferCoins(page: Visitor["page"], press: (name: string) => Promise<void>): Promise<void> {
  await press("Check it and mine it");
  await page.getByText("Accepted: it is in block 4.").waitFor();
  await press("Check it and mine it");
  await page.getByText("double spending. Block 4 has already spent this coin.").waitFor();
  await page.getByRole("combobox", { name: "Coin", exact: true }).selectOption("The coin of block 3");
  await page.getByRole("combobox", { name: "Moved last in" }).selectOption("Block 3");
  await press("Check it and mine it");
  await page.getByText("The sender does not have enough funds.").waitFor();
}

/** A reader's action in each step, and part of the lesson that the step then shows. */
const STEPS: readonly { does: (lab: LabBench) => Promise<void>; learns: string }[] = [
  {
    async does({ page }) {
      const tries = await mineByHand(page);
      await page.getByText(`Found after ${tries} ${tries === 1 ? "try" : "tries"}.`).waitFor();
    },
    learns: "You have done what miners do",
  },
  {
    async does(lab) {
      await mineByMachine(lab.page, (name) => lab.press(name));
    },
    learns: "one try after the other",
  },
  {
    async does({ page }) {
      await page.getByText("Change the text to see").waitFor();
      await page.getByLabel("Text").press("End");
      await page.keyboard.type("!");
      await page.getByText(/\d+ of 256 bits flipped/).waitFor();
    },
    learns: "about half of the 256 bits flip",
  },
  {
    async does(lab) {
      await lab.field(2, "patient_name").fill("Mallory");
      await lab.sees(2, "Changed");
      await lab.page.locator("pre", { hasText: `"patient_name":"Mallory"` }).waitFor();
      await lab.press("Rehash", 2);
    },
    learns: "A changed block is easy to detect",
  },
  {
    async does(lab) {
      for (const [name, index] of [
        ["Chen", 4],
        ["Dora", 5],
      ] as const) {
        await lab.page.getByLabel("Patient's name").fill(name);
        await lab.press("Add the block");
        await lab.sees(index, "Valid");
      }
    },
    learns: "covers the whole history",
  },
  {
    async does(lab) {
      await lab.field(2, "patient_name").fill("Mallory");
      await lab.isBroken("Changed");
      await lab.press("Rehash", 2);
      await lab.sees(3, "Link broken");
    },
    learns: "every later block must change too",
  },
  {
    async does(lab) {
      await lab.field(2, "patient_name").fill("Mallory");
      await lab.isBroken("Changed");
      await lab.press("Relink the rest");
      await lab.isValid();
      await lab.page.getByText("is_valid is fooled").waitFor();
    },
    learns: "the old proofs stay valid for any content",
  },
  {
    async does(lab) {
      await lab.field(2, "patient_name").fill("Mallory");
      await lab.isBroken("Changed");
      await lab.press("Relink the rest");
      await lab.isBroken("Not mined");
      await lab.press("Mine the rest");
      await lab.isValid();
      await lab.page.getByText("hashes per second").waitFor();
    },
    learns: "rewriting a block costs as much as mining it did",
  },
  {
    async does(lab) {
      await lab.page.getByLabel("Block", { exact: true }).fill("2");
      await lab.page.getByText("The proof of block 2 is 533.").waitFor();
      await lab.press("Check all 225");
      await lab.page.getByText("All 225 proofs are correct").waitFor();
    },
    learns: "Real proof of work is tied to the content",
  },
  {
    async does(lab) {
      await lab.page.getByLabel("Leading zero bits").fill("4");
      await lab.page.getByText("On average it is 4.").waitFor();
      await lab.press("Move the timestamp by one second");
      await lab.page.getByText("64 of the 64 hashes have changed.").waitFor();
      await lab.press("Measure this browser");
      await lab.page.getByText("In the second that a timestamp lasts").waitFor();
    },
    learns: "so a search never runs out",
  },
  {
    async does(lab) {
      await lab.page.getByLabel("My prediction").fill("5");
      await lab.press("Play 1 block");
      await lab.press("Play 100 blocks");
      await lab.page.getByText("You predicted 5 of 100.").waitFor();
    },
    learns: "A miner's share of the blocks follows its share of the speed",
  },
  {
    async does(lab) {
      await transferCoins(lab.page, (name) => lab.press(name));
    },
    learns: "every miner sees the block that spent it first",
  },
  {
    async does(lab) {
      await lab.press("Sign and save a checkpoint");
      await lab.page.getByText("these are the 6 blocks that were signed").waitFor();
      await lab.press("Cut off two blocks");
      await lab.page.getByText("Blocks are missing at the end of the chain").waitFor();
      await lab.isValid();
      await lab.press("Restore");
      await lab.page.getByText("these are the 6 blocks that were signed").waitFor();
      await lab.press("Rewrite block 2 and mine the rest");
      await lab.page.getByText("some were rewritten afterwards").waitFor();
      await lab.isValid();
    },
    learns: "Only a checkpoint saved elsewhere reveals the change",
  },
  {
    async does(lab) {
      await lab.press("Guess the name");
      await lab.page.getByText(/It is Priya: found after 20 guesses/).waitFor();
      await lab.press("Go on: add a salt");
      await lab.press("Guess the salted name");
      await lab.page.getByText("None of the 40 names matches").waitFor();
      await lab.press("Go on: disclose one field");
      await lab.press("Disclose the ID");
      await lab.page.getByText("Proved to the recipient: this field belongs to entry 3").waitFor();
      await lab.press("Go on: erase the record");
      await lab.page.getByText("all 2 blocks are valid").waitFor();
      await lab.press("Erase the record");
      await lab.page.getByText("all 3 blocks are valid").waitFor();
    },
    learns: "yet every proof still holds",
  },
  {
    async does(lab) {
      await forgeAll(lab.page, (name) => lab.press(name));
    },
    learns: "A signature ties it to its author's key",
  },
];

/** Takes the tour without a token, and collects the faults of each completed step. */
async function takeTour(faultsOf: (visitor: Visitor) => Promise<string[]>): Promise<string[]> {
  const faults: string[] = [];
  const visitor = await visit({ signedIn: false, fragment: "#/main/lab" });
  const { page } = visitor;
  await page.getByRole("link", { name: "Take the tour" }).click();
  for (const [place, { does, learns }] of STEPS.entries()) {
    await page.getByText(`Step ${place + 1} of ${STEPS.length}`).waitFor();
    expect(await page.getByText("Takeaway:").count()).toBe(0);
    await does(new LabBench(visitor));
    await page.getByRole("status").getByText(learns).waitFor();
    faults.push(...(await faultsOf(visitor)));
    await page.getByRole("link", { name: place + 1 < STEPS.length ? "Next" : "Leave the tour" }).click();
  }
  await page.getByText(`${STEPS.length} of ${STEPS.length} steps done`).waitFor();
  return faults;
}

test("every step of the tour can be done without a token, shows its takeaway, and is accessible", async () => {
  expect(await takeTour((visitor) => visitor.accessibilityFaults())).toEqual([]);
});

test("every step of the tour is accessible in every look", { tags: "long" }, async () => {
  expect(await takeTour((visitor) => visitor.faultsInEveryLook())).toEqual([]);
});

test.each([{ width: 360, height: 780 }])(
  "the checkpoint step's effect on the chain is visible without scrolling, at $width by $height",
  expectInSight,
);

test.each([
  { width: 1280, height: 900 },
  { width: 1280, height: 720 },
])(
  "the checkpoint step's effect on the chain is visible without scrolling, at $width by $height",
  { tags: "long" },
  expectInSight,
);

async function expectInSight(size: { readonly width: number; readonly height: number }): Promise<void> {
  const visitor = await visit({ signedIn: false, fragment: "#/main/lab/13", ...size });
  const { page } = visitor;
  const lab = new LabBench(visitor);
  /** The parts that are not entirely within the window. */
  const outOfSight = () =>
    page.evaluate<string[]>(`[...document.querySelectorAll(".tour-attacks button, .tour-pair .notice, .tour-tile")]
      .filter((element) => {
        const { top, bottom, left, right } = element.getBoundingClientRect();
        return top < 0 || left < 0 || bottom > innerHeight || right > innerWidth;
      })
      .map((element) => element.innerText)`);
  await lab.isValid();
  await lab.press("Sign and save a checkpoint");
  await page.getByText("these are the 6 blocks that were signed").waitFor();
  await expect.poll(outOfSight).toEqual([]);

  await lab.press("Cut off two blocks");
  await page.getByText("Blocks are missing at the end of the chain").waitFor();
  await expect.poll(outOfSight).toEqual([]);
  expect(await page.getByText("Cut off", { exact: true }).count()).toBe(2);
  await page.getByRole("status").getByText("is_valid says: valid.").waitFor();

  await lab.press("Restore");
  await page.getByText("these are the 6 blocks that were signed").waitFor();
  expect(await page.getByText("Cut off", { exact: true }).count()).toBe(0);
  await lab.press("Rewrite block 2 and mine the rest");
  await page.getByText("some were rewritten afterwards").waitFor();
  await expect.poll(outOfSight).toEqual([]);
  await expect.poll(() => page.getByText("Rewritten", { exact: true }).count()).toBe(5);
  await page.getByText("Mallory").waitFor();
  expect(await visitor.accessibilityFaults()).toEqual([]);
}

test("each step has its own link, and the tour resumes where it was left", async () => {
  const { page } = await visit({ signedIn: false, fragment: "#/main/lab/6" });
  await page.getByRole("heading", { level: 1, name: "Edit a block and see it break" }).waitFor();
  await page.getByRole("link", { name: "Back" }).click();
  await page.getByRole("heading", { level: 1, name: "A chain" }).waitFor();
  await page.getByRole("link", { name: "Leave the tour" }).click();
  await page.reload();

  await page.getByRole("link", { name: "Continue the tour: step 5" }).click();
  await page.getByRole("heading", { level: 1, name: "A chain" }).waitFor();
});

test("a step that is stored as done several times counts once", async () => {
  const visitor = await visit({ signedIn: false, fragment: "#/main/lab" });
  await visitor.page.evaluate(() =>
    localStorage.setItem("patient-ledger.tour", '{"last":"hash","done":["hash","hash","block","hash"]}'),
  );
  await visitor.page.reload();

  await visitor.page.getByText(/^2 of \d+ steps done$/).waitFor();
});

test("progress that an older version stored by the numbers of steps counts as a tour that was not started", async () => {
  const { page } = await visit({ signedIn: false, fragment: "#/main/lab" });
  await page.evaluate(() => localStorage.setItem("patient-ledger.tour", '{"last":4,"done":[1,2,3,4]}'));
  await page.reload();

  await page.getByRole("link", { name: "Take the tour" }).waitFor();
  expect(await page.getByText("15 short hands-on steps.").isVisible()).toBe(true);
});

test("the present ledger's newest proof is marked on the loop of proofs", async () => {
  const body = JSON.stringify({ patient_name: "Ana", patient_ID: "1", Reg_no: "1" });
  await server.fetch("/mine_block", { method: "POST", headers, body });
  const { page } = await visit({ fragment: "#/main/lab/9" });
  await page.getByText("your ledger's newest").waitFor();
});

test("the loop of proofs repeats: after the last proof comes the first of the cycle", async () => {
  const { page } = await visit({ signedIn: false, fragment: "#/main/lab/9" });
  const slider = page.getByLabel("Block", { exact: true });
  await slider.fill("68");
  const first = await page.getByText(/The proof of block 68 is/).innerText();
  await slider.fill("226");
  await page.getByText("It has appeared before: the proofs repeat.").waitFor();
  const again = await page.getByText(/The proof of block 226 is/).innerText();
  expect(again).toContain(/is [\d,]+/.exec(first)?.[0]);
});

test("a name that is added while a block is mined is neither lost nor replaced", async () => {
  const visitor = await visit({ signedIn: false, fragment: "#/main/lab/2" });
  const { page } = visitor;
  const lab = new LabBench(visitor);
  await STEPS[1]?.does(lab);
  await visitor.goTo("#/main/lab/5");
  const search = await holdRequests(page, "**/page/miner.js");
  const name = page.getByLabel("Patient's name");
  await name.fill("Bob");
  await lab.press("Add the block");

  expect(await name.inputValue()).toBe("");
  expect(await name.isDisabled()).toBe(true);
  await search.release();

  await lab.sees(4, "Valid");
  expect(await lab.field(4, "patient_name").inputValue()).toBe("Bob");
  await name.fill("Carol");
});

test("only names on the guesser's list are guessed, and another name starts the step again", async () => {
  const visitor = await visit({ signedIn: false, fragment: "#/main/lab/14" });
  const { page } = visitor;
  const lab = new LabBench(visitor);
  await lab.press("Guess the name");
  await lab.press("Go on: add a salt");
  await page.getByRole("heading", { name: "With a salt" }).waitFor();

  await page.getByLabel("A patient's first name").fill("Xanthippe");
  await page.getByRole("heading", { name: "With a salt" }).waitFor({ state: "detached" });
  await lab.press("Guess the name");
  await page.getByText("None of these 40 names").waitFor();
  expect(await page.getByRole("button", { name: /^Go on/ }).count()).toBe(0);

  await page.getByLabel("A patient's first name").fill("Robert");
  await lab.press("Guess the name");
  await page.getByText("It is Robert: found after 40 guesses").waitFor();
});

test("after the erasure, nothing of the record but what was handed out is shown", async () => {
  const visitor = await visit({ signedIn: false, fragment: "#/main/lab/14" });
  const { page } = visitor;
  const lab = new LabBench(visitor);
  await STEPS[13]?.does(lab);
  await page.getByText("Destroyed, with its salt").last().waitFor();
  const stage = await page.locator(".tour-stage").innerText();
  expect(stage).toContain("P-1001");
  expect(stage).not.toContain("REG-0001");
  await lab.press("Guess the salted name");
  await page.getByText("None of the 40 names matches").waitFor();
  await expect.poll(() => page.getByRole("button", { name: "Disclose the name" }).isDisabled()).toBe(true);
});

test("each part of the last step follows only once everything before was tried, in any order", async () => {
  const visitor = await visit({ signedIn: false, fragment: "#/main/lab/15" });
  const { page } = visitor;
  const lab = new LabBench(visitor);
  const goesOn = page.getByRole("button", { name: /^Go on/ });
  await lab.press("Register a record in her name");
  await lab.press("Go on: require signatures");
  await lab.press("Copy her signature from entry 5");
  await page.getByText("is_valid: not valid, by the rule signature").waitFor();
  await lab.press("Leave out the signature");
  await page.getByText("Entry 6: record, not signed").waitFor();
  expect(await goesOn.count()).toBe(0);
  await lab.press("Sign with your own key");
  await goesOn.waitFor();
  // The forged entry names the same key as the colleague's own.
  const authors = await page.getByText(/author: key .+, seen: block/).allInnerTexts();
  const keys = authors.map((text) => /key (\S+),/.exec(text)?.[1]);
  expect(keys).toHaveLength(3);
  expect(keys[2]).toBe(keys[1]);
  expect(keys[1]).not.toBe(keys[0]);
});

test("no step of the tour violates the page's policy", { tags: "long" }, async () => {
  const visitor = await visit({ signedIn: false, bypassCSP: false });
  for (const [place, { does, learns }] of STEPS.entries()) {
    await visitor.goTo(`#/main/lab/${place + 1}`);
    await does(new LabBench(visitor));
    await visitor.page.getByRole("status").getByText(learns).waitFor();
  }
  expect(visitor.complaints).toEqual([]);
});

/** Presses Tab until an element with this name has the focus. */
async function tabTo({ page }: Visitor, name: string): Promise<void> {
  for (let presses = 0; presses < 100; presses++) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate<string>(`(() => {
      const { activeElement: { ariaLabel, labels, innerText } } = document;
      return (ariaLabel ?? labels?.[0]?.firstElementChild?.innerText ?? labels?.[0]?.innerText ?? innerText ?? "").trim();
    })()`);
    if (focused === name) return;
  }
  throw new Error(`Tab did not lead to ${name}`);
}

test("the tour can be taken with the keyboard alone", { tags: "long" }, async () => {
  const visitor = await visit({ signedIn: false, fragment: "#/main/lab" });
  const { page } = visitor;
  const lab = new LabBench(visitor);
  const headingHasFocus = async (tag: string) => {
    await expect.poll(() => page.evaluate("document.activeElement?.tagName")).toBe(tag);
  };
  const press = async (name: string) => {
    await tabTo(visitor, name);
    await page.keyboard.press("Enter");
    // The heading of the part that follows has the focus.
    if (name.startsWith("Go on")) await headingHasFocus("H2");
  };
  const goOn = async (learned: number) => {
    await page
      .getByRole("status")
      .getByText(STEPS[learned - 1]?.learns ?? "")
      .waitFor();
    await press("Next");
    await page.getByText(`Step ${learned + 1} of ${STEPS.length}`).waitFor();
    // The heading has the focus, so that reading continues at the start of the step.
    await headingHasFocus("H1");
  };
  /** Types another name into the second block, whose field follows that of genesis. */
  const renameSecond = async () => {
    await lab.block(2).waitFor();
    await tabTo(visitor, "patient_name");
    await tabTo(visitor, "patient_name");
    await page.keyboard.type("Mallory");
    await lab.isBroken("Changed");
  };
  await lab.isValid();
  await press("Take the tour");

  await tabTo(visitor, "Nonce");
  for (let nonce = 10; (await page.getByText("Found after").count()) === 0; nonce++) {
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type(String(nonce));
    await page.getByRole("list", { name: "Your tries" }).getByText(`${nonce} →`).waitFor();
  }
  await goOn(1);

  await press("Let the machine search");
  for (const [place, name] of ["Ana", "Bo"].entries()) {
    await page.getByRole("heading", { name: `Block ${place + 2}` }).waitFor();
    await tabTo(visitor, "Patient's name");
    await page.keyboard.type(name);
    await press("Let the machine search");
  }
  await goOn(2);

  await page.getByText("Change the text to see").waitFor();
  await tabTo(visitor, "Text");
  await page.keyboard.type("!");
  await goOn(3);

  await lab.block(2).waitFor();
  await tabTo(visitor, "mined_by");
  await page.keyboard.type("mallory");
  await lab.sees(2, "Changed");
  await press("Rehash");
  await goOn(4);

  for (const index of [4, 5]) {
    await tabTo(visitor, "Patient's name");
    await page.keyboard.type("Ana");
    await page.keyboard.press("Enter");
    await lab.sees(index, "Valid");
  }
  await goOn(5);

  await renameSecond();
  await press("Rehash");
  await goOn(6);

  await renameSecond();
  await press("Relink the rest");
  await goOn(7);

  await renameSecond();
  await press("Relink the rest");
  await lab.isBroken("Not mined");
  await press("Mine the rest");
  await goOn(8);

  await press("Check all 225");
  await tabTo(visitor, "Block");
  await page.keyboard.press("ArrowRight");
  await page.getByText("The proof of block 2 is 533.").waitFor();
  await goOn(9);

  await tabTo(visitor, "Leading zero bits");
  await page.keyboard.press("ArrowRight");
  await press("Move the timestamp by one second");
  await press("Measure this browser");
  await goOn(10);

  await tabTo(visitor, "My prediction: of 100 blocks, the slowest miner wins");
  await page.keyboard.type("5");
  await press("Play 100 blocks");
  await goOn(11);

  await transferCoins(page, press);
  await goOn(12);

  await press("Sign and save a checkpoint");
  await page.getByText("these are the 6 blocks that were signed").waitFor();
  await press("Cut off two blocks");
  await page.getByText("Blocks are missing at the end of the chain").waitFor();
  await press("Restore");
  await press("Rewrite block 2 and mine the rest");
  await goOn(13);

  await press("Guess the name");
  await press("Go on: add a salt");
  await press("Guess the salted name");
  await press("Go on: disclose one field");
  await press("Disclose the number");
  await press("Go on: erase the record");
  await press("Erase the record");
  await goOn(14);

  await forgeAll(page, press);
  await page
    .getByRole("status")
    .getByText(STEPS.at(-1)?.learns ?? "")
    .waitFor();
  await press("Leave the tour");
  await page.getByText(`${STEPS.length} of ${STEPS.length} steps done`).waitFor();
});

test("the guide for classrooms lists the steps by the titles that the tour shows", async () => {
  const { page } = await visit({ signedIn: false, fragment: "#/main/lab/1" });
  const shown = page.getByRole("navigation", { name: "The tour" }).getByRole("link");
  await shown.first().waitFor();
  const titles = await Promise.all((await shown.all()).map((link) => link.getAttribute("title")));
  const { text } = new MarkdownFile("src/guide/classroom.md");
  expect(Array.from(text.matchAll(/^\d+\. \*\*(.+?)\.\*\*/gm), ([, title]) => title)).toEqual(titles);
});
