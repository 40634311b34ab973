import { TOUR, type RouteFault, type View } from "../../address/address.ts";
import { number } from "../../language/format.ts";
import { plural } from "./plural.ts";

/** The texts around all views, and those of signing in and of choosing a ledger. */
export const strings = {
  brand: "patient-ledger",
  views: {
    blocks: "Ledger",
    mine: "Mine",
    keys: "Keys",
    lab: "Lab",
    network: "Network",
    verify: "Verify",
    board: "Board",
  } satisfies Record<View, string>,
  skip: "Skip to content",
  navigation: "Views",
  guides: "Guides",
  apiReference: "API reference",
  language: "Language",
  theme: { toLight: "Light theme", toDark: "Dark theme" },

  insecure: {
    title: "Cryptography is not available over plain HTTP.",
    explanation:
      "This page cannot hash, mine or verify anything, and anyone on this network can read and change what you see. Open it over HTTPS, or at http://localhost on the machine that runs it.",
    whatToDo: "What to do",
    student:
      "In a class: open the address on your sheet. It begins with https://. Your browser shows a warning first, since the teacher's computer made its own certificate.",
    warning: (browser: string) => `In ${browser}:`,
    refusing:
      "If there is nothing to press, the device does not let you go on, as some that a school manages: use another one, or work with a neighbour, and tell your teacher.",
    teacher:
      "As the teacher: start the server with npm run class. It serves HTTPS on your network, and prints the sheet.",
    operator: "Everybody else: ask whoever runs this server for its https address.",
    instead: "Not computed: cryptography is not available over plain HTTP.",
    verdict: "No verdict: over plain HTTP, anyone on this network could forge the answer.",
  },

  wrongAddress: {
    title: "Page not found",
    faults: {
      ledger:
        "The address contains no valid ledger name. A name has up to 40 lower-case letters, digits and hyphens, as in #/main/blocks.",
      view: "The address names an unknown view. Choose one of the views above.",
      block: "The address contains no valid block number. Blocks are numbered from 1, as in #/main/blocks/1.",
      key: "The address contains no valid thumbprint of a key, which has 43 letters, digits, hyphens and underscores.",
      step: `The tour has no such step. Steps are numbered from 1 to ${number(TOUR.length)}.`,
      place: "This view has no page at that address.",
    } satisfies Record<RouteFault, string>,
    back: (view: string, ledger: string) => `Open ${view} of ${ledger}`,
  },

  signIn: {
    title: "Sign in",
    lead: "A tamper-evident ledger of patient records. Watch it grow, mine a block, and try to break it.",
    explanation:
      "You need a token. Open the link that npm run dev prints, or paste a token here, with or without “Bearer”. It is stored in this tab only.",
    label: "Token",
    submit: "Sign in",
    notToken: "This is not a token. A token starts with “ey” and has three parts separated by dots.",
    badLink: "The link does not contain a readable token. Copy the whole link and try again.",
    expired: "Your token has expired. Sign in with a new one.",
    draftKept: "The form keeps what you typed: it will be there after you sign in.",
    getOne: "To print a token, run this on the machine that runs the ledger:",
    labFirst: "The lab needs no token: it works on its own chain.",
    openLab: "Open the lab",
  },

  session: {
    signedInAs: (subject: string) => `Signed in as ${subject}`,
    signedIn: "Signed in as",
    until: (end: string) => `until ${end}`,
    signOut: "Sign out",
    scopeMissing: (scope: string) =>
      `Your token lacks the scope ${scope}, which this needs. Sign in with a token that has it.`,
  },

  switching: {
    otherPerson: (present: string, offered: string) => `You are signed in as ${present}. Switch to ${offered}?`,
    otherRights: (present: string) => `You are signed in as ${present}. Use the link's token instead?`,
    present: "Current token",
    offered: "The link's token",
    who: "Signed in as",
    scopes: "Scopes",
    ledgers: "Ledgers",
    patients: "Patients",
    patientsOf: (count: number | undefined) => (count === undefined ? "all" : `only ${number(count)}`),
    until: "Expires",
    draftLost: "If you switch, what you typed into the form is lost.",
    stay: (present: string) => `Stay signed in as ${present}`,
    change: (offered: string) => `Switch to ${offered}`,
    keep: "Keep the current token",
    take: "Use the link's token",
    refused: "This link could not sign you in",
    still: (present: string) => `You are still signed in as ${present}.`,
    close: "Close",
  },

  ledger: {
    title: (name: string) => `Ledger ${name}`,
    choose: "Ledger",
    open: "Open",
    names: "Up to 40 lower-case letters, digits and hyphens.",
    startsWith: (prefix: string) => `${prefix}…`,
    chooseOne: "Your token does not give access to this ledger. Choose another ledger.",
    openable: {
      title: "Ledgers you can open",
      none: "None: your token lists no ledgers. Sign in with another token.",
      names: "By name",
      under: (prefix: string) => (prefix === "" ? "Any ledger" : `Any ledger whose name starts with ${prefix}`),
      mayCreate: "If there is no ledger with that name yet, you can create it.",
      mayNotCreate: "The ledger must already exist: to create one, your token needs the scope ledger:create.",
    },
    kinds: { plain: "plain", sealed: "sealed" },
    sandbox: "sandbox",
    asSandbox: "A sandbox, to practise on",
    sandboxHint:
      "A sandbox can be deleted, with everything in it, and no other ledger can. This cannot be changed later. Never use one for real records.",
    deleted: (name: string) =>
      `The ledger ${name} was a sandbox, and was deleted with everything in it. No ledger will ever have its name again. Open another one.`,
    records: "Kind of ledger",
    recordsOf: {
      plain:
        "Plain: every block holds a record that all readers can read, for ever. For teaching, and for data that is nobody's secret.",
      sealed:
        "Sealed: blocks hold only commitments; the records are encrypted beside the chain, and only those who may read them can open them. For real patients.",
    },
    mustSign: "Records must be signed",
    mustSignHint:
      "The ledger then takes records and corrections only with the signature of an author whose key is enrolled. This cannot be changed later.",
    sealedPuzzle: "A sealed ledger's puzzle is block-hash.",
    squares: "puzzle squares",
    blockHash: (difficulty: number) => `puzzle block-hash, ${plural(difficulty, "bit")}`,
    state: {
      opening: "Connecting…",
      live: "Live",
      interrupted: "Connection lost, retrying…",
      refused: "Not connected",
    },
    notFound: (name: string) => `The ledger ${name} does not exist yet.`,
    create: "Create this ledger",
    puzzle: "Puzzle",
    puzzles: {
      squares: "squares: from the paper; every chain has the same proofs",
      "block-hash": "block-hash: each proof depends on its block's content",
    },
    difficulty: "Difficulty in bits",
    creating: "Creating…",
  },

  copy: { action: "Copy", done: "Copied" },
  loadingView: "Loading this view…",
  loadingFailed: "A part of this page could not be loaded. Reload the page.",
  unexpected: (message: string) => `Something went wrong: ${message}`,
};
