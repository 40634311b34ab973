import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readRoute, VIEWS } from "../../src/page/address/address.ts";
import { visitors } from "../support/page/browser.ts";

const { visit } = visitors();

test.each([
  ["", "main", "blocks", undefined],
  ["#", "main", "blocks", undefined],
  ["#/", "main", "blocks", undefined],
  ["#/class-7", "class-7", "blocks", undefined],
  ["#/class-7/", "class-7", "blocks", undefined],
  ["#/main/blocks/", "main", "blocks", undefined],
  ["#/main/blocks/7", "main", "blocks", 7],
  ["#/main/blocks/9007199254740991", "main", "blocks", 9007199254740991],
  ["#/main/mine", "main", "mine", undefined],
  ["#/main/lab/10", "main", "lab", 10],
  [`#/${"a".repeat(40)}/verify`, "a".repeat(40), "verify", undefined],
] as const)("the address %s leads to ledger %s, view %s, place %s", (fragment, ledger, view, place) => {
  expect(readRoute(fragment)).toEqual({ ledger, view, place });
});

test("the address of a key holds its thumbprint", () => {
  const thumbprint = `-_${"aZ09".repeat(10)}x`;
  expect(readRoute(`#/class-7/keys/${thumbprint}`)).toEqual({
    ledger: "class-7",
    view: "keys",
    place: undefined,
    thumbprint,
  });
});

const FAULTY = [
  ...["abc", "0", "-1", "1e9", "1.5", "01", "+1", "%31", "NaN", "Infinity", "9007199254740993", " 1", "１", "7a"].map(
    (place) => [`#/main/blocks/${place}`, "block"] as const,
  ),
  ...["0", "16", "x", "1.0", "-1"].map((place) => [`#/main/lab/${place}`, "step"] as const),
  ["#/main/blocks//7", "place"],
  ["#/main/blocks/7/8", "place"],
  ["#/main/mine/1", "place"],
  ["#/main/verify/x", "place"],
  ...["x", "A".repeat(42), "A".repeat(44), "A".repeat(42) + "=", "A".repeat(42) + "é", "%41".repeat(43)].map(
    (place) => [`#/main/keys/${place}`, "key"] as const,
  ),
  ["#/main/nothing", "view"],
  ["#/main/Blocks", "view"],
  ["#/main//7", "view"],
  ["#/Main/blocks", "ledger"],
  ["#/a_b/blocks", "ledger"],
  [`#/${"a".repeat(41)}/blocks`, "ledger"],
  ["#/%6Dain/blocks", "ledger"],
  ["#//blocks", "ledger"],
  ["#main", "ledger"],
  ["#/münchen", "ledger"],
] as const;

test.each(FAULTY)("the address %s is invalid: its %s", (fragment, fault) => {
  expect(readRoute(fragment)).toMatchObject({ fault, place: undefined });
});

test("any address leads to a view of a ledger that can exist, and to a number or to no place", () => {
  const part = fc.oneof(fc.string(), fc.constantFrom("main", "#", "", "0", "1", "1e9", ...VIEWS));
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const { ledger, view, place } = readRoute(parts.join("/"));
      expect(ledger).toMatch(/^[a-z0-9-]{1,40}$/);
      expect(VIEWS).toContain(view);
      expect(place === undefined || (Number.isSafeInteger(place) && place >= 1)).toBe(true);
    }),
  );
});

/** Checks that the page reports each of these addresses, with a way back. */
async function expectReported(faulty: readonly (readonly [fragment: string, fault: string])[], signedIn: boolean) {
  const visitor = await visit({ signedIn });
  const { page } = visitor;
  for (const [fragment] of faulty) {
    await visitor.goTo("#/main/lab");
    await page.getByRole("heading", { level: 1, name: "Lab" }).waitFor();
    await visitor.goTo(fragment);
    await page.getByRole("heading", { level: 1, name: "Page not found" }).waitFor();
    expect(await page.locator("main").innerText()).not.toMatch(/NaN|undefined|null/);
    expect(await page.title()).toBe("Page not found · patient-ledger");
    const back = page.getByRole("main").getByRole("link", { name: /^Open / });
    expect(await back.getAttribute("href")).toMatch(/^#\/main\/(blocks|mine|keys|lab|verify)$/);
  }
  expect(await visitor.accessibilityFaults()).toEqual([]);
  await page.getByRole("link", { name: "Open Ledger of main" }).click();
  const heading = signedIn ? "Ledger main" : "Sign in";
  await page.getByRole("heading", { level: 1, name: heading }).waitFor();
}

/** The first address with each fault. */
const OF_EACH_FAULT = FAULTY.filter(([, fault], place) => FAULTY.findIndex((other) => other[1] === fault) === place);

describe.each([true, false])("whether signed in or not: %s,", (signedIn) => {
  test("an invalid address of each kind is reported, with a way back", () => expectReported(OF_EACH_FAULT, signedIn));

  test("every invalid address is reported", { tags: "long" }, () => expectReported(FAULTY, signedIn));
});

test("a missing block is reported, however large its number", async () => {
  const visitor = await visit();
  for (const index of ["1000000000", "9007199254740991"]) {
    await visitor.goTo(`#/main/blocks/${index}`);
    await visitor.page.getByRole("alert").getByText("404").waitFor();
    await visitor.page.getByRole("link", { name: "All blocks" }).waitFor();
  }
});
