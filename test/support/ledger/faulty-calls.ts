import { Vault } from "../../../src/ledger/vault/vault.ts";

/** The methods of the vault that a ledger calls. */
const METHODS = [
  "create",
  "isTaken",
  "open",
  "adopt",
  "put",
  "keys",
  "monthKey",
  "monthKeys",
  "pseudonym",
  "bury",
  "erasures",
  "ask",
  "erasureStatus",
  "hold",
  "delete",
  "tombstone",
] as const;

/** A fault at a call from a ledger to its vault. */
export interface CallFault {
  /** Which call fails, counted from 1. */
  readonly call: number;
  /** What happens to it: it never arrives, its answer is lost, or it arrives twice. */
  readonly effect: "is lost" | "is run and not answered" | "arrives twice";
  /** How often: with more than one, calls of the same method fail as well. */
  readonly times: number;
}

type Method = (...args: unknown[]) => Promise<unknown>;

/** The calls between a ledger and its vault, some of which fail. */
export class FaultyCalls {
  /** The calls so far, in order. */
  readonly calls: string[] = [];
  readonly #originals: (() => void)[] = [];
  #fault: CallFault | undefined;
  #struck: string[] = [];

  /** Replaces the vault's methods until {@link restore}; nothing fails yet. */
  constructor() {
    const prototype = Vault.prototype as unknown as Record<string, Method>;
    for (const method of METHODS) {
      const original = prototype[method];
      if (!original) throw new Error(`the vault has no method ${method}`);
      const deliver = (run: () => Promise<unknown>) => this.#deliver(method, run);
      prototype[method] = function (...args) {
        return deliver(() => original.apply(this, args));
      };
      this.#originals.push(() => {
        prototype[method] = original;
      });
    }
  }

  /** Plans a fault at a call, counted from now. */
  plan(fault: CallFault): void {
    this.calls.length = 0;
    this.#struck = [];
    this.#fault = fault;
  }

  /** How often the fault has struck. */
  get strikes(): number {
    return this.#struck.length;
  }

  /** Restores the vault's own methods. */
  restore(): void {
    for (const original of this.#originals) original();
  }

  async #deliver(method: string, run: () => Promise<unknown>): Promise<unknown> {
    this.calls.push(method);
    const fault = this.#fault;
    const isHit =
      fault &&
      this.strikes < fault.times &&
      (this.strikes > 0 ? method === this.#struck[0] : this.calls.length === fault.call);
    if (!isHit) return run();
    this.#struck.push(method);
    if (fault.effect === "is lost") throw new Error("the call is lost");
    await run();
    if (fault.effect === "is run and not answered") throw new Error("the answer is lost");
    return run();
  }
}
