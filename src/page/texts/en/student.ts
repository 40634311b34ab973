import { twoDigits } from "../../../class/class-names.ts";
import { until } from "../../language/format.ts";

/** The texts about a student's place in the class. */
export const studentStrings = {
  strip: {
    label: "Your class",
    student: (number: number, className: string) => `Student ${twoDigits(number)} of ${className}`,
    ledgers: "Your ledgers",
    sandbox: "My sandbox",
    class: "The class's ledger",
    until: (end: string) => `until ${until(Date.parse(end))}`,
  },

  again: {
    open: "Start again",
    title: "Start again with an empty sandbox?",
    explanation: (sandbox: string) =>
      `Your sandbox ${sandbox} is deleted for good, with all its blocks, and no ledger will ever have its name again. Nobody can bring it back, not even your teacher. You get a new, empty sandbox. The class's ledger keeps what you mined there.`,
    confirm: "Delete it and start again",
    keep: "Keep my sandbox",
    running: "Making a new sandbox …",
  },
};
