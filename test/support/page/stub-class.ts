import { SignJWT, importJWK } from "jose";
import type { BrowserContext, Route } from "playwright-core";
import { ledgersOf, sandboxName, STUDENT_SCOPE, subjectOf } from "../../../src/class/class-names.ts";
import { DEVELOPMENT, KEY_FOLDER, openTokenKey } from "../../../src/cli/keys/token-key.ts";
import { PROBLEM_TYPE_PREFIX } from "../../../src/contract/problems.ts";
import type { PlaceInClass, StudentReport } from "../../../src/contract/schemas/class.ts";
import type { LedgerServer } from "../e2e/ledger-server.ts";

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

/** How the class answers a code, instead of accepting it. */
export type CodeAnswer = "refused" | "too many" | "silent" | "nonsense";

/**
 * The routes of a class, answered in the browser: the pages' side of them is tested apart from the object that holds the
 * class. The class's ledgers are real.
 */
export class StubClass {
  readonly name: string;
  readonly server: LedgerServer;
  readonly codes: ReadonlyMap<string, number>;
  readonly sent: SentCode[] = [];
  readonly reports: StudentReport[] = [];
  readonly deleted = new Set<string>();
  ends = new Date(Date.now() + 3_600_000);
  /** What the next exchanges of a code are answered with. */
  answer: CodeAnswer | undefined;
  /** Whether the tokens of the class are refused. */
  isWithdrawn = false;
  /** Whether reports are answered. */
  takesReports = true;
  readonly #sandboxes = new Map<number, number>();

  constructor(server: LedgerServer, name: string, codes: Readonly<Record<string, number>>) {
    this.server = server;
    this.name = name;
    this.codes = new Map(Object.entries(codes));
  }

  /** A student's place. */
  place(number: number): PlaceInClass {
    const sandbox = sandboxName(this.name, number, this.#sandboxes.get(number) ?? 1);
    return { class: this.name, number, subject: subjectOf(number), sandbox, ends: this.ends.toISOString() };
  }

  /** A student's token. */
  async token(number: number, ends = this.ends): Promise<string> {
    const key = await openTokenKey(KEY_FOLDER);
    return new SignJWT({ scope: STUDENT_SCOPE, ledgers: ledgersOf(this.name, number), class: this.name })
      .setProtectedHeader({ alg: "ES256", kid: key.kid ?? "" })
      .setIssuer(DEVELOPMENT.issuer)
      .setAudience(DEVELOPMENT.audience)
      .setSubject(subjectOf(number))
      .setIssuedAt()
      .setExpirationTime(ends)
      .sign(await importJWK(key, "ES256"));
  }

  /** Creates the class's ledger and a student's sandbox. */
  async found(number: number, difficulty = 8): Promise<void> {
    for (const name of [this.name, this.place(number).sandbox]) await this.#create(name, difficulty);
  }

  /** Answers the routes of the class in a browser, whose page then says that it takes codes. */
  async attend(context: BrowserContext): Promise<void> {
    await context.addInitScript(TAKES_CODES);
    await context.route("**/codes", (route) => this.#exchange(route));
    await context.route("**/classes/*/self", (route) => this.#self(route));
    await context.route("**/classes/*/self/sandbox", (route) => this.#startAgain(route));
    await context.route("**/ledgers/**", (route) => this.#ledger(route));
  }

  async #create(name: string, difficulty = 8): Promise<void> {
    const body = JSON.stringify({ puzzle: "block-hash", difficulty });
    await this.server.fetch(`/ledgers/${name}`, {
      method: "PUT",
      headers: { "Content-Type": "application/json" },
      body,
    });
  }

  async #exchange(route: Route): Promise<void> {
    const sent = route.request().postDataJSON() as SentCode;
    this.sent.push(sent);
    const number = this.codes.get(sent.code);
    if (this.answer === "silent") return route.abort();
    if (this.answer === "nonsense") return route.fulfill({ json: { token: 7 } });
    if (this.answer === "too many")
      return refuse(route, 429, "rate-limited", "Too many codes were tried.", { "Retry-After": "60" });
    if (this.answer === "refused" || number === undefined)
      return refuse(route, 403, "code-refused", "The code is not accepted.");
    await route.fulfill({ json: { ...this.place(number), token: await this.token(number) } });
  }

  async #self(route: Route): Promise<void> {
    const number = numberOf(route);
    if (this.isWithdrawn) return refuse(route, 401, "invalid-token", "The token's code was withdrawn.");
    if (route.request().method() === "GET") return route.fulfill({ json: this.place(number) });
    if (!this.takesReports) return route.abort();
    this.reports.push(route.request().postDataJSON() as StudentReport);
    await route.fulfill({ status: 204 });
  }

  async #startAgain(route: Route): Promise<void> {
    const number = numberOf(route);
    const { replaces } = route.request().postDataJSON() as { readonly replaces: string };
    await this.replace(number, replaces);
    await route.fulfill({ json: this.place(number) });
  }

  /** Deletes a student's sandbox and creates the next. */
  async replace(number: number, replaces = this.place(number).sandbox): Promise<void> {
    this.deleted.add(replaces);
    this.#sandboxes.set(number, (this.#sandboxes.get(number) ?? 1) + 1);
    await this.#create(this.place(number).sandbox);
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

/** The number of the student whose token a request carries. */
function numberOf(route: Route): number {
  const [, payload = ""] = (route.request().headers()["authorization"] ?? "").split(".");
  const { sub } = JSON.parse(Buffer.from(payload, "base64url").toString()) as { readonly sub: string };
  return Number(sub.slice("student-".length));
}
