/**
 * Which ledger an object is. The platform derives an object's id from its name, so the name follows from the id, and
 * nothing that is read from the storage has a say in it: an object that believed a stored name would sign as the ledger
 * that somebody wrote there.
 */
export class LedgerIdentity {
  readonly #id: DurableObjectId;
  readonly #env: Cloudflare.Env;

  constructor({ id }: DurableObjectState, env: Cloudflare.Env) {
    this.#id = id;
    this.#env = env;
  }

  /**
   * The ledger's name: part of what its checkpoints are signed as.
   *
   * @throws Error when the platform does not tell the name, or tells one that is not this object's
   */
  get name(): string {
    const { name } = this.#id;
    // Locally the name lies in a file beside the database, where it can be edited too; the id cannot.
    if (name === undefined || !this.#namespace().idFromName(name).equals(this.#id)) {
      throw new Error("the object's name is not known");
    }
    return name;
  }

  /** The deployment's ledgers, in the jurisdiction that its settings name. */
  #namespace(): Cloudflare.Env["LEDGER"] {
    const { LEDGER, LEDGER_JURISDICTION: jurisdiction } = this.#env;
    return jurisdiction ? LEDGER.jurisdiction(jurisdiction as DurableObjectJurisdiction) : LEDGER;
  }
}
