import { Malformed } from "../../chain/text/malformed.ts";
import { printable } from "../../chain/text/printable.ts";

/** An input file cannot be used. The message names the file and says what to do. */
export class UnusableFile extends Malformed {
  /** The message without the file's name. */
  readonly reason: string;

  constructor(name: string, reason: string) {
    super(`${printable(name)} ${reason}`);
    this.name = "UnusableFile";
    this.reason = reason;
  }
}
