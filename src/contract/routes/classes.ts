import { fields } from "../bodies.ts";
import { JSON_TYPE, json } from "../content.ts";
import { location } from "../headers.ts";
import type { Route } from "../route.ts";
import {
  classParams,
  classSchema,
  classTermsSchema,
  codeSchema,
  codesSchema,
  exchangedSchema,
  placeSchema,
  reportSchema,
  startAgainSchema,
  studentCodeSchema,
  studentParams,
} from "../schemas/class.ts";

const IN_JSON = { problem: "invalid-class", types: [JSON_TYPE], isJsonOnly: true } as const;

const SELF = "For the tokens of its students only, which have the claim `class`.";

const NO_CODES = "Where the deployment gives out no codes for this class, the answer is 404.";

export const openClass = {
  method: "put",
  path: "/classes/:name",
  operationId: "openClass",
  group: "classes",
  scope: "class:teach",
  summary: "Open a class",
  description:
    "It has the name of the ledger that it shares, and creates none. Safe to repeat: the names and the end may change, the " +
    "number of students may not. Everything about it is deleted a day after it ended.",
  request: { params: classParams, body: fields(classTermsSchema, IN_JSON) },
  answers: {
    200: { description: "The class was open, and has these names and this end now.", content: json(classSchema) },
    201: {
      description: "The class was opened.",
      headers: location("The class's path."),
      content: json(classSchema),
    },
  },
  problems: ["invalid-class", "class-conflict"],
} as const satisfies Route;

export const getClass = {
  method: "get",
  path: "/classes/:name",
  operationId: "getClass",
  group: "classes",
  scope: "class:teach",
  summary: "A class, with what its students' pages reported last",
  request: { params: classParams },
  answers: { 200: { description: "The class.", content: json(classSchema) } },
  problems: ["class-not-found"],
} as const satisfies Route;

export const closeClass = {
  method: "delete",
  path: "/classes/:name",
  operationId: "closeClass",
  group: "classes",
  scope: "class:teach",
  summary: "Close a class",
  description:
    "Deletes its students' names and reports, and voids its codes and the tokens issued for them. It deletes no ledger. " +
    "Safe to repeat.",
  request: { params: classParams },
  answers: { 204: { description: "There is no such class now." } },
  problems: [],
} as const satisfies Route;

export const getCodes = {
  method: "get",
  path: "/classes/:name/codes",
  operationId: "getCodes",
  group: "classes",
  scope: "class:teach",
  summary: "The codes of a class's students",
  description: NO_CODES,
  request: { params: classParams },
  answers: { 200: { description: "The codes.", content: json(codesSchema) } },
  problems: ["class-not-found"],
} as const satisfies Route;

export const issueCode = {
  method: "post",
  path: "/classes/:name/codes/:number{[0-9]+}",
  operationId: "issueCode",
  group: "classes",
  scope: "class:teach",
  summary: "Give a student a new code",
  description: `The old code and the tokens issued for it are void at once. ${NO_CODES}`,
  request: { params: studentParams },
  answers: { 200: { description: "The new code.", content: json(studentCodeSchema) } },
  problems: ["class-not-found"],
} as const satisfies Route;

export const withdrawCode = {
  method: "delete",
  path: "/classes/:name/codes/:number{[0-9]+}",
  operationId: "withdrawCode",
  group: "classes",
  scope: "class:teach",
  summary: "Withdraw a student's code",
  description: `The code and the tokens issued for it are void at once. Safe to repeat. ${NO_CODES}`,
  request: { params: studentParams },
  answers: { 204: { description: "It is withdrawn." } },
  problems: ["class-not-found"],
} as const satisfies Route;

export const getPlace = {
  method: "get",
  path: "/classes/:name/self",
  operationId: "getPlace",
  group: "classes",
  scope: "chain:read",
  summary: "A student's own place in the class",
  description: SELF,
  request: { params: classParams },
  answers: { 200: { description: "The place.", content: json(placeSchema) } },
  problems: ["not-in-class", "class-not-found"],
} as const satisfies Route;

export const putReport = {
  method: "put",
  path: "/classes/:name/self",
  operationId: "putReport",
  group: "classes",
  scope: "chain:mine",
  summary: "Report what a student is doing",
  description: `${SELF} The teacher sees the last report; a restart forgets it, so send one every 20 seconds at least.`,
  request: { params: classParams, body: fields(reportSchema, IN_JSON) },
  answers: { 204: { description: "It was noted." } },
  problems: ["invalid-class", "not-in-class", "class-not-found"],
} as const satisfies Route;

export const startAgain = {
  method: "post",
  path: "/classes/:name/self/sandbox",
  operationId: "startAgain",
  group: "classes",
  scope: "chain:mine",
  summary: "Replace a student's sandbox with a fresh one",
  description:
    `${SELF} Deletes the student's present sandbox for good, and creates the next one, with the same puzzle. Safe ` +
    "to repeat.",
  request: { params: classParams, body: fields(startAgainSchema, IN_JSON) },
  answers: { 200: { description: "The student's place, with the fresh sandbox.", content: json(placeSchema) } },
  problems: [
    "invalid-class",
    "not-in-class",
    "class-not-found",
    "ledger-not-found",
    "ledger-not-deletable",
    "class-conflict",
  ],
} as const satisfies Route;

export const exchangeCode = {
  method: "post",
  path: "/codes",
  operationId: "exchangeCode",
  group: "classes",
  summary: "Exchange a student's code for a token",
  description:
    "The one route with data that needs no token. It exists only where the deployment gives out codes, as `npm run class` " +
    "does; elsewhere it answers 404. A code works once, or again and again with the same `device`. Wrong codes are " +
    "limited: 10 a minute from one address, and 300 from all.",
  request: { body: fields(codeSchema, IN_JSON) },
  answers: { 200: { description: "The token, which expires with the class.", content: json(exchangedSchema) } },
  problems: [
    "invalid-class",
    "code-refused",
    "not-found",
    "rate-limited",
    "access-not-configured",
    "ledger-unavailable",
  ],
} as const satisfies Route;
