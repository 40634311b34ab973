import type { Answered, Answer } from "../answer.ts";

/** What the pages of students reported last, as in `reportSchema` of the contract. */
export interface Report {
  readonly step: string | null;
  readonly done: string[];
  readonly tries: number | null;
  readonly hash_rate: number | null;
}

/** Who a class is for and how long; the student with the number 1 comes first. */
export interface Terms {
  /** The students' own names; `null` for those who have none here. */
  readonly names: readonly (string | null)[];
  /** When it ends, in milliseconds since 1970. */
  readonly ends: number;
}

/** A student, as the teacher sees them. */
export interface StudentView {
  readonly number: number;
  readonly subject: string;
  readonly sandbox: string;
  readonly name?: string;
  readonly code: "none" | "unused" | "used" | "withdrawn";
  readonly seen: string | null;
  readonly report: Report | null;
}

/** A class, as the teacher sees it. */
export interface ClassView {
  readonly name: string;
  readonly ends: string;
  readonly now: string;
  readonly students: StudentView[];
}

/** What a student may know of the class. */
export interface Place {
  readonly class: string;
  readonly number: number;
  readonly subject: string;
  readonly sandbox: string;
  readonly name?: string;
  readonly ends: string;
}

/** A student's code; `null` if it was withdrawn. */
export interface CodeView {
  readonly number: number;
  readonly name?: string;
  readonly code: string | null;
}

/** There is no such class, or it has no student with this number. */
export interface NoStudent {
  readonly outcome: "none";
}

/** The deployment gives out no codes for this class. */
export interface NoCodes {
  readonly outcome: "no-codes";
}

/** `conflict`: the class is open with another number of students. */
export type OpenResult =
  { readonly outcome: "opened" | "changed"; readonly view: ClassView } | { readonly outcome: "conflict" };

export type CodesResult =
  { readonly outcome: "codes"; readonly ends: string; readonly codes: CodeView[] } | NoStudent | NoCodes;

/** `sandbox` is the student's present one. */
export type IssueResult =
  { readonly outcome: "issued"; readonly code: CodeView; readonly sandbox: string } | NoStudent | NoCodes;

/** `sandbox` is the student's present one. */
export type WithdrawResult = { readonly outcome: "withdrawn"; readonly sandbox: string } | NoStudent | NoCodes;

/** There is no such class, or the student is not in it. */
export interface NoPlace {
  readonly outcome: "no-class" | "not-in-class";
}

export type PlaceResult = { readonly outcome: "place"; readonly place: Place } | NoPlace;

export type ReportResult = { readonly outcome: "noted" } | NoPlace;

/** The result of exchanging a code. Only whoever has a student's present code learns more than that it is wrong. */
export type ExchangeResult =
  | {
      readonly outcome: "exchanged";
      readonly place: Place;
      /** Counts the codes of the student: which one this is. */
      readonly issue: number;
      /** When the class ends, in milliseconds since 1970. */
      readonly ends: number;
    }
  | { readonly outcome: "wrong" | "spent" | "withdrawn" | "ended" }
  /** Too many codes were wrong. `wait` says for how many seconds none is looked at. */
  | { readonly outcome: "limited"; readonly wait: number };

/** Why a student's sandbox was not replaced. */
export type NotReplaced =
  /** `conflict`: what was to be replaced is no sandbox of the student. `too-many`: the student did so too often. */
  | { readonly outcome: "conflict" | "too-many" }
  /** The present one was not created as a sandbox. */
  | { readonly outcome: "not-deletable" }
  /** The fresh one could not be created now. */
  | { readonly outcome: "not-created" }
  /** Why one of the ledgers has no value to answer. */
  | { readonly outcome: "unanswered"; readonly answer: Exclude<Answer<never>, Answered<never>> };

export type StartAgainResult = PlaceResult | NotReplaced;
