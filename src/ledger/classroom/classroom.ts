import { DurableObject } from "cloudflare:workers";
import { sandboxName } from "../../class/class-names.ts";
import { readCode } from "../../class/codes.ts";
import { noteArrival } from "../sharing/turns.ts";
import { LedgerIdentity } from "../signing/identity.ts";
import { Attempts } from "./attempts.ts";
import { ClassCodes } from "./class-codes.ts";
import { ClassStore, type StudentRow } from "./class-store.ts";
import { FreshSandboxes } from "./fresh-sandboxes.ts";
import type {
  ClassView,
  CodesResult,
  CodeView,
  ExchangeResult,
  IssueResult,
  OpenResult,
  PlaceResult,
  Report,
  ReportResult,
  StartAgainResult,
  Terms,
  WithdrawResult,
} from "./results.ts";
import { nameOf, placeIn, type Reported, studentView } from "./views.ts";

/** How long a class is kept after it ended, in milliseconds. */
const KEPT = 24 * 60 * 60 * 1000;

/**
 * A class of students: who is in it, and which codes are valid. It signs nothing. Codes, subjects and the names of
 * ledgers are computed from the class's name, which is the object's own, and from numbers.
 *
 * An object whose class was never opened stores nothing but the count of wrong codes. All methods but `issue` are safe to repeat.
 */
export class Classroom extends DurableObject {
  readonly #identity: LedgerIdentity;
  readonly #store: ClassStore;
  readonly #attempts: Attempts;
  readonly #sandboxes: FreshSandboxes;
  /**
   * What each student's page reported, by the student's number. Up to 99 pages report every few seconds, so storing that
   * would cost a write each time, and a restart loses little: pages report again within 20 seconds.
   */
  readonly #reports = new Map<number, Reported>();
  #codes: ClassCodes | undefined;

  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    this.#identity = new LedgerIdentity(ctx, env, "CLASSROOM");
    this.#store = new ClassStore(ctx.storage);
    this.#attempts = new Attempts(this.#store);
    this.#sandboxes = new FreshSandboxes(env, this.#identity, this.#store);
    ctx.waitUntil(this.#plan());
  }

