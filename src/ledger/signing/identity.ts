/**
 * Which ledger an object is. The platform derives an object's id from its name, so the name can be checked against the
 * id without relying on the storage. An object that trusted a stored name would sign as whatever ledger someone wrote
 * there.
 */
export class LedgerIdentity {
  readonly #id: DurableObjectId;
  readonly #env: Cloudflare.Env;

  constructor({ id }: DurableObjectState, env: Cloudflare.Env) {
    this.#id = id;
    this.#env = env;
  }

  /**
   * The ledger's name, which is part of the origin of its checkpoints.
   *
   * @throws Error if the platform does not provide the name, or provides one that does not match the object's id
   */
  get name(): string {
    const { name } = this.#id;
    // In local development the name is read from a file next to the database, which can be edited. The id cannot.
    if (name === undefined || !this.#namespace().idFromName(name).equals(this.#id)) {
      throw new Error("the name of the ledger's object is missing or does not match its id");
    }
    return name;
  }

  /** The deployment's ledgers, in the configured jurisdiction if there is one. */
  #namespace(): Cloudflare.Env["LEDGER"] {
    const { LEDGER, LEDGER_JURISDICTION: jurisdiction } = this.#env;
    return jurisdiction ? LEDGER.jurisdiction(jurisdiction as DurableObjectJurisdiction) : LEDGER;
  }
}
