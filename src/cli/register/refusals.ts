import type { InputFault, InputRecord } from "./input-records.ts";

/** The refused lines of a list, and why. Of a reason that many lines have, all but the first refer to that one. */
export class Refusals {
  readonly #tell: (news: string) => void;
  readonly #numbers = new Map<number, string>();
  readonly #firstWith = new Map<string, number>();
  readonly #firstFor = new Map<string, number>();
  #count = 0;

  /** @param tell gets one line of text for each refusal; none holds what is in the list */
  constructor(lines: readonly (InputRecord | InputFault)[], tell: (news: string) => void) {
    this.#tell = tell;
    for (const each of lines) {
      if ("fault" in each) continue;
      const { Reg_no } = each.record;
      this.#numbers.set(each.line, Reg_no);
      if (!this.#firstWith.has(Reg_no)) this.#firstWith.set(Reg_no, each.line);
    }
  }

  get count(): number {
    return this.#count;
  }

  /**
   * Counts a refused line and says why.
   *
   * @param problem the name of the ledger's problem, if the ledger refused it
   */
  add(line: number, reason: string, problem?: string): void {
    this.#count += 1;
    const first = problem === undefined ? undefined : this.#firstFor.get(reason);
    if (first === undefined) this.#firstFor.set(reason, line);
    const why = first === undefined ? reason : `as line ${first}.`;
    this.#tell(`line ${line}: ${why}${problem === "registration-conflict" ? this.#twinOf(line) : ""}`);
  }

  /** That an earlier line has the same registration number, which is then most likely why it is taken. */
  #twinOf(line: number): string {
    const first = this.#firstWith.get(this.#numbers.get(line) ?? "");
    return first === undefined || first === line ? "" : ` Line ${first} of the list has the same Reg_no.`;
  }
}
