import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Browser } from "playwright-core";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { VERSION } from "../../src/report/version.ts";
import { squaresChain } from "../support/chain/chains.ts";
import { ndjson, run, testFolder } from "../support/cli/commands.ts";
import { Visitor } from "../support/page/browser.ts";
import { openChromium } from "../support/page/launch.ts";
import { give, judged, type Shown, type Tab, VERIFIER, verified } from "../support/page/verifier.ts";
import { type Case, CASES } from "../support/page/verifier-cases.ts";

const folder = testFolder();
let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

/** Opens the verifier from the disk, in a tab of its own. */
async function open({ bypassCSP = false } = {}) {
  const context = await browser.newContext({ bypassCSP });
  const visitor = new Visitor(await context.newPage());
  const { page } = visitor;
  await page.goto(VERIFIER);
  const tab: Tab = {
    evaluate: (script) => page.evaluate(script),
    fill: (selector, text) => page.fill(selector, text),
    click: (selector) => page.click(selector),
    choose: (paths) => page.setInputFiles("input[type=file]", [...paths]),
  };
  return { page, tab, visitor };
}

/** The options with which the command takes what a case gives. */
function optionsOf({ given, vkey, genesis }: Case): string[] {
  return [
    ...given.flatMap(({ option, name, text }) => [`--${option}`, folder.write(name, text)]),
    ...(vkey === undefined ? [] : ["--vkey", vkey]),
    ...(genesis === undefined ? [] : ["--genesis", genesis]),
  ];
}

/** What the command says of a case, as the verifier shows it. */
async function byCommand(each: Case): Promise<Shown & { readonly witnessed: number }> {
  const { stdout, stderr } = await run("verify", [...optionsOf(each), "--json"]);
  expect(stderr).toBe("");
  const report = JSON.parse(stdout.replaceAll(`${folder.path}/`, "")) as {
    readonly verdict: string;
    readonly checked: readonly string[];
    readonly unchecked: readonly string[];
    readonly faults?: readonly { readonly detail: string }[];
    readonly witnessed?: readonly object[];
  };
  const all = (word: string, texts: readonly string[]) => texts.map((text) => [word, uncapitalized(text)] as const);
  const lines = [
    ...all("Correct", report.checked),
    ...all("Not checked", report.unchecked),
    ...all("Fault", report.faults?.map(({ detail }) => detail) ?? []),
  ];
  return { verdict: uncapitalized(report.verdict), lines, witnessed: report.witnessed?.length ?? 0 };
}

/** Sentences start with a capital letter on the page, but not in JSON. */
function uncapitalized(text: string): string {
  return text.replace(/^[A-Z]/, (letter) => letter.toLowerCase());
}

/** In the browser: tries every way to reach a server. */
const tryingToReach = (url: string) => `(async () => {
  const add = (name, attributes) => document.body.append(Object.assign(document.createElement(name), attributes));
  const attempts = [
    () => fetch("${url}fetch"),
    () => navigator.sendBeacon("${url}beacon", "x"),
    () => new WebSocket("${url}socket"),
    () => new EventSource("${url}events"),
    () => new Worker("${url}worker"),
    () => import("${url}module"),
    () => (new Image().src = "${url}image"),
    () => add("script", { src: "${url}script" }),
    () => add("link", { rel: "stylesheet", href: "${url}style" }),
    () => add("iframe", { src: "${url}frame" }),
    () => add("object", { data: "${url}object" }),
    () => add("video", { src: "${url}video" }),
    () => add("iframe", { name: "target" }),
    () => add("form", { id: "last", action: "${url}form", target: "target" }),
    () => document.querySelector("#last").submit(),
  ];
  for (const attempt of attempts) {
    try {
      await attempt();
    } catch {}
  }
})()`;

