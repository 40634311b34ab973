import type { Hono } from "hono";
import { MOST_STUDENTS, studentOf, subjectOf } from "../../class/class-names.ts";
import { LONGEST_CLASS } from "../../class/limits.ts";
import { CLASS_NAME_FORM, isClassName } from "../../contract/class-name.ts";
import {
  closeClass,
  getClass,
  getCodes,
  getPlace,
  issueCode,
  openClass,
  putReport,
  startAgain,
  withdrawCode,
} from "../../contract/routes/classes.ts";
import type { Classroom } from "../../ledger/classroom/classroom.ts";
import { requireLedger } from "../access/authorize.ts";
import { forgetCodes } from "../access/valid-codes.ts";
import { classNotFound, hasNoPlace, noCodes, notInClass, notReplaced } from "../answers/class-problems.ts";
import { Problem } from "../answers/problem.ts";
import { codeClass } from "../classes/class-settings.ts";
import { classroomOf } from "../classes/classrooms.ts";
import type { AppContext, AppEnv } from "../environment.ts";
import { ledgerName, ledgerOf } from "../ledger/ledgers.ts";
import { mount } from "../mount.ts";

/** Routes of a class: the teacher's, and those of its students. */
export function classRoutes(app: Hono<AppEnv>): void {
  mount(app, openClass, async (c, { params: { name }, body: { students, ends } }) => {
    if (!isClassName(name)) {
      throw new Problem("invalid-class", `A class's name must be ${CLASS_NAME_FORM}.`);
    }
    const terms = { names: students.map((student) => student.name ?? null), ends: endOf(ends) };
    const result = await classroomOf(c.env, name).open(terms);
    if (result.outcome === "conflict") {
      const detail =
        "The class is open with another number of students, which cannot change. Close it first: DELETE /classes/{name}.";
      throw new Problem("class-conflict", detail);
    }
    forgetCodes(name);
    const json = result.view;
    return result.outcome === "opened"
      ? { status: 201, headers: { Location: c.req.path }, json }
      : { status: 200, json };
  });

  mount(app, getClass, async (c) => {
    const view = await classroom(c).read();
    if (!view) throw classNotFound();
    return { status: 200, json: view };
  });

  mount(app, closeClass, async (c, { params: { name } }) => {
    if (isClassName(name)) {
      const sandboxes = await classroomOf(c.env, name).close();
      forgetCodes(name);
      const subjects = Array.from({ length: MOST_STUDENTS }, (_, place) => subjectOf(place + 1));
      await Promise.all([name, ...sandboxes].map((ledger) => ledgerOf(c, ledger).dismiss(subjects)));
    }
    return { status: 204 };
  });

  mount(app, getCodes, async (c, { params: { name } }) => {
    await codeClass(c.env);
    const result = await classroom(c).codes();
    if (result.outcome !== "codes") throw noCodes(result);
    return { status: 200, json: { class: name, ends: result.ends, codes: result.codes } };
  });

  mount(app, issueCode, async (c, { params: { number } }) => {
    await codeClass(c.env);
    const result = await classroom(c).issue(number);
    if (result.outcome !== "issued") throw noCodes(result);
    await dismiss(c, number, result.sandbox);
    return { status: 200, json: result.code };
  });

  mount(app, withdrawCode, async (c, { params: { number } }) => {
    await codeClass(c.env);
    const result = await classroom(c).withdraw(number);
    if (result.outcome !== "withdrawn") throw noCodes(result);
    await dismiss(c, number, result.sandbox);
    return { status: 204 };
  });

  mount(app, getPlace, async (c) => {
    const result = await classroom(c).place(ownNumber(c));
    if (result.outcome !== "place") throw hasNoPlace(result);
    return { status: 200, json: result.place };
  });

  mount(app, putReport, async (c, { body: report }) => {
    const result = await classroom(c).report(ownNumber(c), report);
    if (result.outcome !== "noted") throw hasNoPlace(result);
    return { status: 204 };
  });

  mount(app, startAgain, async (c, { body: { replaces } }) => {
    requireLedger(c.var.caller, replaces);
    const result = await classroom(c).startAgain(ownNumber(c), replaces);
    if (result.outcome === "place") return { status: 200, json: result.place };
    throw notReplaced(result);
  });
}

/** Ends what a student's void tokens still have open, on the class's ledger and in the student's sandbox. */
async function dismiss(c: AppContext, student: number, sandbox: string): Promise<void> {
  forgetCodes(ledgerName(c));
  const subjects = [subjectOf(student)];
  await Promise.all([ledgerOf(c), ledgerOf(c, sandbox)].map((ledger) => ledger.dismiss(subjects)));
}

/** The object of the request's class. @throws Problem if no class can have that name */
function classroom(c: AppContext): DurableObjectStub<Classroom> {
  const name = ledgerName(c);
  if (!isClassName(name)) throw classNotFound();
  return classroomOf(c.env, name);
}

/** The number of the student who sends the request. @throws Problem if it is no student of the class */
function ownNumber(c: AppContext): number {
  const { subject, class: name } = c.var.caller;
  const number = studentOf(subject);
  if (number === undefined || name !== ledgerName(c)) throw notInClass();
  return number;
}

/** When the class ends, in milliseconds since 1970. @throws Problem if that is in the past or too far ahead */
function endOf(text: string): number {
  const ends = Date.parse(text);
  const now = Date.now();
  const detail =
    ends <= now ? "must be in the future" : ends > now + LONGEST_CLASS ? "must be within a week" : undefined;
  if (detail === undefined) return ends;
  throw new Problem("invalid-class", `ends ${detail}.`, { members: { errors: [{ name: "ends", detail }] } });
}
