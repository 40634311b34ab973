import { closeSync, openSync } from "node:fs";
import { isIPv4 } from "node:net";
import { join } from "node:path";
import { helpDocument, helpAddress } from "../../class/certificate-warning/help-page.ts";
import { studentsWithCode } from "../../class/sheet/sheet.ts";
import { readCodes } from "../../client/routes/classes.ts";
import { Refusal } from "../../client/transport/errors.ts";
import { type Listening, runWrangler, type Wrangler } from "../dev/wrangler-dev.ts";
import { ROOT, writeSettings } from "../dev/worker-settings.ts";
import { type Io, print } from "../io.ts";
import { DEVELOPMENT, KEY_FOLDER } from "../keys/token-key.ts";
import { announcement, boardWords } from "./announcement.ts";
import { type ClassCertificate, openCertificate } from "./certificate.ts";
import type { ClassPlan } from "./class-plan.ts";
import { type ClassServer, ledgerOn } from "./class-server.ts";
import { serveHelp } from "./help-server.ts";
import { type MachineNames, machineNames } from "./machine-names.ts";
import { writeSheet } from "./sheet-file.ts";
import { createClassLedger, openClass } from "./opening.ts";
import { saveClass } from "./plan-file.ts";
import { type Issuer, teacherToken, teacherTokens } from "./tokens.ts";
import { fetchTrusting } from "./trusting-fetch.ts";

/** All interfaces of this machine. */
const EVERYWHERE = "0.0.0.0";

/** Where the certificate is kept, beside the development keys: devices that have accepted it do not ask again. */
const CERTIFICATE_FOLDER = join(KEY_FOLDER, "class-certificate");

/** How a class is run. */
export interface RunOptions {
  /** Where the class is stored. */
  readonly folder: string;
  readonly ends: Date;
  /** Whether everything is kept at the end. */
  readonly keep: boolean;
  /** Whether the class was begun by an earlier run of the command. */
  readonly isResumed: boolean;
  /** Aborts when the command is asked to end. */
  readonly stop: AbortSignal;
}

/**
 * Runs a class on this machine: the server over https, and the help page over http, on the next port.
 *
 * @throws Error if the class could not be opened, or the server ended by itself
 */
export async function runLocalClass(plan: ClassPlan, port: number, options: RunOptions, io: Io): Promise<void> {
  const { folder, keep, stop } = options;
  const names = await machineNames();
  const certificate = await openCertificate(CERTIFICATE_FOLDER, [...names.hosts, ...names.addresses], Date.now());
  const addresses = addressesOf(names, port);
  const { args, tokenKey } = await writeSettings(folder, (key) => ({
    CLASS_KEY: JSON.stringify(key),
    CLASS_NAME: plan.name,
    CLASS_ADDRESSES: addresses.join(" "),
    // The first block of the class's ledger is searched for here, whatever its difficulty.
    NONCE_SEARCH: "simd",
    MAX_SEARCH_DIFFICULTY: "32",
  }));
  const issuer = { key: tokenKey, ...DEVELOPMENT };
  const help = await serveHelp(EVERYWHERE, port + 1, ({ userAgent, address }) =>
    helpDocument({ userAgent, addresses: withFirst(addresses, `https://${address}:${port}`) }),
  );
  const logFile = join(folder, "server.log");
  // On the terminal, a line for each browser that warns about the certificate would bury what the command prints.
  const log = openSync(logFile, "w", 0o600);
  let failure: unknown;
  const onListening = (_: Listening, { ended, stop: stopWrangler }: Wrangler) => {
    open(ended).catch((error: unknown) => {
      if (ended.aborted) return;
      failure = error;
      stopWrangler();
    });
  };
  try {
    await runWrangler(ROOT, [...args, ...flags(folder, port, certificate)], io, onListening, log);
  } finally {
    closeSync(log);
    await help.close();
  }
  if (failure !== undefined) throw failure;
  if (!stop.aborted) {
    throw new Error(`The server ended by itself: ${logFile} may say why. Run the command again to resume the class.`);
  }

  async function open(ended: AbortSignal): Promise<void> {
    const server = localServer(port, certificate, issuer, plan.name);
    await openClass(server, plan, options.ends, ended).catch(explain);
    await saveClass(folder, { plan, port });
    const { fingerprint } = certificate;
    const { ends, codes } = await readCodes(ledgerOn(server, plan.name), plan.name, ended);
    const sheet = await writeSheet(folder, {
      name: plan.name,
      ends,
      addresses,
      help: helpAddress(addresses[0]),
      fingerprint,
      students: studentsWithCode(codes),
    });
    const machine = { helpPages: addresses.map((address) => helpAddress(address)), fingerprint };
    print(io.stdout, announcement({ plan, ends: options.ends, sheet, addresses }, machine));
    await createClassLedger(server, plan, ended);
    const board = `${server.url}/#token=${await teacherToken(issuer, plan.name, options.ends)}`;
    print(io.stdout, boardWords(plan.name, options.ends, board, keep));
  }
}

function localServer(port: number, { pem }: ClassCertificate, issuer: Issuer, className: string): ClassServer {
  return {
    url: `https://localhost:${port}`,
    token: teacherTokens(issuer, className),
    fetch: fetchTrusting(pem),
  };
}

/** The arguments of `wrangler dev` besides the settings. */
function flags(folder: string, port: number, { keyFile, certificateFile }: ClassCertificate): string[] {
  return Object.entries({
    ip: EVERYWHERE,
    port: String(port),
    // Any free one: nobody debugs a class, but npm run dev may run beside it.
    "inspector-port": "0",
    "persist-to": join(folder, "state"),
    "local-protocol": "https",
    "https-key-path": keyFile,
    "https-cert-path": certificateFile,
    // It logs no requests.
    "log-level": "warn",
    "show-interactive-dev-session": "false",
  }).flatMap(([name, value]) => [`--${name}`, value]);
}

/**
 * The addresses of the class: those of version 4, on which the server listens, and the name that multicast DNS announces.
 * Without a network, it is this machine's own.
 */
function addressesOf({ hosts, addresses }: MachineNames, port: number): readonly [string, ...string[]] {
  const reached = [
    ...addresses.filter((address) => isIPv4(address)),
    ...hosts.filter((host) => host.endsWith(".local")),
  ];
  const [first = "localhost", ...others] = reached;
  return [`https://${first}:${port}`, ...others.map((host) => `https://${host}:${port}` as const)];
}

/** The addresses with the one first that a reader of the help page has reached, if it is among them. */
function withFirst(addresses: readonly [string, ...string[]], reached: string): readonly [string, ...string[]] {
  if (!addresses.includes(reached)) return addresses;
  return [reached, ...addresses.filter((address) => address !== reached)];
}

/** Explains a failure that the user's own settings cause. */
function explain(error: unknown): never {
  if (!(error instanceof Refusal && error.status === 401)) throw error;
  throw new Error(
    `The server refuses this command's tokens. ${error.message} Remove the settings of access from .dev.vars: a class has its own.`,
    { cause: error },
  );
}
