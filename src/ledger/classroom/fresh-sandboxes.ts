import { sandboxName } from "../../class/class-names.ts";
import type { Ledger } from "../ledger.ts";
import { type LedgerIdentity, objectsOf } from "../signing/identity.ts";
import type { ClassStore } from "./class-store.ts";
import type { NotReplaced } from "./results.ts";

/** How many sandboxes a student may use in a class: each is an object that stays, if only to say that it was deleted. */
const MOST_SANDBOXES = 50;

/** The calls of a ledger's object that it takes. */
type Calls = Pick<Ledger, "describe" | "create" | "delete">;

/** Gives students fresh sandboxes. */
export class FreshSandboxes {
  readonly #env: Cloudflare.Env;
  readonly #identity: LedgerIdentity;
  readonly #store: ClassStore;

  constructor(env: Cloudflare.Env, identity: LedgerIdentity, store: ClassStore) {
    this.#env = env;
    this.#identity = identity;
    this.#store = store;
  }

  /**
   * Replaces a student's present sandbox, unless it was replaced before. The next one is created, then the present one
   * is deleted, then the student moves on. Each step is safe to repeat, so it may stop after any, and run twice at once.
   *
   * @param replaces the name of the student's sandbox, as far as the student knows
   * @returns why it was not replaced; `undefined` if it was
   */
  async startAgain(number: number, replaces: string): Promise<NotReplaced | undefined> {
    const present = this.#store.students().find((student) => student.number === number);
    if (!present) return undefined;
    const name = (sandbox: number): string => sandboxName(this.#identity.name, number, sandbox);
    const last = this.#store.firstSandbox + MOST_SANDBOXES - 1;
    if (replaces !== name(present.sandbox)) {
      for (let sandbox = this.#store.firstSandbox; sandbox < present.sandbox; sandbox++) {
        if (replaces === name(sandbox)) return undefined;
      }
      return { outcome: "conflict" };
    }
    for (let next = present.sandbox + 1; next <= last; next++) {
      const result = await this.#replace(replaces, name(next));
      // Somebody has used the name, so it cannot be a fresh one.
      if (result === "taken") continue;
      if (result === "replaced") this.#store.moveOn(number, present.sandbox, next);
      return result === "replaced" ? undefined : result;
    }
    return { outcome: "too-many" };
  }

  async #replace(old: string, next: string): Promise<NotReplaced | "replaced" | "taken"> {
    // The class's ledger may be harder, since all students solve it together. Once the present sandbox is deleted, the next
    // one says what its puzzle was.
    const [present, begun, shared] = await Promise.all([
      this.#ledger(old).describe(),
      this.#ledger(next).describe(),
      this.#ledger(this.#identity.name).describe(),
    ]);
    const model = present.outcome === "ok" ? present : begun.outcome === "ok" ? begun : shared;
    if (model.outcome !== "ok") return { outcome: "unanswered", answer: model };
    if (present.outcome === "ok" && !present.value.sandbox) return { outcome: "not-deletable" };
    const created = await this.#ledger(next).create(model.value.puzzle, "plain", {}, true);
    if (created === "conflict" || created === "deleted") return "taken";
    if (created === "signing-key-missing") return { outcome: "unanswered", answer: { outcome: "key-missing" } };
    if (created !== "created" && created !== "exists") return { outcome: "not-created" };
    const deleted = await this.#ledger(old).delete();
    if (deleted.outcome === "deleted" || deleted.outcome === "no-ledger") return "replaced";
    if (deleted.outcome !== "ok") return { outcome: "unanswered", answer: deleted };
    return deleted.value === "deleted" ? "replaced" : { outcome: "not-deletable" };
  }

  /** A ledger's object. The types of its methods hold over RPC too, since an answer crosses it unchanged. */
  #ledger(name: string): Calls {
    return objectsOf(this.#env, "LEDGER").getByName(name);
  }
}
