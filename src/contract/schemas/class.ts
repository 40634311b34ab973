import * as z from "zod";
import { MOST_STUDENTS } from "../../class/class-names.ts";
import { LONGEST_NAME } from "../../class/limits.ts";
import { nameFault } from "../../chain/records/record-text.ts";
import { CLASS_NAME_FORM } from "../class-name.ts";
import { ordinal } from "./numbers.ts";
import type { Value } from "./value.ts";

/** The path parameter that identifies a class. */
export const classParams = z.strictObject({
  name: z.string().meta({
    description: `The class's name, which is that of the ledger that it shares: ${CLASS_NAME_FORM}.`,
    example: "class-7b",
  }),
});

/** The path parameters that identify a student of a class. */
export const studentParams = classParams.extend({
  number: ordinal.meta({ description: "The student's number in the class.", example: 7 }),
});

const instant = z.iso.datetime({ error: "must be a time in UTC, such as 2026-11-27T10:30:00Z" });

/** A student's own name. */
const name = z
  .string({ error: "must be text" })
  .trim()
  .min(1, "must not be empty")
  .max(LONGEST_NAME, `must have at most ${LONGEST_NAME} characters`)
  .check(({ value, issues }) => {
    const message = nameFault(value);
    if (message) issues.push({ code: "custom", message, input: value });
  })
  .meta({ description: "The student's own name, shown to the teacher alone." });

/** What a teacher sends to open a class. */
export const classTermsSchema = z
  .strictObject({
    students: z
      .array(z.strictObject({ name: name.exactOptional() }))
      .min(1, "must name at least one student")
      .max(MOST_STUDENTS, `must name at most ${MOST_STUDENTS} students`)
      .meta({ description: "The students, in the order of their numbers, which begin at 1." }),
    ends: instant.meta({ description: "When codes and tokens of the class expire: within a week." }),
  })
  .meta({ id: "ClassTerms" });

export type ClassTerms = Value<typeof classTermsSchema>;

/** The name of a step of the page's tour. Numbers would change their meaning when steps are added. */
const tourStep = z
  .string()
  .regex(/^[a-z][a-z-]{0,31}$/, "must be the name of a step, in lower-case letters and hyphens");

/** What a student's page reports about itself. */
export const reportSchema = z
  .strictObject({
    step: tourStep.nullable().meta({
      description: "The name of the step of the tour that is open or was last.",
      example: "by-hand",
    }),
    done: z.array(tourStep).max(99).meta({ description: "The names of the steps of the tour that are done." }),
    tries: z.int().min(1).max(10_000).nullable().meta({
      description: "How many nonces the student tried by hand until a hash began with a zero; null before that.",
    }),
    hash_rate: z
      .number()
      .min(0)
      .max(1e15)
      .nullable()
      .meta({ description: "The rate of the search in the browser, in hashes per second; null while none runs." }),
  })
  .meta({ id: "StudentReport" });

export type StudentReport = Value<typeof reportSchema>;

const number = z.int().min(1).max(MOST_STUDENTS).meta({ description: "The student's number in the class." });
const subject = z.string().meta({ description: "What blocks name as `mined_by`.", example: "student-07" });
const sandbox = z.string().meta({ description: "The name of the student's present sandbox." });

/** One student, as the teacher sees them. */
export const studentSchema = z
  .object({
    number,
    subject,
    sandbox,
    name: z.string().exactOptional(),
    code: z
      .enum(["none", "unused", "used", "withdrawn"])
      .meta({ description: "The state of the student's code; `none` if this deployment gives out no codes." }),
    seen: z.iso.datetime().nullable().meta({ description: "When the student's page reported last." }),
    report: reportSchema.nullable(),
  })
  .meta({ id: "Student" });

export type Student = Value<typeof studentSchema>;

export const classSchema = z
  .object({
    name: z.string(),
    ends: z.iso.datetime(),
    now: z.iso.datetime().meta({ description: "The time at which this was answered, to compare `seen` with." }),
    students: z.array(studentSchema),
  })
  .meta({ id: "Class" });

export type ClassView = Value<typeof classSchema>;

/** What students are told of their own place in the class. */
export const placeSchema = z
  .object({ class: z.string(), number, subject, sandbox, name: z.string().exactOptional(), ends: z.iso.datetime() })
  .meta({ id: "PlaceInClass" });

export type PlaceInClass = Value<typeof placeSchema>;

/** A student's code, for the sheet. */
export const studentCodeSchema = z
  .object({
    number,
    name: z.string().exactOptional(),
    code: z.string().nullable().meta({ description: "Null if it was withdrawn.", example: "K7QM-2FXP" }),
  })
  .meta({ id: "StudentCode" });

export type StudentCode = Value<typeof studentCodeSchema>;

/** The codes of a class. */
export const codesSchema = z
  .object({ class: z.string(), ends: z.iso.datetime(), codes: z.array(studentCodeSchema) })
  .meta({ id: "ClassCodes" });

export type ClassCodes = Value<typeof codesSchema>;

/** A student's wish to start again. */
export const startAgainSchema = z
  .strictObject({
    replaces: z.string().meta({ description: "The student's present sandbox.", example: "class-7b-07-1" }),
  })
  .meta({ id: "StartAgain" });

/** A code that is exchanged for a token. */
export const codeSchema = z
  .strictObject({
    code: z.string({ error: "must be text" }).meta({
      description: "In letters of either case; spaces and hyphens do not matter.",
      example: "K7QM-2FXP",
    }),
    device: z
      .string()
      .regex(/^[\w-]{22,86}$/, "must be 22 to 86 letters, digits, hyphens and underscores")
      .exactOptional()
      .meta({
        description:
          "A secret that the client chose at random. Whoever exchanges a code with one can repeat that with the same one, " +
          "for instance if the answer got lost; without it, a code works once.",
      }),
  })
  .meta({ id: "Code" });

export type Code = Value<typeof codeSchema>;

/** The answer to a code. */
export const exchangedSchema = placeSchema.extend({ token: z.string() }).meta({ id: "ExchangedCode" });

export type ExchangedCode = Value<typeof exchangedSchema>;
