import { expect, test } from "vitest";
import { type Visitor, visitors } from "../support/page/browser.ts";
import { LabBench } from "../support/page/lab-bench.ts";

const { server, visit } = visitors();
const headers = { "Content-Type": "application/json" };

/** A reader's action in each step, and part of the lesson that the step then shows. */
const STEPS: readonly { does: (lab: LabBench) => Promise<void>; learns: string }[] = [
  {
    async does({ page }) {
      await page.getByText("Change the text to see").waitFor();
      await page.getByLabel("Some text").press("End");
      await page.keyboard.type("!");
      await page.getByText(/\d+ of 256 bits differ/).waitFor();
    },
    learns: "about half of the 256 bits turn over",
  },
  {
    async does(lab) {
      await lab.field(2, "patient_name").fill("Mallory");
      await lab.sees(2, "Changed");
      await lab.page.locator("pre", { hasText: `"patient_name":"Mallory"` }).waitFor();
      await lab.press("Hash anew", 2);
    },
    learns: "A changed block betrays itself",
  },
  {
    async does(lab) {
      for (const [name, index] of [
        ["Ana", 3],
        ["Bo", 4],
      ] as const) {
        await lab.page.getByLabel("Patient's name").fill(name);
        await lab.press("Add the block");
        await lab.sees(index, "Fits");
      }
    },
    learns: "stands for the whole history",
  },
  {
    async does(lab) {
      await lab.field(2, "patient_name").fill("Mallory");
      await lab.isBroken("Changed");
      await lab.press("Hash anew", 2);
      await lab.isBroken("Link broken");
    },
    learns: "every later block has to be changed too",
  },
  {
    async does(lab) {
      await lab.field(2, "patient_name").fill("Mallory");
      await lab.isBroken("Changed");
      await lab.press("Relink the rest");
      await lab.isValid();
      await lab.page.getByText("is_valid was fooled").waitFor();
    },
    learns: "the old proofs fit any content",
  },
  {
    async does(lab) {
      await lab.field(2, "patient_name").fill("Mallory");
      await lab.isBroken("Changed");
      await lab.press("Relink the rest");
      await lab.isBroken("Not mined");
      await lab.press("Mine the rest");
      await lab.isValid();
      await lab.page.getByText("hashes a second, a block takes on average").waitFor();
    },
    learns: "rewriting costs what writing did",
  },
  {
    async does(lab) {
      await lab.page.getByLabel("Block of the chain").fill("2");
      await lab.page.getByText("Block 2 has the proof 533.").waitFor();
      await lab.press("Check all 225");
      await lab.page.getByText("All 225 proofs are right").waitFor();
    },
    learns: "Real proof of work is bound to what it protects",
  },
  {
    async does(lab) {
      await lab.press("Sign and keep a checkpoint");
      await lab.page.getByText("these are the 6 blocks that were signed").waitFor();
      await lab.press("Cut two blocks");
      await lab.page.getByText("Blocks are missing at the end of the chain").waitFor();
      await lab.isValid();
      await lab.press("Restore");
      await lab.page.getByText("these are the 6 blocks that were signed").waitFor();
      await lab.press("Rewrite block 2 and mine the rest");
      await lab.page.getByText("some were rewritten since").waitFor();
      await lab.isValid();
    },
    learns: "Only what was kept elsewhere tells",
  },
];

test("every step of the tour works without a token, shows its lesson, and is accessible in every look", async () => {
  const visitor = await visit({ signedIn: false, fragment: "#/main/lab" });
  const { page } = visitor;
  await page.getByRole("link", { name: "Take the tour" }).click();
  for (const [place, { does, learns }] of STEPS.entries()) {
    await page.getByText(`Step ${place + 1} of 8`).waitFor();
    expect(await page.getByText("Learned:").count()).toBe(0);
    await does(new LabBench(visitor));
    await page.getByRole("status").getByText(learns).waitFor();
    expect(await visitor.faultsInEveryLook()).toEqual([]);
    await page.getByRole("link", { name: place < 7 ? "Next" : "Leave the tour" }).click();
  }
  await page.getByText("8 of 8 steps done").waitFor();
});

test.each([
  { width: 360, height: 780 },
  { width: 1280, height: 900 },
  { width: 1280, height: 720 },
])("the last step's effect on the chain is visible without scrolling, at $width by $height", async (size) => {
  const visitor = await visit({ signedIn: false, fragment: "#/main/lab/8", ...size });
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
  await lab.press("Sign and keep a checkpoint");
  await page.getByText("these are the 6 blocks that were signed").waitFor();
  await expect.poll(outOfSight).toEqual([]);

  await lab.press("Cut two blocks");
  await page.getByText("Blocks are missing at the end of the chain").waitFor();
  await expect.poll(outOfSight).toEqual([]);
  expect(await page.getByText("Cut off").count()).toBe(2);
  await page.getByRole("status").getByText("is_valid says: valid.").waitFor();

  await lab.press("Restore");
  await page.getByText("these are the 6 blocks that were signed").waitFor();
  expect(await page.getByText("Cut off").count()).toBe(0);
  await lab.press("Rewrite block 2 and mine the rest");
  await page.getByText("some were rewritten since").waitFor();
  await expect.poll(outOfSight).toEqual([]);
  await expect.poll(() => page.getByText("Rewritten", { exact: true }).count()).toBe(5);
  await page.getByText("Mallory").waitFor();
  expect(await visitor.accessibilityFaults()).toEqual([]);
});