/** The paths that a server was asked for by a page that tries everything. */
async function reachedFrom({ page }: Awaited<ReturnType<typeof open>>): Promise<string[]> {
  const reached: string[] = [];
  const server = createServer(({ url = "" }, response) => {
    reached.push(url);
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await page.evaluate(tryingToReach(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`));
    await setTimeout(500);
    return reached;
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Each case on one kind of ledger, and on each other kind one chain that is honest and one that is not. */
const isUsual = ({ name }: Case) =>
  !/^(?:plain, on block-hash|sealed): /.test(name) || /: (?:honest, with a checkpoint|mined again after)/.test(name);

describe("the verifier, opened from the disk,", () => {
  test.each(CASES.filter(isUsual))("judges as the command does: $name", judgesAsTheCommand);
  test.each(CASES.filter((each) => !isUsual(each)))(
    "judges as the command does: $name",
    { tags: "long" },
    judgesAsTheCommand,
  );

  async function judgesAsTheCommand(each: Case): Promise<void> {
    const { tab, visitor } = await open();
    const { verdict, lines: shown } = await judged(tab, each, folder.write);
    const lines = shown.filter(([word]) => word !== "Witnessed").map(([word, text]) => [word, uncapitalized(text)]);
    const witnessed = shown.length - lines.length;

    expect(verdict).toContain(each.verdict);
    expect({ verdict: uncapitalized(verdict), lines, witnessed }).toEqual(await byCommand(each));
    expect(visitor.complaints).toEqual([]);
  }

  test("says its version, and that it sends nothing", async () => {
    const { page } = await open();
    await page.getByText(`Version ${VERSION}`).waitFor();
    await page.getByText("sends nothing anywhere").waitFor();
  });

  test("cannot send or fetch anything, whatever runs in it: its policy forbids it", async () => {
    expect(await reachedFrom(await open())).toEqual([]);
    // Without the policy, the same attempts reach the server.
    const reached = await reachedFrom(await open({ bypassCSP: true }));
    expect(reached).toEqual(
      expect.arrayContaining(["/fetch", "/beacon", "/image", "/script", "/style", "/frame", "/form?"]),
    );
  });

  test("judges nothing without an export or a receipt, and says of each file why it is no evidence", async () => {
    const { tab, page } = await open();
    await give(tab, [
      folder.write("holiday.txt", "sun and sea\n"),
      folder.write("page.html", "<!doctype html><title>Sign in</title>"),
      folder.write("empty", ""),
    ]);
    await page.getByText("holiday.txt: will not be checked: it is neither an export").waitFor();
    await page.getByText("page.html: will not be checked: it is a web page").waitFor();
    await page.getByText("empty: will not be checked: it is empty").waitFor();

    const { verdict, lines } = await verified(tab);
    expect(verdict).toContain("there is nothing to check: add an export of the chain, or receipts");
    expect(lines).toEqual([]);
  });

  test("says that it cannot read a folder, and reads the files that were dropped with it", async () => {
    const { page } = await open();
    const { x = 0, y = 0 } = (await page.locator(".drop").boundingBox()) ?? {};
    const files = [folder.path, folder.write("blocks", ndjson(squaresChain))];
    const session = await page.context().newCDPSession(page);
    for (const type of ["dragEnter", "dragOver", "drop"] as const) {
      const data = { items: [], files, dragOperationsMask: 1 };
      await session.send("Input.dispatchDragEvent", { type, x: x + 9, y: y + 9, data });
    }
    await page.getByText("will not be checked: it could not be read: if it is a folder").waitFor();
    await page.getByText("blocks: export of a chain").waitFor();
  });

  test.each([
    ["in the middle of a line", ndjson(squaresChain).slice(0, -30), "is incomplete"],
    ["by other text", `${ndjson(squaresChain.slice(0, 3))}junk\n`, "is damaged: line 4 is not JSON"],
    ["at its start", ndjson(squaresChain.slice(1)), "begins with block 2: save the whole chain"],
    [
      "as one document",
      JSON.stringify({ chain: squaresChain }).slice(0, -9),
      "is not valid JSON and may be incomplete",
    ],
  ])("says what to do about an export that is damaged %s, and accuses nobody", async (_, text, reason) => {
    const { tab } = await open();
    await give(tab, [folder.write("damaged", text)]);
    const { verdict } = await verified(tab);
    expect(verdict).toContain("could not be checked");
    expect(verdict).toContain(reason);
  });

  test("verifies the largest of several exports, unless another one is picked", async () => {
    const { tab, page } = await open();
    await give(tab, [
      folder.write("short", ndjson(squaresChain.slice(0, 3))),
      folder.write("long", ndjson(squaresChain)),
    ]);
    expect(await page.getByLabel("Verify long").isChecked()).toBe(true);
    expect((await verified(tab)).lines[0]?.[1]).toMatch(/^6 blocks/);

    await page.getByLabel("Verify short").check();
    await tab.click(".verify-form button[type=submit]");
    await page.getByText(/^3 blocks: every hash/).waitFor();
  });

  test("is accessible in every look, before and after", async () => {
    const { tab, visitor } = await open({ bypassCSP: true });
    expect(await visitor.faultsInEveryLook()).toEqual([]);
    const [each] = CASES;
    if (each) await judged(tab, each, folder.write);
    expect(await visitor.faultsInEveryLook()).toEqual([]);
  });

  test("saves the report that the command writes", async () => {
    const { tab, page } = await open();
    const [each] = CASES;
    if (!each) throw new Error("there is no case");
    await judged(tab, each, folder.write);
    const [saved] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: /Save/ }).click(),
    ]);
    const path = join(folder.path, "report.html");
    await run("verify", [...optionsOf(each), "--report", path]);
    const timeless = (html: string) =>
      html.replaceAll(`${folder.path}/`, "").replace(/\d+ \w{3} \d{4}, \d\d:\d\d UTC/g, "");

    expect(timeless(await readFile(await saved.path(), "utf8"))).toBe(timeless(await readFile(path, "utf8")));
  });
});
