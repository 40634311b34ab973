import type { Visitor } from "./browser.ts";

/** How many steps a scenario takes at most until what a test waits for has happened. */
const MOST_STEPS = 400;

/** The simulated network as a person uses it. */
export class NetworkBench {
  readonly page: Visitor["page"];

  constructor({ page }: Visitor) {
    this.page = page;
  }

  /** Waits until the view is there. */
  async ready(): Promise<this> {
    await this.page.getByRole("heading", { level: 1, name: "Network" }).waitFor();
    await this.page.getByRole("button", { name: "Step" }).waitFor();
    return this;
  }

  async press(name: string): Promise<void> {
    await this.page.getByRole("button", { name, exact: true }).click();
  }

  /** Presses Step until the log has a line. Does so inside the page, since each press is short. */
  async stepUntil(line: string): Promise<void> {
    const found = await this.page.evaluate<boolean>(`(async () => {
      const step = [...document.querySelectorAll(".net-run button")].find(({ textContent }) => textContent === "Step");
      const has = () => document.querySelector("[role=log]").textContent.includes(${JSON.stringify(line)});
      for (let steps = 0; steps < ${MOST_STEPS} && !has(); steps++) {
        step.click();
        await new Promise((resolve) => setTimeout(resolve));
      }
      return has();
    })()`);
    if (!found) throw new Error(`the log never says: ${line}\n${await this.page.getByRole("log").innerText()}`);
  }

  /** Presses "Next nonce" until one fits. Does so inside the page, since it takes some hundred presses. */
  async tryNonces(): Promise<void> {
    await this.page.evaluate(`(async () => {
      const panel = document.querySelector(".net-nonce");
      const next = [...panel.querySelectorAll("button")].find(({ textContent }) => textContent === "Next nonce");
      const shown = () => panel.querySelector("code")?.textContent;
      while (!panel.querySelector(".net-right")) {
        const before = shown();
        next.click();
        for (let waits = 0; waits < 50 && shown() === before; waits++) await new Promise((resolve) => setTimeout(resolve));
      }
    })()`);
  }

  /** A node's copy. */
  copy(node: string) {
    return this.page.getByRole("region", { name: `Copy of ${node}` });
  }

  /** The block at a place of the chain that a node believes in. */
  block(node: string, index: number) {
    return this.copy(node)
      .locator(".net-block[data-lane='0']")
      .filter({ has: this.page.getByText(String(index), { exact: true }) });
  }

  /** The block that is open. */
  get opened() {
    return this.page.locator(".net-opened");
  }

  /** The hashes of a node's chain as far as they are drawn, in order. */
  async hashes(node: string): Promise<string[]> {
    const hashes = this.copy(node).locator(".net-block[data-lane='0'] code");
    await this.page.waitForFunction(
      `![...document.querySelectorAll(".net-block")].some(({ textContent }) => textContent.includes("…"))`,
    );
    return hashes.allInnerTexts();
  }
}
