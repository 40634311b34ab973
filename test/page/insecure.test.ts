import { expect, test } from "vitest";
import { TOUR } from "../../src/page/address/address.ts";
import { patients, RemoteLedger } from "../support/e2e/ledgers.ts";
import { type Visitor, visitors } from "../support/page/browser.ts";
import { INSECURE_HOST } from "../support/page/launch.ts";
import { SealedLedger } from "../support/page/sealed.ts";

const { server, visit } = visitors();

const PLAIN = "is not available over plain HTTP";

/** The elements drawn in one of the colours for a successful check. */
async function green({ page }: Visitor): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const probe = document.body.appendChild(document.createElement("i"));
    const [good, soft] = ["--good", "--good-soft"].map((name) => {
      probe.style.color = "var(" + name + ")";
      return getComputedStyle(probe).color;
    });
    probe.remove();
    const properties = ["color", "backgroundColor", "borderTopColor", "borderLeftColor", "borderBottomColor", "fill", "stroke"];
    return [...document.querySelectorAll("body *")]
      .flatMap((element) => ["", "::before", "::after"].map((pseudo) => [element, getComputedStyle(element, pseudo)]))
      .filter(([, style]) => properties.some((property) => style[property] === good || style[property] === soft))
      .map(([element]) => element.outerHTML.slice(0, 120));
  })()`);
}

test("green elements are detected as green where the page may compute", async () => {
  const visitor = await visit({ signedIn: false, fragment: "#/main/lab" });
  await visitor.page.getByText("is_valid says: valid.").waitFor();
  expect((await green(visitor)).length).toBeGreaterThan(5);
  expect(await visitor.page.getByText(PLAIN).count()).toBe(0);
});

test("over plain http every view says that nothing is computed, and nothing is green, in light and in dark", async () => {
  const ledger = await RemoteLedger.create(server, "lan", 8);
  await ledger.mine(patients(3));
  const visitor = await visit({ host: INSECURE_HOST });
  const { page } = visitor;
  expect(await page.evaluate("crypto.subtle === undefined")).toBe(true);
  const views = [
    ["blocks", () => page.getByText("Link to block 3 not checked").waitFor()],
    ["blocks/2", () => page.getByText("Not computed").waitFor()],
    ["mine", () => page.getByRole("img", { name: "blocks 2 to 4" }).first().waitFor()],
    ["lab", () => page.getByText("Not computed").waitFor()],
    ["network", () => page.getByText("Not computed").waitFor()],
    ...Array.from(
      { length: TOUR.length },
      (_, step) => [`lab/${step + 1}`, () => page.getByText("Not computed").waitFor()] as const,
    ),
    ["verify", () => page.getByText("Not computed").waitFor()],
    ["nothing", () => page.getByText("names an unknown view").waitFor()],
  ] as const;
  for (const [view, isShown] of views) {
    await visitor.goTo(`#/lan/${view}`);
    await isShown();
    await page.getByRole("alert").getByText(PLAIN).waitFor();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect([view, colorScheme, ...(await green(visitor))]).toEqual([view, colorScheme]);
    }
    expect(await page.locator("main").innerText()).not.toMatch(
      /\bis valid\b|says: valid|\bValid\b|Verified in your browser/,
    );
  }
  expect(await visitor.faultsInEveryLook()).toEqual([]);
});

test("over plain http the server mines, and the page presents its verdicts as the server's", async () => {
  await RemoteLedger.create(server, "lan-mine", 8);
  const visitor = await visit({ host: INSECURE_HOST, fragment: "#/lan-mine/mine" });
  const { page } = visitor;
  await page.getByLabel("Patient name").fill("Alice");
  await page.getByLabel("Patient ID").fill("P-1");
  await page.getByLabel("Registration number").fill("R-1");
  expect(await page.getByRole("radio").count()).toBe(1);
  await page.getByRole("button", { name: "Mine the block" }).click();

  await page.getByRole("heading", { name: "Block 2 is on the chain" }).waitFor();
  await page.getByText("Over plain HTTP, that cannot be checked").waitFor();
  expect(await green(visitor)).toEqual([]);
});

test("over plain http nothing can be registered on a ledger that demands signatures, and the form says why", async () => {
  await SealedLedger.create(server, "lan-demands", [], 8, { signatures: "required" });
  const { page } = await visit({ host: INSECURE_HOST, fragment: "#/lan-demands/mine" });
  await page.getByRole("alert").getByText("This ledger takes only signed records").waitFor();
  expect(await page.getByRole("button", { name: "Register the record" }).isDisabled()).toBe(true);
});

test("over plain http a visitor is warned before entering a token, and told how to get to https", async () => {
  const visitor = await visit({ host: INSECURE_HOST, signedIn: false });
  await visitor.page.getByRole("heading", { name: "Sign in" }).waitFor();
  await visitor.page.getByRole("alert").getByText(PLAIN).waitFor();
  await visitor.page.getByText("What to do").click();
  await visitor.page.getByText(/^In (Chrome|Safari): Press/).waitFor();
  await visitor.page.getByText("As the teacher: start the server with npm run class.").waitFor();
  expect(await green(visitor)).toEqual([]);
  expect(await visitor.faultsInEveryLook()).toEqual([]);
});
