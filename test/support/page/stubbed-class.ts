import type { Page, Route } from "playwright-core";
import type { ClassView, Student, StudentReport } from "../../../src/contract/schemas/class.ts";
import { sandboxName, subjectOf } from "../../../src/class/class-names.ts";

/** A class whose routes the browser answers itself, so that a test decides what its students do. */
export class StubbedClass {
  readonly name: string;
  students: Student[];
  /** Answers in place of the class, for instance as a server that is gone. */
  fault: ((route: Route) => Promise<void>) | undefined;
  /** The requests that changed something, as method and path. */
  readonly changes: string[] = [];
  ends = new Date(Date.now() + 3_600_000).toISOString();
  /** How often the class was read. */
  reads = 0;

  /** @param count the number of students, none of whom is in yet */
  constructor(name: string, count: number) {
    this.name = name;
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

  /** Answers a page's requests for the class. */
  async serve(page: Page): Promise<void> {
    await page.route(`**/classes/${this.name}`, (route) => (this.fault ? this.fault(route) : this.#read(route)));
    await page.route(`**/classes/${this.name}/codes/*`, (route) => this.#change(route));
  }

  /** Has a student's page report something. */
  report(student: number, report: Partial<StudentReport> = {}, secondsAgo = 0): void {
    this.#replace(student, {
      code: "used",
      seen: new Date(Date.now() - secondsAgo * 1000).toISOString(),
      report: { step: 1, done: [], hash_rate: null, ...report },
    });
  }

  #replace(student: number, change: Partial<Student>): void {
    this.students = this.students.map((each) => (each.number === student ? { ...each, ...change } : each));
  }

  async #read(route: Route): Promise<void> {
    this.reads += 1;
    const { name, ends, students } = this;
    const view: ClassView = { name, ends, now: new Date().toISOString(), students };
    await route.fulfill({ json: view });
  }

  async #change(route: Route): Promise<void> {
    const { pathname } = new URL(route.request().url());
    const method = route.request().method();
    const student = Number(pathname.split("/").at(-1));
    this.changes.push(`${method} ${pathname}`);
    this.#replace(student, { code: method === "DELETE" ? "withdrawn" : "unused" });
    if (method === "DELETE") return route.fulfill({ status: 204 });
    await route.fulfill({ json: { number: student, code: "K7QM-2FXP" } });
  }
}
