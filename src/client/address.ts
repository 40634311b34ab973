/** What stands behind a ledger's address in those of its routes and pages. */
const ROUTES =
  /\/(get_chain|checkpoint|vkey|is_valid|mempool|mine_block|work|miners|events|consistency|cosignatures|docs|openapi\.json|healthz|(blocks|tile)(\/.*)?)$/;

/**
 * Reads a ledger's address, without the slashes at its end.
 *
 * @throws Error when it is none; the message does not repeat a password or what stands behind `#`
 */
export function ledgerAddress(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !/^https?:$/.test(parsed.protocol)) {
    throw new Error(`--url is not an address: ${withoutSecrets(url)} (it has to begin with http:// or https://)`);
  }
  if (parsed.username || parsed.password) {
    throw new Error("--url must not hold a user name or password: tokens come from LEDGER_TOKEN or --token-file.");
  }
  const path = parsed.pathname.replace(/\/+$/, "");
  const route = ROUTES.exec(path);
  const base = `${parsed.origin}${path}`;
  if (/[?#]/.test(url)) {
    const name = /^#\/([A-Za-z0-9._-]+)/.exec(parsed.hash)?.[1];
    const ledger = name === undefined || name === "main" ? base : `${base}/ledgers/${name}`;
    throw new Error(`--url is the address of a page, not of a ledger. Without ? and # it is: ${ledger}`);
  }
  if (route) {
    throw new Error(`--url is the address of a route, not of a ledger: leave out ${route[0]}`);
  }
  return base;
}

/** An address as it may be shown. */
function withoutSecrets(url: string): string {
  return url.replace(/[?#].*$/s, "").replace(/\/\/[^/]*@/, "//…@");
}
