import type { SignatureCounts } from "../../chain/sealed/signature-counts.ts";
import type { ListedEntry, KeyHistory } from "../../evidence/authors.ts";
import type { Finding } from "../../evidence/verification.ts";

/** What verification found about signatures and keys. */
export type AuthorFinding = Extract<Finding, { readonly check: "signatures" | "pin" | "author" }>;

const WHO_TELLS =
  "--url tells that to a token with record:read, unless the name was erased, and so does the receipt of the key's entry";

/** How many entry numbers one line lists. */
const LISTED = 20;

/** Whether a finding is about signatures or keys. */
export function isOfAuthors(finding: Finding): finding is AuthorFinding {
  return finding.check === "signatures" || finding.check === "pin" || finding.check === "author";
}

/** How many entries of a sealed ledger are signed, and who vouches for the names of the keys, on one line. */
export function describeCounts({ signed, unsigned, keys, disputed, names }: SignatureCounts): string {
  const counts = `${count(signed)} signed and ${count(unsigned)} unsigned, ${count(keys)} ${keys === 1 ? "key" : "keys"}`;
  return `signatures: ${counts}, ${count(disputed)} disputed; names vouched for by the ${names}`;
}

/** What verification found about signatures or a key, on one line. */
export function describeAuthors(finding: AuthorFinding): string {
  switch (finding.check) {
    case "signatures":
      return describeCounts(finding);
    case "pin":
      return `${finding.isNamed ? `${finding.name}: ` : ""}the pinned key ${historyOf(finding.key)}`;
    case "author":
      return `the key ${historyOf(finding.key)}, signed ${entries(finding.entries.length)}`;
  }
}

/** The details of such a finding, one a line: the disputed entries, and what a key signed. */
export function authorLines(finding: AuthorFinding): string[] {
  if (finding.check === "author") return finding.entries.map(signedLine);
  if (finding.check === "pin" || finding.disputedEntries.length === 0) return [];
  const shown = finding.disputedEntries.slice(0, LISTED);
  const more = finding.disputedEntries.length - shown.length;
  return [`disputed: entry ${shown.join(", ")}${more > 0 ? ` and ${count(more)} more, which --json lists` : ""}`];
}

/** What a finding leaves open: whether a pinned key is enrolled in that name. */
export function namesLeftOpen(findings: readonly Finding[]): string[] {
  return findings
    .filter((finding) => finding.check === "pin")
    .filter(({ isNamed }) => !isNamed)
    .map(({ name, key }) => `whether the key ${key.thumbprint} is enrolled in the name ${name}: ${WHO_TELLS}`);
}

/** The same findings for machines, as members of the report. */
export function authorsJson(findings: readonly Finding[]): object {
  const found = findings.filter(isOfAuthors);
  const signatures = found.find((finding) => finding.check === "signatures");
  const pins = found
    .filter((finding) => finding.check === "pin")
    .map(({ name, key, isNamed }) => ({ name, name_checked: isNamed, ...key }));
  const author = found.find((finding) => finding.check === "author");
  const { check: _, disputedEntries, ...counts } = signatures ?? {};
  return {
    ...(signatures ? { signatures: { ...counts, disputed_entries: disputedEntries } } : {}),
    ...(pins.length > 0 ? { pins } : {}),
    ...(author ? { author: { ...author.key, entries: author.entries } } : {}),
  };
}

function historyOf({ thumbprint, enrolled, revoked, compromised_since: since }: KeyHistory): string {
  const end = revoked ? `, revoked by entry ${revoked.entry} of block ${revoked.block}` : "";
  const disputed = since === undefined ? "" : `, disputed since block ${since}`;
  return `${thumbprint}, enrolled by entry ${enrolled.entry} of block ${enrolled.block}${end}${disputed}`;
}

function signedLine({ number, kind, block, at, disputed }: ListedEntry): string {
  return `signed entry ${number} (${kind}) of block ${block}, ${at}${disputed ? ", disputed" : ""}`;
}

function entries(number: number): string {
  return `${count(number)} ${number === 1 ? "entry" : "entries"}`;
}

function count(number: number): string {
  return number.toLocaleString("en");
}