  /** Opens the class, or changes the names of its students and its end. */
  async open(terms: Terms): Promise<OpenResult> {
    this.#arrive();
    const isOpen = this.#store.ends !== undefined;
    if (!isOpen) this.#store.open(terms);
    else if (this.#store.students().length === terms.names.length) this.#store.change(terms);
    else return { outcome: "conflict" };
    await this.#plan();
    return { outcome: isOpen ? "changed" : "opened", view: this.#view(terms.ends) };
  }

  /** The class; `undefined` if there is none. */
  read(): ClassView | undefined {
    this.#arrive();
    const { ends } = this.#store;
    return ends === undefined ? undefined : this.#view(ends);
  }

  /** Deletes the class. @returns the students' sandboxes, which stay */
  async close(): Promise<string[]> {
    this.#arrive();
    const sandboxes = this.#store.students().map((student) => this.#sandboxOf(student));
    if (this.#store.ends !== undefined) this.#store.delete();
    this.#reports.clear();
    await this.ctx.storage.deleteAlarm();
    return sandboxes;
  }

  /** The codes of all students. */
  async codes(): Promise<CodesResult> {
    this.#arrive();
    const { ends } = this.#store;
    if (ends === undefined) return { outcome: "none" };
    if (!this.#ownCodes.exist) return { outcome: "no-codes" };
    const codes = await Promise.all(this.#store.students().map((student) => this.#codeOf(student)));
    return { outcome: "codes", ends: new Date(ends).toISOString(), codes };
  }

  /** Gives a student a new code, which voids the old one. */
  async issue(number: number): Promise<IssueResult> {
    this.#arrive();
    if (!this.#student(number)) return { outcome: "none" };
    if (!this.#ownCodes.exist) return { outcome: "no-codes" };
    this.#store.issue(number);
    const student = this.#student(number);
    if (!student) return { outcome: "none" };
    return { outcome: "issued", code: await this.#codeOf(student), sandbox: this.#sandboxOf(student) };
  }

  /** Voids a student's code. */
  withdraw(number: number): WithdrawResult {
    this.#arrive();
    const student = this.#student(number);
    if (!student) return { outcome: "none" };
    if (!this.#ownCodes.exist) return { outcome: "no-codes" };
    this.#store.withdraw(number);
    return { outcome: "withdrawn", sandbox: this.#sandboxOf(student) };
  }

  /**
   * Which issue of each student's code is valid, by the student's number. A student whose code was withdrawn is left out.
   *
   * @returns `undefined` if there is no class, or it has ended, which may be before its tokens expire: its end can change
   */
  validIssues(): ReadonlyMap<number, number> | undefined {
    this.#arrive();
    const { ends } = this.#store;
    if (ends === undefined || ends <= Date.now()) return undefined;
    const valid = this.#store.students().filter(({ isWithdrawn }) => !isWithdrawn);
    return new Map(valid.map(({ number, issue }) => [number, issue]));
  }

  /**
   * Exchanges a code. Two devices cannot both: what decides runs without a pause.
   *
   * @param typed what the student typed
   * @param secret what only the student's device knows; empty if it has nothing
   * @param address where the request came from; empty if that is unknown
   */
  async exchange(typed: string, secret: string, address: string): Promise<ExchangeResult> {
    this.#arrive();
    const code = readCode(typed) ?? "";
    const device = secret === "" ? undefined : await sha256(secret);
    const codes = this.#ownCodes.exist ? await this.#ownCodes.all(this.#store.students()) : new Map<string, never>();
    const now = Date.now();
    const wait = this.#attempts.wait(address, now);
    if (wait > 0) return { outcome: "limited", wait };
    const found = codes.get(code);
    const student = found && this.#student(found.number);
    // A new code may have been issued meanwhile.
    if (!student || student.issue !== found.issue) {
      this.#attempts.count(address, now);
      return { outcome: "wrong" };
    }
    const { ends = 0 } = this.#store;
    if (ends <= now) return { outcome: "ended" };
    if (student.isWithdrawn) return { outcome: "withdrawn" };
    if (student.isUsed && !isSame(student.device, device)) return { outcome: "spent" };
    if (!student.isUsed) this.#store.use(student.number, device);
    return { outcome: "exchanged", place: placeIn(this.#identity.name, student, ends), issue: student.issue, ends };
  }

  /** A student's place in the class. */
  place(number: number): PlaceResult {
    this.#arrive();
    const { ends } = this.#store;
    if (ends === undefined) return { outcome: "no-class" };
    const student = this.#student(number);
    return student
      ? { outcome: "place", place: placeIn(this.#identity.name, student, ends) }
      : { outcome: "not-in-class" };
  }

  /** Notes what a student's page reports. */
  report(number: number, report: Report): ReportResult {
    this.#arrive();
    if (this.#store.ends === undefined) return { outcome: "no-class" };
    if (!this.#student(number)) return { outcome: "not-in-class" };
    this.#reports.set(number, { seen: new Date().toISOString(), report });
    return { outcome: "noted" };
  }

  /**
   * Gives a student a fresh sandbox in place of the present one.
   *
   * @param replaces the name of the present one; if an earlier one is named, it was replaced already
   */
  async startAgain(number: number, replaces: string): Promise<StartAgainResult> {
    this.#arrive();
    return (await this.#sandboxes.startAgain(number, replaces)) ?? this.place(number);
  }

  /** Deletes the class once it was kept long enough. */
  override async alarm(): Promise<void> {
    const { ends } = this.#store;
    if (ends !== undefined && Date.now() >= ends + KEPT) await this.close();
    else await this.#plan();
  }

  /** Call this first in each method. */
  #arrive(): void {
    noteArrival();
    this.#attempts.forget(Date.now());
  }

  /** Sets the alarm for the deletion, which may have been lost. */
  async #plan(): Promise<void> {
    const { ends } = this.#store;
    if (ends !== undefined) await this.ctx.storage.setAlarm(ends + KEPT);
  }

  get #ownCodes(): ClassCodes {
    return (this.#codes ??= new ClassCodes(this.env, this.#identity.name));
  }

  #student(number: number): StudentRow | undefined {
    return this.#store.students().find((student) => student.number === number);
  }

  #sandboxOf({ number, sandbox }: StudentRow): string {
    return sandboxName(this.#identity.name, number, sandbox);
  }

  async #codeOf(student: StudentRow): Promise<CodeView> {
    const code = student.isWithdrawn ? null : await this.#ownCodes.of(student);
    return { number: student.number, ...nameOf(student), code };
  }

  #view(ends: number): ClassView {
    const { name } = this.#identity;
    const students = this.#store
      .students()
      .map((student) => studentView(name, student, this.#ownCodes.exist, this.#reports.get(student.number)));
    return { name, ends: new Date(ends).toISOString(), now: new Date().toISOString(), students };
  }
}

async function sha256(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

/** Whether a device is the one that a code is bound to. How long this takes tells about digests, not about the secret. */
function isSame(bound: Uint8Array | undefined, device: Uint8Array | undefined): boolean {
  return bound !== undefined && device !== undefined && bound.every((byte, place) => byte === device[place]);
}
