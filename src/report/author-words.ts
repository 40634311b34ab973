import { counted } from "../chain/text/counted.ts";
import type { SignatureCounts } from "../chain/sealed/signature-counts.ts";
import type { KeyHistory, ListedEntry } from "../evidence/checking/authors.ts";
import type { Finding, Report } from "../evidence/checking/verification.ts";
import { bounded, quoted } from "./words.ts";

/** What verification found about signatures and keys. */
export type AuthorFinding = Extract<Finding, { readonly check: "signatures" | "pin" | "author" }>;

/** How many disputed entries a report for people lists. */
const LISTED = 20;

const NAMES_TOLD =
  "the ledger tells that to a token with record:read, unless the name was erased, and so does the receipt of the key's entry";
const ALL_NAMES =
  "whether another key was enrolled in a pinned name: the ledger tells the names of all keys to a token with record:read, except those that were erased";

/** How many entries of a sealed ledger are signed, and who vouches for the names of the keys. */
export function countsText({ signed, unsigned, keys, disputed, names }: SignatureCounts): string {
  const counts = `${number(signed)} signed and ${number(unsigned)} unsigned, ${counted(keys, "key")}`;
  return `signatures: ${counts}, ${number(disputed)} disputed; names vouched for by the ${names}`;
}

/** What verification found about signatures or a key. */
export function authorText(finding: AuthorFinding): string {
  switch (finding.check) {
    case "signatures":
      return countsText(finding);
    case "pin":
      return `${finding.isNamed ? `${quoted(finding.name)}: ` : ""}the pinned key ${historyOf(finding.key)}`;
    case "author":
      return `the key ${historyOf(finding.key)}, signed ${counted(finding.entries.length, "entry", "entries")}`;
  }
}

/** The details of such a finding: the disputed entries, and what a key signed. */
export function authorDetails(finding: AuthorFinding): string[] {
  if (finding.check === "author") return finding.entries.map(signedText);
  if (finding.check === "pin" || finding.disputedEntries.length === 0) return [];
  const { shown, more } = bounded(finding.disputedEntries, LISTED);
  return [`disputed: entry ${shown.join(", ")}${more > 0 ? ` and ${number(more)} more` : ""}`];
}

/**
 * What the findings about signatures and keys leave open: who registered what is not signed, and whose keys they are.
 *
 * @param hasAllNames whether the ledger told in which name each key is enrolled
 */
export function authorGaps(report: Report, hasAllNames: boolean): string[] {
  const { checked } = report;
  const signatures = checked.find((finding) => finding.check === "signatures");
  if (!signatures) return [];
  const { unsigned, keys, names } = signatures;
  const pins = checked.filter((finding) => finding.check === "pin");
  const others = keys - new Set(pins.map(({ key }) => key.thumbprint)).size;
  return [
    ...(unsigned > 0
      ? [
          `who registered ${counted(unsigned, "record or correction", "records and corrections")} without a signature: only the operator says that`,
        ]
      : []),
    ...pins
      .filter(({ isNamed }) => !isNamed)
      .map(
        ({ name, key }) => `whether the key ${key.thumbprint} is enrolled in the name ${quoted(name)}: ${NAMES_TOLD}`,
      ),
    ...(lacksNames(report, hasAllNames) ? [ALL_NAMES] : []),
    ...(others > 0 && !report.fault ? [vouchedText(others, pins.length > 0, names)] : []),
  ];
}

/** Whether keys were pinned, but the names of all keys of the ledger are not known. After a fault it does not matter. */
export function lacksNames({ checked, skipped, fault }: Report, hasAllNames: boolean): boolean {
  const isSealed = checked.some(({ check }) => check === "signatures");
  return isSealed && !fault && !hasAllNames && [...checked, ...skipped].some(({ check }) => check === "pin");
}

function vouchedText(count: number, isRest: boolean, names: SignatureCounts["names"]): string {
  const keys = `${isRest ? "the other " : ""}${counted(count, "enrolled key")}`;
  return names === "operator"
    ? `to whom ${keys} ${count === 1 ? "belongs" : "belong"}: only the operator vouches for the names`
    : `whether the registrar endorsed ${keys} for the right ${count === 1 ? "person" : "people"}: the registrar answers for that`;
}

function historyOf({ thumbprint, enrolled, revoked, compromised_since: since }: KeyHistory): string {
  const end = revoked ? `, revoked by entry ${revoked.entry} of block ${revoked.block}` : "";
  const disputed = since === undefined ? "" : `, disputed since block ${since}`;
  return `${thumbprint}, enrolled by entry ${enrolled.entry} of block ${enrolled.block}${end}${disputed}`;
}

function signedText({ number: entry, kind, block, at, disputed }: ListedEntry): string {
  return `signed entry ${entry} (${kind}) of block ${block}, ${at}${disputed ? ", disputed" : ""}`;
}

function number(value: number): string {
  return value.toLocaleString("en");
}
