import { expect, test } from "vitest";
import { type Visitor, visitors } from "../../support/page/browser.ts";
import { holdRequests } from "../../support/page/held.ts";
import { StubClass } from "../../support/page/stub-class.ts";
import { tokenFor } from "../../support/page/tokens.ts";

const { server, visit } = visitors();

const CODE = "K7QM-2FXP";
const OTHER = "3H0D-9XYZ";
let classes = 0;

/** A class in which two students have codes, and a browser in its room that shows the page. */
async function room(): Promise<Visitor & { readonly of: StubClass }> {
  const of = new StubClass(server, `room-${++classes}`, 8, { [CODE]: 7, [OTHER]: 8 });
  const visitor = await visit({ signedIn: false });
  await of.attend(visitor.page.context());
  await visitor.page.reload();
  return Object.assign(visitor, { of });
}

/** Opens a link as if it was scanned: in a page that was not open before. */
async function scan({ page }: Visitor, fragment: string): Promise<void> {
  await page.goto("about:blank");
  await page.goto(`${server.url}/${fragment}`);
}

async function type({ page }: Visitor, code: string): Promise<void> {
  await page.getByLabel("Code").fill(code);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

const strip = ({ page }: Visitor, student: string) =>
  page.getByRole("complementary", { name: "Your class" }).getByText(student).waitFor();

/** Where the page keeps the code, and what it keeps it with. */
const keptTexts = ({ page }: Visitor) => page.evaluate<string>("JSON.stringify([localStorage, sessionStorage])");

test("a typed code in any spelling signs in, and the lesson begins with the tour", async () => {
  const visitor = await room();
  const { page, of } = visitor;
  expect(await page.getByRole("textbox").first().getAttribute("class")).toContain("code-input");
  expect(await page.getByLabel("Token").isVisible()).toBe(false);
  expect(await visitor.faultsInEveryLook()).toEqual([]);

  await type(visitor, "what?");
  await page.getByRole("alert").getByText("This is not a code").waitFor();
  expect(of.sent).toEqual([]);
  await type(visitor, " k7qm 2fxp");

  await strip(visitor, `Student 07 of ${of.name}`);
  await page.waitForURL(({ hash }) => hash === `#/${of.name}-07-1/lab/1`);
  expect(of.sent.map(({ code }) => code)).toEqual([CODE]);
});

test("a link with a code signs in, and leaves no code in the address, the history and the permanent storage", async () => {
  const visitor = await room();
  const { page, of } = visitor;
  const urls: string[] = [];
  page.on("request", (request) => urls.push(request.url()));

  await scan(visitor, `#code=${CODE}`);

  await strip(visitor, "Student 07");
  expect(page.url()).not.toContain("code");
  await page.goBack();
  expect(page.url()).toBe("about:blank");
  expect(urls.filter((url) => /code=|K7QM/i.test(url))).toEqual([]);
  await page.goForward();
  await strip(visitor, "Student 07");
  expect(await page.evaluate("JSON.stringify(localStorage)")).not.toMatch(/K7QM/i);
  expect(of.sent.length).toBe(1);
});

test("a code works in the page that is already open, and again on this device after its tab was closed", async () => {
  const visitor = await room();
  const { page, of } = visitor;
  await visitor.goTo(`#code=${CODE}`);
  await strip(visitor, "Student 07");
  await visitor.goTo(`#/${of.name}-07-1/lab/4`);
  await page
    .getByRole("link", { name: /^Step 4/ })
    .and(page.locator("[aria-current]"))
    .waitFor();

  const next = await page.context().newPage();
  await page.close();
  await next.goto(`${server.url}/#code=${CODE}`);

  await next.getByText("Student 07").waitFor();
  await next.waitForURL(({ hash }) => hash === `#/${of.name}-07-1/lab/4`);
  const [first, second] = of.sent;
  expect(second).toEqual(first);
  expect(first?.device).toMatch(/^[0-9a-f]{32}$/);
});

test("a link never replaces another session without asking, and asks before the code is spent", async () => {
  const visitor = await room();
  const { page, of } = visitor;
  await visitor.goTo(`#code=${CODE}`);
  await strip(visitor, "Student 07");
  await visitor.goTo(`#code=${CODE}`);
  await visitor.goTo(`#code=${OTHER}`);
  await page.getByRole("heading", { name: "You are signed in as student-07. Sign in with the code" }).waitFor();
  expect(page.url()).not.toContain("code");
  expect(await visitor.accessibilityFaults()).toEqual([]);
  await page.getByRole("button", { name: "Stay signed in as student-07" }).click();
  expect(of.sent.map(({ code }) => code)).toEqual([CODE]);

  of.answer = "refused";
  await visitor.goTo(`#code=${OTHER}`);
  await page.getByRole("button", { name: "Sign in with the code" }).click();
  await page.getByRole("alert").getByText("The code is not accepted.").waitFor();
  await page.getByText("You are still signed in as student-07.").waitFor();
  await page.getByRole("button", { name: "Close" }).click();

  of.answer = undefined;
  await visitor.goTo(`#code=${OTHER}`);
  await page.getByRole("button", { name: "Sign in with the code" }).click();
  await strip(visitor, "Student 08");
  await page.waitForURL(({ hash }) => hash.startsWith(`#/${of.name}-08-1/`));
});

test("a code's late answer does not replace whoever signed in otherwise meanwhile", async () => {
  const visitor = await room();
  const { page, of } = visitor;
  const exchange = await holdRequests(page, "**/codes");
  await type(visitor, CODE);
  await exchange.asked;
  await visitor.goTo(`#token=${await tokenFor({ subject: "teacher" })}`);
  await page.getByRole("banner").getByText("teacher", { exact: true }).waitFor();
  await visitor.goTo("#/main/mine");
  await page.getByLabel("Patient name").fill("Half typed");
  await exchange.release();

  expect(of.sent.map(({ code }) => code)).toEqual([CODE]);
  await page.getByRole("banner").getByText("teacher", { exact: true }).waitFor();
  expect(await page.getByLabel("Patient name").inputValue()).toBe("Half typed");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Sign in", exact: true, disabled: false }).waitFor();
});

test("of two links with codes the newer one signs in, whenever the answer to the other comes", async () => {
  const visitor = await room();
  const { page, of } = visitor;
  const older = await holdRequests(page, "**/codes", (request) => (request.postData() ?? "").includes(CODE));
  await visitor.goTo(`#code=${CODE}`);
  await older.asked;
  await visitor.goTo(`#code=${OTHER}`);
  await strip(visitor, "Student 08");
  await older.release();

  await page.waitForURL(({ hash }) => hash.startsWith(`#/${of.name}-08-1/`));
  await strip(visitor, "Student 08");
});

test.each([
  ["refused", "The code is not accepted."],
  ["too many", "Too many wrong codes were tried."],
  ["silent", "The server does not answer."],
  ["nonsense", "The server does not answer."],
] as const)("an exchange that is %s is explained, and a repeated one signs in", async (answer, words) => {
  const visitor = await room();
  const { page, of } = visitor;
  await page.clock.install();
  of.answer = answer;
  await type(visitor, CODE);

  await page.getByRole("alert").getByText(words).waitFor();
  expect(await visitor.accessibilityFaults()).toEqual([]);
  if (answer === "too many") {
    await page.getByRole("button", { name: /Sign in \(in \d+ s\)/, disabled: true }).waitFor();
    await page.clock.runFor(61_000);
  }
  of.answer = undefined;
  await page
    .getByRole("button", { name: /^(silent|nonsense)$/.test(answer) ? "Try again" : "Sign in", exact: true })
    .click();

  await strip(visitor, "Student 07");
  expect(new Set(of.sent.map(({ device }) => device)).size).toBe(1);
});

test("a browser whose storage is full signs in, and can repeat that", async () => {
  const visitor = await room();
  const { page, of } = visitor;
  await page.evaluate(
    "Storage.prototype.setItem = function (key, text) { if (this === localStorage) throw new DOMException('full', 'QuotaExceededError'); this[key] = text; }",
  );
  await type(visitor, CODE);
  await strip(visitor, "Student 07");
  await page.getByRole("button", { name: "Sign out" }).click();
  await visitor.goTo(`#/${of.name}/blocks`);
  await type(visitor, CODE);
  await strip(visitor, "Student 07");
  expect(of.sent[1]).toEqual(of.sent[0]);
});

/** Opens a link whose code cannot be read. */
async function expectUnreadable(link: string): Promise<void> {
  const visitor = await room();
  await scan(visitor, link);
  await visitor.page.getByRole("alert").getByText("The link contains no readable code.").waitFor();
  expect(visitor.page.url()).not.toContain("code");
  expect(visitor.of.sent).toEqual([]);
}

test.each(["#code=%E0%A4%A"])("the link %s is reported as unreadable", expectUnreadable);

test.each(["#code=", "#code=K7QM", "#code=K7QM-2FXU"])(
  "the link %s is reported as unreadable",
  { tags: "long" },
  expectUnreadable,
);

test("signing out forgets the code, and the device stays known", async () => {
  const visitor = await room();
  const { page, of } = visitor;
  await type(visitor, CODE);
  await strip(visitor, "Student 07");
  expect(await keptTexts(visitor)).toContain("K7QM-2FXP");
  await page.getByRole("button", { name: "Sign out" }).click();
  await visitor.goTo(`#/${of.name}/blocks`);
  await page.getByLabel("Code").waitFor();
  expect(await keptTexts(visitor)).not.toContain("K7QM-2FXP");
  await type(visitor, CODE);
  await strip(visitor, "Student 07");
  expect(of.sent[1]).toEqual(of.sent[0]);
});

/** Has the server refuse all tokens that it has given out, once they are used. */
async function refuseTokens({ page }: Visitor): Promise<void> {
  const old = await page.evaluate<string>(`sessionStorage.getItem("patient-ledger.token")`);
  await page.context().route("**/ledgers/**", async (route) => {
    if (!(route.request().headers()["authorization"] ?? "").endsWith(old)) return route.fallback();
    const problem = {
      type: "urn:problem-type:patient-ledger:invalid-token",
      detail: "The token was signed by nobody.",
    };
    await route.fulfill({ status: 401, contentType: "application/problem+json", body: JSON.stringify(problem) });
  });
}

test("a refused token is replaced by exchanging the code again, and a refused code ends the session in words", async () => {
  const visitor = await room();
  const { page, of } = visitor;
  await of.found(7);
  await type(visitor, CODE);
  await strip(visitor, "Student 07");
  await refuseTokens(visitor);
  of.ends = new Date(of.ends.getTime() + 60_000);
  await visitor.goTo(`#/${of.name}/blocks`);
  await page.getByText("Live").waitFor();
  expect(of.sent.length).toBe(2);

  await refuseTokens(visitor);
  of.answer = "refused";
  await visitor.goTo(`#/${of.name}-07-1/blocks`);

  await page.getByRole("alert").getByText("The code is not accepted. With a new code from your teacher").waitFor();
  await page.getByLabel("Code").waitFor();
  expect(await keptTexts(visitor)).not.toContain("K7QM-2FXP");
});

test("a code that is withdrawn while the student is in the tour is reported there", async () => {
  const visitor = await room();
  const { page, of } = visitor;
  await type(visitor, CODE);
  await strip(visitor, "Student 07");
  of.answer = "refused";
  // The report finds out.
  of.change(7, { code: "withdrawn" });
  await visitor.goTo(`#/${of.name}-07-1/lab/2`);

  await page.getByRole("alert").getByText("The code is not accepted. With a new code from your teacher").waitFor();
  await page.getByRole("link", { name: "Sign in" }).click();
  await page.getByLabel("Code").waitFor();
});

test("after the class the page says that it is over", async () => {
  const visitor = await room();
  const { page, of } = visitor;
  await scan(visitor, `#token=${await of.token(7, new Date(Date.now() - 60_000))}`);
  // The page reads the link once its texts are loaded; going on before would replace the link unread.
  await page.waitForURL(({ hash }) => !hash.includes("token"));
  await visitor.goTo(`#/${of.name}/blocks`);

  await page.getByRole("alert").getByText(`The class ${of.name} is over, and your sign-in ended with it.`).waitFor();
});

test("without codes the page asks for a token alone", async () => {
  const { page } = await visit({ signedIn: false });
  await page.getByLabel("Token").waitFor();
  expect(await page.getByLabel("Code").count()).toBe(0);
});

test("a student's link with a token begins with the tour as well, and other tokens with the blocks", async () => {
  const visitor = await room();
  const { page, of } = visitor;
  await scan(visitor, `#token=${await of.token(7)}`);
  await strip(visitor, "Student 07");
  await page.waitForURL(({ hash }) => hash === `#/${of.name}-07-1/lab/1`);

  const other = await visit({ signedIn: false });
  await scan(other, `#token=${await tokenFor({ ledgers: ["main"], scope: "chain:read" })}`);
  await other.page.waitForURL(({ hash }) => hash === "#/main/blocks");
});
