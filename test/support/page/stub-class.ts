import type { BrowserContext, Page, Route } from "playwright-core";
import { sandboxName, studentOf, subjectOf } from "../../../src/class/class-names.ts";
import { studentToken } from "../../../src/cli/class/tokens.ts";
import { DEVELOPMENT, KEY_FOLDER, openTokenKey } from "../../../src/cli/keys/token-key.ts";
import { PROBLEM_TYPE_PREFIX } from "../../../src/contract/problems.ts";
import type { ClassView, PlaceInClass, Student, StudentReport } from "../../../src/contract/schemas/class.ts";
import type { LedgerServer } from "../e2e/ledger-server.ts";
import { RemoteLedger } from "../e2e/ledgers.ts";

/** What a student's page sent to exchange a code. */
interface SentCode {
  readonly code: string;
  readonly device: string;
}

/** Writes into the page what the Worker writes where codes are taken, before the page's script reads it. */
const TAKES_CODES = `new MutationObserver((_, observer) => {
  const meta = document.querySelector('meta[name="sign-in"]');
  if (!meta) return;
  meta.dataset.codes = "";
  observer.disconnect();
}).observe(document, { childList: true, subtree: true })`;

/**
 * A class whose routes the browser answers itself, so that a test decides what its students and its server do. The class's
 * ledgers are real.
 */
export class StubClass {
  readonly name: string;
  students: readonly Student[];
  ends = new Date(Date.now() + 3_600_000);
  /** How a code is answered, instead of accepting it. */
  answer: "refused" | "too many" | "silent" | "nonsense" | undefined;
  /** Whether reports are answered. */
  takesReports = true;
  /** Answers in place of the class when the board reads it, for instance as a server that is gone. */
  fault: ((route: Route) => Promise<void>) | undefined;
  /** How often the board has read the class. */
  reads = 0;
  /** The codes that pages have sent. */
  readonly sent: SentCode[] = [];
  /** What students' pages have reported. */
  readonly reports: StudentReport[] = [];
  /** The requests that withdrew or issued codes, as method and path. */
  readonly changes: string[] = [];
  /** The names of the sandboxes that were deleted. */
  readonly deleted = new Set<string>();
  readonly #server: LedgerServer;
  readonly #codes: ReadonlyMap<string, number>;

  /**
   * @param count the number of students, none of whom is in yet
   * @param codes the numbers of students by their codes
   */
  constructor(server: LedgerServer, name: string, count: number, codes: Readonly<Record<string, number>> = {}) {
    this.#server = server;
    this.name = name;
    this.#codes = new Map(Object.entries(codes));
    this.students = Array.from({ length: count }, (_, before) => ({
      number: before + 1,
      subject: subjectOf(before + 1),
      sandbox: sandboxName(name, before + 1, 1),
      name: `Name ${before + 1}`,
      code: "unused",
      seen: null,
      report: null,
    }));
  }

  /** Changes what the class knows of a student. */
  change(number: number, change: Partial<Student>): void {
    this.students = this.students.map((each) => (each.number === number ? { ...each, ...change } : each));
  }

  /** Has a student's page report something. */
  report(number: number, report: Partial<StudentReport> = {}, secondsAgo = 0): void {
    this.change(number, {
      code: "used",
      seen: new Date(Date.now() - secondsAgo * 1000).toISOString(),
      report: { step: "by-hand", done: [], tries: null, hash_rate: null, ...report },
    });
  }

  /** A student's token. */
  async token(number: number, ends = this.ends): Promise<string> {
    return studentToken({ key: await openTokenKey(KEY_FOLDER), ...DEVELOPMENT }, this.name, number, ends);
  }

