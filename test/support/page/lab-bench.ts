import type { Visitor } from "./browser.ts";

/** A chain as a person sees it in the lab: its cards, and the verdicts on them. */
export class LabBench {
  readonly page: Visitor["page"];

  constructor({ page }: Visitor) {
    this.page = page;
  }

  /** The card of a block. */
  block(index: number) {
    return this.page.getByRole("article", { name: `Block ${index}`, exact: true });
  }

  /** A field of a block. */
  field(index: number, name: string) {
    return this.block(index).getByLabel(name, { exact: true });
  }

  /** Presses a button of a block, or of the whole chain. */
  async press(name: string, index?: number): Promise<void> {
    const scope = index === undefined ? this.page : this.block(index);
    await scope.getByRole("button", { name, exact: true }).click();
  }

  /** Waits until a block's card shows a text. */
  async sees(index: number, says: string): Promise<void> {
    await this.block(index).getByText(says, { exact: true }).waitFor();
  }

  /** Waits until all present blocks are judged valid. */
  async isValid(): Promise<void> {
    await this.page.getByText(/^is_valid(\?since=\d+)? says: valid\.$/).waitFor();
  }

  /** Waits until the chain is judged faulty, with the broken rule. */
  async isBroken(rule: string): Promise<void> {
    await this.page.getByText(`is_valid says: not valid. ${rule}.`).waitFor();
  }

  /** Creates a fresh chain with a puzzle. */
  async make(puzzle: "squares" | "block-hash"): Promise<void> {
    await this.page.getByRole("radio", { name: `A fresh chain, puzzle ${puzzle}` }).check();
    await this.press("Create the chain");
    await this.page.getByRole("button", { name: "Create the chain", disabled: false }).waitFor();
    await this.field(2, "difficulty").waitFor({ state: puzzle === "squares" ? "hidden" : "visible" });
    await this.isValid();
  }
}
