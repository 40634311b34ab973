import type { NoCodes, NoPlace, NoStudent, NotReplaced } from "../../ledger/classroom/results.ts";
import { valueOf } from "./outcomes.ts";
import { Problem } from "./problem.ts";

/** No class has the name of the request's path. */
export function classNotFound(): Problem {
  return new Problem("class-not-found", "There is no class with this name. PUT /classes/{name} opens one.");
}

/** There is no such student, or no codes for them. */
export function noCodes({ outcome }: NoStudent | NoCodes): Problem {
  if (outcome === "none")
    return new Problem("class-not-found", "There is no such class, or no student with this number.");
  const detail = "This deployment gives out no codes for this class. npm run class starts one that does.";
  return new Problem("class-not-found", detail);
}

/** The class has no place for the student. */
export function hasNoPlace({ outcome }: NoPlace): Problem {
  return outcome === "no-class" ? classNotFound() : notInClass();
}

/** The token is not that of a student of the class. */
export function notInClass(): Problem {
  const detail = "Only the tokens of this class's students, which name it in their claim `class`, have a place in it.";
  return new Problem("not-in-class", detail);
}

/** Why a student's sandbox was not replaced. */
export function notReplaced(result: NotReplaced | NoPlace): Problem {
  switch (result.outcome) {
    case "no-class":
    case "not-in-class":
      return hasNoPlace(result);
    case "conflict":
      return new Problem("class-conflict", "This is not your present sandbox. GET /classes/{name}/self names it.");
    case "too-many":
      return new Problem("class-conflict", "You have started again too often in this class. Ask your teacher.");
    case "not-deletable":
      return new Problem(
        "ledger-not-deletable",
        "Nothing was deleted: your ledger was not created with sandbox: true. Ask your teacher.",
      );
    case "not-created":
      return new Problem("ledger-unavailable", "No fresh sandbox could be created now. Send the same request again.", {
        headers: { "Retry-After": "10" },
      });
    case "unanswered":
      return valueOf<Problem>(result.answer);
  }
}
