import type { PageSignIn } from "../../../contract/page-sign-in.ts";
import { TIMER_LIMIT } from "../../../client/transport/waiting.ts";
import type { Grant } from "./grant.ts";
import { ProviderFailure } from "./failure.ts";
import type { Issued } from "./openid.ts";

/** When to try again after the provider did not answer, in milliseconds. */
const RETRY = 10_000;

/** How long a page that is being reloaded may keep its grant, in milliseconds. */
const HANDOVER = 2000;

/** Renews the access token of a tab before it expires, one renewal at a time, for as long as the grant lasts. */
export class Renewal {
  readonly #provider: PageSignIn;
  readonly #onRenewed: (issued: Issued) => void;
  readonly #onOver: (reason: string) => void;
  readonly #isOwner: Promise<boolean>;
  readonly #release = Promise.withResolvers<void>();
  #grant: Grant;
  #running: Promise<boolean> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isEnded = false;

  /**
   * @param onRenewed receives the new tokens
   * @param onOver receives why there will be none
   */
  constructor(
    provider: PageSignIn,
    grant: Grant,
    onRenewed: (issued: Issued) => void,
    onOver: (reason: string) => void,
  ) {
    this.#provider = provider;
    this.#grant = grant;
    this.#onRenewed = onRenewed;
    this.#onOver = onOver;
    this.#isOwner = this.#own();
    this.#plan();
  }

  /** The newest grant, once no renewal is running. */
  async newest(): Promise<Grant> {
    await this.#running;
    return this.#grant;
  }

  /** Renews the token if it is about to expire: timers stop while a computer sleeps. */
  async ifDue(): Promise<void> {
    if (Date.now() >= this.#grant.renewAt) await this.now();
  }

  /** Renews the token. @returns whether there is a new one */
  now(): Promise<boolean> {
    this.#running ??= this.#renew().finally(() => {
      this.#running = undefined;
      this.#plan();
    });
    return this.#running;
  }

  /** Ends the renewals, and leaves the grant to another tab. */
  end(): void {
    this.#isEnded = true;
    clearTimeout(this.#timer);
    this.#release.resolve();
  }

  /**
   * A duplicated tab has a copy of the grant. Only one of the two may renew it: a provider that sees a refresh token
   * twice takes it for stolen, and ends the grant.
   */
  #own(): Promise<boolean> {
    return new Promise((resolve) => {
      const options = { signal: AbortSignal.timeout(HANDOVER) };
      const hold = () => {
        resolve(true);
        return this.#release.promise;
      };
      navigator.locks.request(`patient-ledger.grant.${this.#grant.id}`, options, hold).catch(() => resolve(false));
    });
  }

  #plan(): void {
    clearTimeout(this.#timer);
    if (this.#isEnded || this.#grant.refreshToken === undefined) return;
    const left = Math.max(0, this.#grant.renewAt - Date.now());
    const wake = () => (Date.now() < this.#grant.renewAt ? this.#plan() : void this.now());
    this.#timer = setTimeout(wake, Math.min(left, TIMER_LIMIT));
  }

  async #renew(): Promise<boolean> {
    const { refreshToken } = this.#grant;
    if (refreshToken === undefined) return false;
    if (!(await this.#isOwner)) {
      this.#drop();
      return false;
    }
    try {
      const { renew } = await import("./openid.ts");
      const issued = await renew(this.#provider, { ...this.#grant, refreshToken });
      this.#grant = issued.grant;
      if (this.#isEnded) return false;
      this.#onRenewed(issued);
      return true;
    } catch (error) {
      if (this.#isEnded) return false;
      if (error instanceof ProviderFailure && !error.isTemporary) this.#onOver(error.message);
      else this.#grant = { ...this.#grant, renewAt: Date.now() + RETRY };
      return false;
    }
  }

  #drop(): void {
    const { refreshToken: _, ...rest } = this.#grant;
    this.#grant = rest;
  }
}
