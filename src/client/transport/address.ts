import { MAIN } from "../../contract/ledger-name.ts";

/** The part that routes and pages append to a ledger's address. A ledger may have the name of a route. */
const ROUTES =
  /(?<!\/ledgers)\/(get_chain|checkpoint|vkey|is_valid|mine_block|work|miners|events|consistency|cosignatures|docs|openapi\.json|healthz|codes|(classes|blocks|tile|mempool|records|keys|reads)(\/.*)?)$/;

/**
 * Parses a ledger's address and removes trailing slashes.
 *
 * @throws Error if it is not a ledger's address; the message never repeats a password, query or fragment
 */
export function ledgerAddress(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !/^https?:$/.test(parsed.protocol)) {
    throw new Error(`The ledger's address must begin with http:// or https://: ${withoutSecrets(url)}`);
  }
  if (parsed.username || parsed.password) {
    throw new Error("The ledger's address must not hold a user name or password: ledgers take tokens instead.");
  }
  const path = parsed.pathname.replace(/\/+$/, "");
  const route = ROUTES.exec(path);
  const base = `${parsed.origin}${path}`;
  if (/[?#]/.test(url)) {
    const name = /^#\/([A-Za-z0-9._-]+)/.exec(parsed.hash)?.[1];
    const ledger = name === undefined || name === "main" ? base : `${base}/ledgers/${name}`;
    throw new Error(`This is the address of a page, not of a ledger. The ledger's is ${ledger}`);
  }
  if (route) {
    throw new Error(`This is the address of a route, not of a ledger: leave out ${route[0]}`);
  }
  return base;
}

/** Removes query, fragment and credentials from an address. */
function withoutSecrets(url: string): string {
  return url.replace(/[?#].*$/s, "").replace(/\/\/[^/]*@/, "//…@");
}

/** The paths of the contract's single routes, which are the whole deployment's. */
const SINGLE = /^\/(?:healthz|codes|classes\/.*)$/;

/** The end of the address of a ledger that is named in it. */
const NAMED = /\/ledgers\/[^/]+$/;

/**
 * The address of a route.
 *
 * @param ledger the ledger's, from {@link ledgerAddress}
 * @param path the path below it; empty for the ledger itself
 */
export function routeAddress(ledger: string, path: string): string {
  if (SINGLE.test(path)) return ledger.replace(NAMED, "") + path;
  return path === "" && !NAMED.test(ledger) ? `${ledger}/ledgers/${MAIN}` : ledger + path;
}
