/** The texts of the verifier that is one file. What it shares with the view of the page is in verify-strings.ts. */
export const verifierStrings = {
  title: "Verify a ledger without its operator",
  brand: "patient-ledger verifier",
  lead: "Checks an export of a ledger, or receipts, on this machine: every hash, link and proof of work, and whether the past is still what checkpoints and receipts say.",
  private:
    "This file sends nothing anywhere: its Content-Security-Policy forbids every connection, and it stores nothing. You can disconnect from the network before you open a file.",
  version: (version: string) => `Version ${version}`,
  origin:
    "Did this file come from the ledger's operator? Then compare its SHA-256 with one from somebody else, since whoever edits a ledger can also edit its verifier. To compute it, type sha256sum verifier.html in a terminal, or certutil -hashfile verifier.html SHA256 on Windows.",
  keys: "Keys",
  files: "Files",
  start: "Verify the files",
  again: "Verify the files again",
  noCryptography:
    "This browser does not let a file compute hashes: crypto.subtle is missing. Open the file in a current Firefox, Chrome, Edge or Safari.",
  noCosigned: "an export has no newest checkpoint, so add a saved checkpoint that the witnesses cosigned",
  nothing: "there is nothing to check: add an export of the chain, or receipts",
  noExport: "there is no export of the chain to compare it with",
} as const;
