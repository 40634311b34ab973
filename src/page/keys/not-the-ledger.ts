import { NotSent } from "./not-sent.ts";

/** The ledger is not what it was, or not what it says. Nothing is signed then. */
export class NotTheLedger extends NotSent {
  override name = "NotTheLedger";
  /** Whether another ledger has taken its place, which a person may accept. */
  readonly isOther: boolean;

  /** @param message in words, for the person */
  constructor(message: string, isOther = false) {
    super(message);
    this.isOther = isOther;
  }
}
