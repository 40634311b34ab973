import type { Visitor } from "./browser.ts";

/** The rights of somebody who registers, corrects and erases records with a key of their own. */
export const AUTHOR = "chain:read chain:mine record:read record:correct record:erase key:enrol";

/** Presses the button with a name. */
export async function press({ page }: Visitor, name: string | RegExp): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
}

/**
 * Makes a key for the visitor and enrols it, in the view of keys.
 *
 * @param subject that of the visitor's token
 * @returns the key's thumbprint
 */
export async function enrolKey(visitor: Visitor, subject: string): Promise<string> {
  await press(visitor, "Make my key");
  await press(visitor, `Enrol it as ${subject}`);
  await visitor.page.getByText("It signs what you register here.").waitFor();
  return thumbprintOf(visitor);
}

/** The thumbprint of the visitor's key, as the view of keys shows it. */
export async function thumbprintOf({ page }: Visitor): Promise<string> {
  return page.locator(".my-key .hash").innerText();
}
