import { ADDRESSES_MEMBER, SIGN_IN_META } from "../../../contract/page-sign-in.ts";

const LOCAL = ["localhost", "127.0.0.1", "[::1]"];

/** Where the devices of a class reach this server. */
export interface ClassAddresses {
  /** The addresses, the best first. Empty if the page is open at localhost and was not told any. */
  readonly addresses: readonly string[];
  /** Whether `npm run class` serves them: with a certificate that browsers warn about, and a help page that explains it. */
  readonly hasHelp: boolean;
}

/** The addresses that the Worker wrote into the page, and the page's own, which comes first unless it is that of this machine. */
export function classAddresses(): ClassAddresses {
  const meta = document.querySelector<HTMLMetaElement>(`meta[name="${SIGN_IN_META}"]`);
  const told = meta?.dataset[ADDRESSES_MEMBER]?.split(" ").filter(Boolean) ?? [];
  const own = LOCAL.includes(location.hostname) ? [] : [location.origin];
  return { addresses: [...new Set([...own, ...told])], hasHelp: told.length > 0 };
}
