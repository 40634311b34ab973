/**
 * A sealed ledger was created in a version of the format that this program does not know, so that it cannot check the
 * chain. That is no fault of the ledger.
 */
export class UnknownVersion extends Error {
  readonly version: number;

  constructor(version: number) {
    super(`The ledger has version ${version} of the format, which this program is too old to check.`);
    this.name = "UnknownVersion";
    this.version = version;
  }
}

/** The version of the format that this program checks. */
export const FORMAT_VERSION = 1;

/**
 * Makes sure that a chain can be checked at all. This comes before every rule: which rules hold is what a version says.
 *
 * @param genesis the first block of a chain; nothing is assumed about its shape
 * @throws UnknownVersion if it says that a later version of the format holds
 */
export function checkVersion(genesis: unknown): void {
  const { entries } = (genesis ?? {}) as { entries?: unknown };
  const founding: unknown = Array.isArray(entries) ? entries[0] : undefined;
  const { kind, version } = (founding ?? {}) as { kind?: unknown; version?: unknown };
  if (kind === "founding" && Number.isSafeInteger(version) && (version as number) > FORMAT_VERSION) {
    throw new UnknownVersion(version as number);
  }
}