test("each step has its own link, and the tour resumes where it was left", async () => {
  const { page } = await visit({ signedIn: false, fragment: "#/main/lab/4" });
  await page.getByRole("heading", { level: 1, name: "Edit a block and see it break" }).waitFor();
  await page.getByRole("link", { name: "Back" }).click();
  await page.getByRole("heading", { level: 1, name: "A chain" }).waitFor();
  await page.getByRole("link", { name: "Leave the tour" }).click();
  await page.reload();

  await page.getByRole("link", { name: "Go on with the tour: step 3" }).click();
  await page.getByRole("heading", { level: 1, name: "A chain" }).waitFor();
});

test("the present ledger's newest proof is marked on the loop of proofs", async () => {
  const body = JSON.stringify({ patient_name: "Ana", patient_ID: "1", Reg_no: "1" });
  await server.fetch("/mine_block", { method: "POST", headers, body });
  const { page } = await visit({ fragment: "#/main/lab/7" });
  await page.getByText("your ledger's newest").waitFor();
});

test("the loop of proofs repeats: after the last proof comes the first of the cycle", async () => {
  const { page } = await visit({ signedIn: false, fragment: "#/main/lab/7" });
  const slider = page.getByLabel("Block of the chain");
  await slider.fill("68");
  const first = await page.getByText(/Block 68 has the proof/).innerText();
  await slider.fill("226");
  await page.getByText("It came before: the chain goes round.").waitFor();
  const again = await page.getByText(/Block 226 has the proof/).innerText();
  expect(again).toContain(/proof [\d,]+/.exec(first)?.[0]);
});

test("no step of the tour violates the page's policy", async () => {
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
      return (ariaLabel ?? labels?.[0]?.innerText ?? innerText ?? "").trim();
    })()`);
    if (focused === name) return;
  }
  throw new Error(`Tab did not lead to ${name}`);
}

test("the tour can be taken with the keyboard alone", async () => {
  const visitor = await visit({ signedIn: false, fragment: "#/main/lab" });
  const { page } = visitor;
  const lab = new LabBench(visitor);
  const press = async (name: string) => {
    await tabTo(visitor, name);
    await page.keyboard.press("Enter");
  };
  const goOn = async (learned: number) => {
    await page
      .getByRole("status")
      .getByText(STEPS[learned - 1]?.learns ?? "")
      .waitFor();
    await press("Next");
    await page.getByText(`Step ${learned + 1} of 8`).waitFor();
    // The heading has the focus, so that reading continues at the start of the step.
    await expect.poll(() => page.evaluate("document.activeElement?.tagName")).toBe("H1");
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

  await page.getByText("Change the text to see").waitFor();
  await tabTo(visitor, "Some text");
  await page.keyboard.type("!");
  await goOn(1);

  await lab.block(2).waitFor();
  await tabTo(visitor, "mined_by");
  await page.keyboard.type("mallory");
  await lab.sees(2, "Changed");
  await press("Hash anew");
  await goOn(2);

  for (const index of [3, 4]) {
    await tabTo(visitor, "Patient's name");
    await page.keyboard.type("Ana");
    await page.keyboard.press("Enter");
    await lab.sees(index, "Fits");
  }
  await goOn(3);

  await renameSecond();
  await press("Hash anew");
  await goOn(4);

  await renameSecond();
  await press("Relink the rest");
  await goOn(5);

  await renameSecond();
  await press("Relink the rest");
  await lab.isBroken("Not mined");
  await press("Mine the rest");
  await goOn(6);

  await press("Check all 225");
  await tabTo(visitor, "Block of the chain");
  await page.keyboard.press("ArrowRight");
  await page.getByText("Block 2 has the proof 533.").waitFor();
  await goOn(7);

  await press("Sign and keep a checkpoint");
  await page.getByText("these are the 6 blocks that were signed").waitFor();
  await press("Cut two blocks");
  await page.getByText("Blocks are missing at the end of the chain").waitFor();
  await press("Restore");
  await press("Rewrite block 2 and mine the rest");
  await page.getByRole("status").getByText("Only what was kept elsewhere tells").waitFor();
  await press("Leave the tour");
  await page.getByText("8 of 8 steps done").waitFor();
});
