/** The start of a thumbprint, which is enough to tell the keys of one ledger apart at a glance. */
export function shortThumbprint(thumbprint: string): string {
  return `${thumbprint.slice(0, 8)}…`;
}
