import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import type { Fault } from "../chain/fault.ts";
import { jsonLine } from "../client/printable.ts";
import { type Io, print } from "./io.ts";

/**
 * A command.
 *
 * @param argv what stands behind its name
 * @returns its exit code
 */
export type Run = (argv: readonly string[], io: Io) => Promise<number>;

/** How commands end. */
export const EXIT = {
  /** All that was asked for was done, and nothing is wrong. */
  done: 0,
  /** The ledger is proven wrong. */
  fault: 1,
  /** The command could not do, or not check, all that was asked for. */
  failed: 2,
} as const;

/** The command cannot be understood: its usage is told behind the message. */
export class UsageError extends Error {}

/** What the ledger shows contradicts what it showed or signed before, or is no valid chain. */
export class ProvenFault extends Error {
  /** Where and how; absent where the ledger only says that it is contradicted, without details. */
  readonly fault: Fault | undefined;

  constructor(message: string, fault?: Fault) {
    super(message);
    this.fault = fault;
  }
}

const HELP = { help: { type: "boolean", short: "h", default: false } } as const satisfies ParseArgsOptionsConfig;

/** What was given for a command's options. */
export type Values<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: Options }>
>["values"];

/** A command with options. */
interface Declaration<Options extends ParseArgsOptionsConfig> {
  readonly usage: string;
  /** As `node:util` reads them; `--help` comes besides. */
  readonly options: Options;
  /** What is said before the reason when the command fails. */
  readonly failure?: string;
  /** Whether the usage is told behind every reason, since only the user's input makes the command fail. */
  readonly usageOnFailure?: boolean;
  /** @throws ProvenFault to end with 1; any other error ends with 2 */
  readonly run: (values: Values<Options>, io: Io) => Promise<number>;
}

/**
 * Makes a command of its declaration: it reads the options, helps where it is asked to, and says why it failed.
 *
 * @returns the command; it throws nothing
 */
export function command<const Options extends ParseArgsOptionsConfig>(declaration: Declaration<Options>): Run {
  const { usage, options, failure = "", usageOnFailure = false, run } = declaration;
  return async (argv, io) => {
    try {
      const { values } = parseArgs({ args: argv, options: { ...HELP, ...options } });
      if ((values as Values<typeof HELP>).help) {
        print(io.stdout, usage);
        return EXIT.done;
      }
      return await run(values, io);
    } catch (error) {
      const { message } = error as Error;
      if (error instanceof ProvenFault && error.fault) print(io.stdout, jsonLine({ fault: error.fault }));
      print(io.stderr, failure + message + (usageOnFailure || error instanceof UsageError ? `\n\n${usage}` : ""));
      return error instanceof ProvenFault ? EXIT.fault : EXIT.failed;
    }
  };
}