  /** Creates the class's ledger and a student's sandbox. */
  async found(number: number, difficulty = 8): Promise<void> {
    for (const name of [this.name, this.#place(number).sandbox]) {
      await RemoteLedger.create(this.#server, name, difficulty);
    }
  }

  /** Deletes a student's sandbox and creates the next. */
  async replace(number: number): Promise<void> {
    this.deleted.add(this.#place(number).sandbox);
    const used = [...this.deleted].filter((name) => name.startsWith(sandboxName(this.name, number, 1).slice(0, -1)));
    const sandbox = sandboxName(this.name, number, used.length + 1);
    this.change(number, { sandbox });
    await RemoteLedger.create(this.#server, sandbox, 8);
  }

  /** Answers the routes of the class in a browser, whose pages say from their next load on that they take codes. */
  async attend(context: BrowserContext): Promise<void> {
    await context.addInitScript(TAKES_CODES);
    await this.serve(context);
  }

  /** Answers the routes of the class. */
  async serve(browser: Page | BrowserContext): Promise<void> {
    const url = `${this.#server.url}/classes/${this.name}`;
    await browser.route(`${this.#server.url}/codes`, (route) => this.#exchange(route));
    await browser.route(url, (route) => (this.fault ? this.fault(route) : this.#read(route)));
    await browser.route(`${url}/codes/*`, (route) => this.#changeCode(route));
    await browser.route(`${url}/self`, (route) => this.#self(route));
    await browser.route(`${url}/self/sandbox`, (route) => this.#startAgain(route));
    await browser.route("**/ledgers/**", (route) => this.#ledger(route));
  }

  #place(number: number): PlaceInClass {
    const student = this.students.find((each) => each.number === number);
    if (!student) throw new Error(`${this.name} has no student ${number}`);
    const { subject, sandbox, name } = student;
    return { class: this.name, number, subject, sandbox, ...(name && { name }), ends: this.ends.toISOString() };
  }

  async #exchange(route: Route): Promise<void> {
    const sent = route.request().postDataJSON() as SentCode;
    this.sent.push(sent);
    const number = this.#codes.get(sent.code);
    if (this.answer === "silent") return route.abort();
    if (this.answer === "nonsense") return route.fulfill({ json: { token: 7 } });
    if (this.answer === "too many")
      return refuse(route, 429, "rate-limited", "Too many codes were tried.", { "Retry-After": "60" });
    if (this.answer === "refused" || number === undefined)
      return refuse(route, 403, "code-refused", "The code is not accepted.");
    await route.fulfill({ json: { ...this.#place(number), token: await this.token(number) } });
  }

  async #read(route: Route): Promise<void> {
    this.reads += 1;
    const { name, students } = this;
    const view: ClassView = {
      name,
      ends: this.ends.toISOString(),
      now: new Date().toISOString(),
      students: [...students],
    };
    await route.fulfill({ json: view });
  }

  async #changeCode(route: Route): Promise<void> {
    const { pathname } = new URL(route.request().url());
    const method = route.request().method();
    const number = Number(pathname.split("/").at(-1));
    this.changes.push(`${method} ${pathname}`);
    this.change(number, { code: method === "DELETE" ? "withdrawn" : "unused" });
    if (method === "DELETE") return route.fulfill({ status: 204 });
    await route.fulfill({ json: { number, code: "K7QM-2FXP" } });
  }

  async #self(route: Route): Promise<void> {
    const number = numberOf(route);
    const isWithdrawn = this.students.some((each) => each.number === number && each.code === "withdrawn");
    if (isWithdrawn) return refuse(route, 401, "invalid-token", "The token's code was withdrawn.");
    if (route.request().method() === "GET") return route.fulfill({ json: this.#place(number) });
    if (!this.takesReports) return route.abort();
    const report = route.request().postDataJSON() as StudentReport;
    this.reports.push(report);
    this.report(number, report);
    await route.fulfill({ status: 204 });
  }

  async #startAgain(route: Route): Promise<void> {
    const number = numberOf(route);
    await this.replace(number);
    await route.fulfill({ json: this.#place(number) });
  }

  async #ledger(route: Route): Promise<void> {
    const [, name = ""] = /\/ledgers\/([^/?]+)/.exec(route.request().url()) ?? [];
    if (!this.deleted.has(name)) return route.fallback();
    await refuse(route, 410, "ledger-deleted", "The ledger was deleted for good.");
  }
}

function refuse(
  route: Route,
  status: number,
  problem: string,
  detail: string,
  headers: Record<string, string> = {},
): Promise<void> {
  const body = JSON.stringify({ type: PROBLEM_TYPE_PREFIX + problem, status, detail });
  return route.fulfill({ status, contentType: "application/problem+json", headers, body });
}

/** The number of the student whose token a request carries; 0 if it is no student's. */
function numberOf(route: Route): number {
  const [, payload = ""] = (route.request().headers()["authorization"] ?? "").split(".");
  const { sub } = JSON.parse(Buffer.from(payload, "base64url").toString()) as { readonly sub: string };
  return studentOf(sub) ?? 0;
}
