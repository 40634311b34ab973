import { sandboxName, subjectOf } from "../../../src/class/class-names.ts";
import type { Visitor } from "./browser.ts";

/** A student of a class, at a device of their own. */
export class Student {
  readonly visitor: Visitor;
  readonly code: string;
  readonly subject: string;
  /** The sandbox that the student begins with. */
  readonly sandbox: string;
  readonly #origin: string;

  /** @param origin the address of the class */
  constructor(visitor: Visitor, origin: string, className: string, { number, code }: { number: number; code: string }) {
    this.visitor = visitor;
    this.code = code;
    this.subject = subjectOf(number);
    this.sandbox = sandboxName(className, number, 1);
    this.#origin = origin;
  }

  get page() {
    return this.visitor.page;
  }

  /** Opens the link of the QR code. */
  async scan(): Promise<void> {
    await this.page.goto(`${this.#origin}/#code=${this.code}`);
    await this.#isIn();
  }

  /** Types the code as somebody does who reads it from paper. */
  async type(code = this.code): Promise<void> {
    await this.page.goto(this.#origin);
    await this.page.getByLabel("Code").fill(code.toLowerCase().replace("-", " "));
    await this.page.getByRole("button", { name: "Sign in", exact: true }).first().click();
    await this.#isIn();
  }

  /** Enters a record on a ledger, and starts to search for its block in the browser. */
  async search(ledger: string, Reg_no: string): Promise<void> {
    const { page } = this;
    await this.visitor.goTo(`#/${ledger}/mine`);
    await page.getByRole("heading", { name: "What a miner does" }).waitFor();
    await page.getByLabel("Patient name").fill(`Patient ${Reg_no}`);
    await page.getByLabel("Patient ID").fill(`P-${Reg_no}`);
    await page.getByLabel("Registration number").fill(Reg_no);
    await page.getByRole("button", { name: "Mine the block" }).click();
  }

  /** Waits until the page says that the block is on the chain. */
  async mined(): Promise<void> {
    await this.page.getByRole("heading", { name: /^Block \d+ is on the chain$/ }).waitFor();
  }

  /** The token that the tab is signed in with. */
  async token(): Promise<string> {
    return (await this.page.evaluate<string | null>(`sessionStorage.getItem("patient-ledger.token")`)) ?? "";
  }

  async #isIn(): Promise<void> {
    await this.page.getByRole("banner").getByText(this.subject, { exact: true }).waitFor();
  }
}
