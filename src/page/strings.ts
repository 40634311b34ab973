import type { View } from "./route.ts";

/** A number as a person reads it. */
export function number(value: number, fractionDigits = 0): string {
  return value.toLocaleString("en", { minimumFractionDigits: fractionDigits, maximumFractionDigits: fractionDigits });
}

/** A time as a person reads it, from RFC 3339. */
export function time(timestamp: string): string {
  return new Date(timestamp).toLocaleString("en", { dateStyle: "medium", timeStyle: "medium" });
}

/** All that the page says, so that a translation is one file. */
export const strings = {
  brand: "patient-ledger",
  views: { blocks: "Ledger", mine: "Mine", lab: "Lab", verify: "Verify" } satisfies Record<View, string>,
  skip: "To the content",
  navigation: "Views",
  apiReference: "API reference",
  theme: { toLight: "Light colours", toDark: "Dark colours" },

  signIn: {
    title: "Sign in",
    lead: "A ledger of patient records that nobody can change unnoticed. See it grow, mine for it, try to break it.",
    explanation:
      "Nothing here answers without a token. Open the link that npm run dev prints, or paste a token; it is kept in this tab only.",
    label: "Token",
    submit: "Sign in",
    notToken: "This is not a token. It has three parts with dots between them, and begins with ey.",
    expired: "Your token has expired. Sign in with a new one.",
    getOne: "Where the ledger runs, this prints one:",
    labFirst: "The lab needs no token: it works on a chain of its own.",
    openLab: "Open the lab",
  },

  session: {
    signedInAs: (subject: string) => `Signed in as ${subject}`,
    signOut: "Sign out",
    scopeMissing: (scope: string) =>
      `Your token does not allow this: it lacks the scope ${scope}. Sign in with one that has it.`,
  },

  ledger: {
    title: (name: string) => `Ledger ${name}`,
    choose: "Ledger",
    open: "Open",
    names: "Lower-case letters, digits and hyphens, at most 40.",
    squares: "puzzle squares",
    blockHash: (difficulty: number) => `puzzle block-hash, ${difficulty} bits`,
    state: { opening: "Opening…", live: "Live", interrupted: "Interrupted, trying again…", refused: "Not open" },
    notFound: (name: string) => `There is no ledger ${name} yet.`,
    found: "Found this ledger",
    puzzle: "Puzzle",
    puzzles: {
      squares: "squares: the paper's own, the same proofs for every chain",
      "block-hash": "block-hash: bound to each block's content",
    },
    difficulty: "Difficulty in bits",
    founding: "Founding…",
  },

  hash: { leadingZeros: (count: number) => (count === 1 ? "1 leading zero" : `${count} leading zeros`) },
  copy: { action: "Copy", done: "Copied" },
  unexpected: (message: string) => `This did not work: ${message}`,
};
