import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import type { Fault } from "../chain/fault.ts";
import { jsonLine } from "../chain/text/printable.ts";
import { type Io, print } from "./io.ts";

/**
 * Runs a command.
 *
 * @param argv the arguments after the command's name
 * @returns the exit code
 */
export type Run = (argv: readonly string[], io: Io) => Promise<number>;

/** The exit codes of all commands. */
export const EXIT = {
  /** The command did everything it was asked to do, and found no fault. */
  done: 0,
  /** The ledger is proven faulty. */
  fault: 1,
  /** The command could not do or check everything it was asked to. */
  failed: 2,
} as const;

/** The command line is invalid. The usage is printed after the message. */
export class UsageError extends Error {}

/** The ledger's chain is invalid, or contradicts what the ledger showed or signed earlier. */
export class ProvenFault extends Error {
  /** Where and how; absent when the ledger reports a contradiction without details. */
  readonly fault: Fault | undefined;

  constructor(message: string, fault?: Fault) {
    super(message);
    this.fault = fault;
  }
}

const HELP = { help: { type: "boolean", short: "h", default: false } } as const satisfies ParseArgsOptionsConfig;

/** The values given for a command's options. */
export type Values<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: Options }>
>["values"];

/** The declaration of a command with options. */
interface Declaration<Options extends ParseArgsOptionsConfig> {
  readonly usage: string;
  /** In the format of `node:util`; `--help` is added. */
  readonly options: Options;
  /** Printed before the reason when the command fails. */
  readonly failure?: string;
  /** Whether it takes arguments that are no options, such as files. */
  readonly hasOperands?: boolean;
  /** Whether to print the usage after every failure, for a command that only fails on invalid input. */
  readonly usageOnFailure?: boolean;
  /** @throws ProvenFault to exit with 1; any other error exits with 2 */
  readonly run: (values: Values<Options>, io: Io, operands: readonly string[]) => Promise<number>;
}

/**
 * Creates a command from its declaration. The command parses its options, answers `--help`, and prints why it failed.
 *
 * @returns the command, which never throws
 */
export function command<const Options extends ParseArgsOptionsConfig>(declaration: Declaration<Options>): Run {
  const { usage, options, failure = "", usageOnFailure = false, hasOperands = false, run } = declaration;
  return async (argv, io) => {
    try {
      const { values, positionals } = parseArgs({
        args: withValues(argv, { ...HELP, ...options }),
        options: { ...HELP, ...options },
        allowPositionals: hasOperands,
      });
      if ((values as Values<typeof HELP>).help) {
        print(io.stdout, usage);
        return EXIT.done;
      }
      return await run(values, io, positionals);
    } catch (error) {
      const { message } = error as Error;
      if (error instanceof ProvenFault && error.fault) print(io.stdout, jsonLine({ fault: error.fault }));
      print(io.stderr, failure + message + (usageOnFailure || error instanceof UsageError ? `\n\n${usage}` : ""));
      return error instanceof ProvenFault ? EXIT.fault : EXIT.failed;
    }
  };
}

/**
 * Joins an option to its value if the value begins with a hyphen, as one thumbprint in 64 does: `parseArgs` accepts it only
 * as `--key=-value`.
 */
function withValues(argv: readonly string[], options: ParseArgsOptionsConfig): string[] {
  const args: string[] = [];
  for (const arg of argv) {
    const before = args.at(-1) ?? "";
    const takesValue = before.startsWith("--") && options[before.slice(2)]?.type === "string";
    if (takesValue && arg.startsWith("-") && !isOption(arg, options)) args[args.length - 1] = `${before}=${arg}`;
    else args.push(arg);
  }
  return args;
}

function isOption(arg: string, options: ParseArgsOptionsConfig): boolean {
  const name = arg.replace(/=.*$/s, "");
  return Object.entries(options).some(([long, { short }]) => name === `--${long}` || name === `-${short}`);
}
