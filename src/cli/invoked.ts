/** Whether this is the installed package, which holds the compiled code. The repository runs its TypeScript. */
export const isInstalled = !import.meta.url.endsWith(".ts");

/** The commands whose output is meant for a variable of the shell, so npm must print nothing of its own. */
const SILENT: readonly string[] = ["token", "signing-key", "record-key"];

/** How a message names a command: `npm run verify`, or `patient-ledger verify` where the package is installed. */
export function named(command: string): string {
  if (isInstalled) return `patient-ledger ${command}`;
  return `npm run ${SILENT.includes(command) ? "-s " : ""}${command}`;
}

/** A command as it stands before its options: `npm run verify --`, or `patient-ledger verify` where it is installed. */
export function invoked(command: string): string {
  return isInstalled ? named(command) : `${named(command)} --`;
}
