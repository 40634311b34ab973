/** The bindings of the classes that have one object for each ledger, or each class of students, of its name. */
export type ObjectBinding = "LEDGER" | "VAULT" | "CLASSROOM";

/** The deployment's objects of a class, in the configured jurisdiction if there is one. */
export function objectsOf<Binding extends ObjectBinding>(
  env: Cloudflare.Env,
  binding: Binding,
): Cloudflare.Env[Binding] {
  const { [binding]: objects, LEDGER_JURISDICTION: jurisdiction } = env;
  if (!jurisdiction) return objects;
  return objects.jurisdiction(jurisdiction as DurableObjectJurisdiction) as Cloudflare.Env[Binding];
}

/**
 * Which ledger or class an object belongs to. The platform derives an object's id from its name, so the name can be checked
 * against the id without relying on the storage. An object that trusted a stored name would sign as whatever ledger
 * someone wrote there.
 */
export class LedgerIdentity {
  readonly #id: DurableObjectId;
  readonly #env: Cloudflare.Env;
  readonly #binding: ObjectBinding;

  constructor({ id }: DurableObjectState, env: Cloudflare.Env, binding: ObjectBinding = "LEDGER") {
    this.#id = id;
    this.#env = env;
    this.#binding = binding;
  }

  /**
   * The name of the ledger, which is part of the origin of its checkpoints, or of the class.
   *
   * @throws Error if the platform does not provide the name, or provides one that does not match the object's id
   */
  get name(): string {
    const { name } = this.#id;
    // In local development the name is read from a file next to the database, which can be edited. The id cannot.
    if (name === undefined || !objectsOf(this.#env, this.#binding).idFromName(name).equals(this.#id)) {
      throw new Error("the name of the object is missing or does not match its id");
    }
    return name;
  }
}

/** The name of a ledger's log of reads, which stands in its checkpoints as a ledger's does. */
export function identityOfReads(ledger: Pick<LedgerIdentity, "name">): Pick<LedgerIdentity, "name"> {
  return {
    get name() {
      return `${ledger.name}/reads`;
    },
  };
}
