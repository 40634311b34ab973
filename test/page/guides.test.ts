import { expect, test } from "vitest";
import { visitors } from "../support/page/browser.ts";

const { server, visit } = visitors();

const LOOKS = [
  ["light", 360],
  ["dark", 1280],
] as const;
const OTHER_LOOKS = [
  ["light", 1280],
  ["dark", 360],
] as const;
test.each(LOOKS)("the guides are accessible in %s colours at %i pixels", expectAccessible);
test.each(OTHER_LOOKS)("the guides are accessible in %s colours at %i pixels", { tags: "long" }, expectAccessible);

async function expectAccessible(colorScheme: "light" | "dark", width: number): Promise<void> {
  const visitor = await visit({ signedIn: false, colorScheme, width });
  const { page } = visitor;
  const elsewhere: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(server.url)) elsewhere.push(request.url());
  });
  for (const [guide, title] of [
    ["api", "API"],
    ["classroom", "Classroom"],
  ] as const) {
    await page.goto(`${server.url}/guide/${guide}`);
    await page.getByRole("heading", { level: 1, name: title }).waitFor();
    expect(await visitor.accessibilityFaults()).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
  }
  expect(elsewhere).toEqual([]);
}

test("a guide's contents link to its sections, its links to other guides, and the page to all of them", async () => {
  const { page } = await visit();
  await page.getByRole("link", { name: "Guides" }).click();
  await page.getByRole("main").getByRole("link", { name: "Verifying" }).click();
  await page.getByRole("navigation", { name: "On this page" }).getByRole("link", { name: "The rules" }).click();
  expect(new URL(page.url()).hash).toBe("#the-rules");
  await page.getByRole("link", { name: "a record may hold" }).click();
  await page.getByRole("heading", { level: 2, name: "What a record may hold" }).waitFor();
  expect(new URL(page.url()).pathname).toBe("/guide/api");
});
