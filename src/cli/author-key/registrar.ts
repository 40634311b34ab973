import type { OpenedKey } from "../../chain/sealed/public-key.ts";
import type { AuthorKey } from "../../client/signing/author-key.ts";

const NEEDS_ENDORSEMENT =
  "This ledger has a registrar, whose endorsement the key needs. Give --registrar-key if you are the registrar. " +
  "Otherwise write a request with --request FILE, let the registrar endorse it, and send it with --enrol FILE.";

/** What to do if a registrar's key is missing: unlike an author's, it is enrolled nowhere. */
export const REGISTRAR_ADVICE = "It must be the file with the registrar's private key.";

/** @throws Error if the ledger demands another endorsement than this key's, or none */
export function requireEndorser(registrar: AuthorKey | undefined, registrars: readonly OpenedKey[]): void {
  if (registrar) requireRegistrar(registrar, registrars);
  else if (registrars.length > 0) throw new Error(NEEDS_ENDORSEMENT);
}

/** @throws Error if the key is not one whose endorsement counts on the ledger */
export function requireRegistrar({ thumbprint }: AuthorKey, registrars: readonly OpenedKey[]): void {
  if (registrars.length === 0) throw new Error("This ledger has no registrar: leave out --registrar-key.");
  if (registrars.some((key) => key.thumbprint === thumbprint)) return;
  throw new Error("--registrar-key is neither the key of this ledger's registrar nor that of the successor.");
}
