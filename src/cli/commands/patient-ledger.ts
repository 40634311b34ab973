import { VERSION } from "../../report/version.ts";
import { printable } from "../../chain/text/printable.ts";
import { EXIT, type Run } from "../command.ts";
import { print } from "../io.ts";

/** A command of the package, which is loaded only if it is called. */
interface Installed {
  /** What it does, for the list of commands. */
  readonly effect: string;
  readonly load: () => Promise<Run>;
}

const COMMANDS: Readonly<Record<string, Installed>> = {
  verify: {
    effect: "check a ledger, an export or receipts without trusting who runs the ledger",
    load: async () => (await import("./verify.ts")).verify,
  },
  compare: {
    effect: "say whether saved checkpoints, such as those of two auditors, are of one history",
    load: async () => (await import("./compare.ts")).compare,
  },
  follow: {
    effect: "keep a verified copy of a ledger up to date",
    load: async () => (await import("./follow.ts")).follow,
  },
  witness: {
    effect: "cosign a ledger's checkpoints as an independent party",
    load: async () => (await import("./witness.ts")).witness,
  },
  register: {
    effect: "register a list of records, and save their receipts",
    load: async () => (await import("./register.ts")).register,
  },
  mine: {
    effect: "find a block's proof on this machine",
    load: async () => (await import("./mine.ts")).mine,
  },
  "author-key": {
    effect: "make, enrol, endorse and revoke the keys that authors sign with",
    load: async () => (await import("./author-key.ts")).authorKey,
  },
  token: {
    effect: "sign a token with a key of your own, for a class or for your own machine",
    load: async () => (await import("./token.ts")).token,
  },
};

const USAGE = `patient-ledger COMMAND [options]
${Object.entries(COMMANDS)
  .map(([name, { effect }]) => `  ${name.padEnd(10)}  ${effect}`)
  .join("\n")}

patient-ledger COMMAND --help   the options of a command
patient-ledger --version        the version`;

/** `patient-ledger`: the one program of the installed package, which runs the command that its first argument names. */
export const patientLedger: Run = async ([name, ...argv], io) => {
  if (name !== undefined && Object.hasOwn(COMMANDS, name)) {
    const run = await COMMANDS[name]?.load();
    if (run) return run(argv, io);
  }
  if (name === "--version") {
    print(io.stdout, VERSION);
    return EXIT.done;
  }
  if (name === "--help" || name === "-h") {
    print(io.stdout, USAGE);
    return EXIT.done;
  }
  print(io.stderr, `${name === undefined ? "Name a command." : `There is no command ${printable(name)}.`}\n\n${USAGE}`);
  return EXIT.failed;
};
