import type { ComponentChildren } from "preact";
import { Malformed } from "../../../chain/malformed.ts";
import type { ProvenEntry } from "../../../evidence/proven-entry.ts";
import type { Finding, Skipped } from "../../../evidence/verification.ts";
import { UnknownVersion } from "../../../chain/sealed/unknown-version.ts";
import { FaultFound } from "../../parts/fault-found.tsx";
import { Hash } from "../../parts/hash.tsx";
import { Badge } from "../../parts/icon.tsx";
import { Isolated, isolated, Prose } from "../../parts/isolated.tsx";
import { ErrorNotice, Notice } from "../../parts/notice.tsx";
import { time } from "../../strings.ts";
import type { Outcome, Verified } from "./verification-run.ts";
import { verifyStrings } from "../../verify-strings.ts";

/** How many disputed entries are listed. */
const LISTED = 50;

/** The outcome of a verification. Its container is always present, so that screen readers announce the result. */
export function ReportView({ outcome }: { readonly outcome: Outcome | undefined }) {
  return <div aria-live="polite">{outcome && <OutcomeView outcome={outcome} />}</div>;
}

function OutcomeView({ outcome }: { readonly outcome: Outcome }) {
  const text = verifyStrings;
  if ("report" in outcome) return <Findings {...outcome} />;
  if ("cancelled" in outcome) return <Notice>{text.cancelled}</Notice>;
  const { error } = outcome;
  if (error instanceof UnknownVersion) return <Notice>{error.message}</Notice>;
  return error instanceof Malformed ? (
    <Notice tone="bad">
      <Prose text={text.couldNot(isolated(error.message))} />
    </Notice>
  ) : (
    <ErrorNotice error={error} />
  );
}

/** The report: what was verified, what could not be checked, and the fault. */
function Findings({ report, hasAllNames, at, isOwnKey }: Verified) {
  const text = verifyStrings;
  const { checked, skipped, unchecked, fault, length, head, root, genesis, puzzle } = report;
  const gaps = [
    ...(isOwnKey ? [text.gaps.ownKey] : []),
    ...skipped.map(describeSkipped),
    ...unchecked.map((gap) => text.gaps[gap]),
    ...checked.flatMap(signatureGaps),
    ...checked.flatMap(receiptGaps),
    ...checked.flatMap(pinGap),
    // A fault of a pin leaves no findings about pins.
    ...(fault ? [] : nameGaps(checked, hasAllNames)),
  ];
  return (
    <section class="panel" aria-labelledby="report-heading">
      <h2 id="report-heading">{text.report}</h2>
      <p class="verdict-words">
        {fault ? (
          <Badge tone="bad">{text.isFaulty}</Badge>
        ) : skipped.length > 0 ? (
          <Badge tone="plain">{text.partlyRight}</Badge>
        ) : isOwnKey || unchecked.includes("key") || unchecked.includes("checkpoint") ? (
          <Badge tone="plain">{text.unsigned}</Badge>
        ) : (
          <Badge tone="good">{text.allRight}</Badge>
        )}
        <span class="hint">{text.summary(length, time(at))}</span>
      </p>
      <ul class="findings">
        {checked.map((finding, place) => (
          <Line key={place} tone="good" word={text.right}>
            <Prose text={describe(finding, isOwnKey)} />
            {finding.check === "signatures" && <Disputed numbers={finding.disputedEntries} />}
            {finding.check === "receipt" && finding.entry && <EntryFate entry={finding.entry} />}
            {finding.check === "receipt" && finding.entry && <Disclosed entry={finding.entry} />}
          </Line>
        ))}
        {gaps.map((gap, place) => (
          <Line key={place} tone="plain" word={text.notChecked}>
            <Prose text={gap} />
          </Line>
        ))}
        {fault && (
          <Line tone="bad" word={text.fault}>
            <FaultFound fault={fault} />
          </Line>
        )}
      </ul>
      {puzzle && genesis !== undefined && (
        <dl class="facts">
          <dt>{text.puzzle}</dt>
          <dd>{text.puzzles(puzzle.puzzle === "block-hash" ? puzzle.difficulty : undefined)}</dd>
          <HashFact name={text.genesisHash} hash={genesis} />
          {!fault && head !== undefined && (
            <>
              <HashFact name={text.head} hash={head} />
              <HashFact name={text.root} hash={root} isWork={false} />
            </>
          )}
        </dl>
      )}
    </section>
  );
}

interface HashFactProps {
  readonly name: string;
  readonly hash: string;
  readonly isWork?: boolean;
}

function HashFact({ name, hash, isWork = true }: HashFactProps) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <Hash value={hash} isWork={isWork} />
      </dd>
    </>
  );
}

/** The entries that keys signed while they may have been in the wrong hands, as far as there is room. */
function Disputed({ numbers }: { readonly numbers: readonly number[] }) {
  if (numbers.length === 0) return null;
  return <p class="disputed">{verifyStrings.disputedEntries(numbers.slice(0, LISTED), numbers.length)}</p>;
}

/** What the chain says became of a receipt's entry. */
function EntryFate({ entry: { kind, correctedBy, erasedBy, unchecked } }: { readonly entry: ProvenEntry }) {
  const text = verifyStrings.fates;
  if (kind === "key") return erasedBy === undefined ? null : <p>{text.nameErased(erasedBy)}</p>;
  if (kind !== "record" && kind !== "correction") return null;
  const isCurrent = (correctedBy ?? erasedBy) === undefined && !unchecked.includes("current-version");
  return (
    <>
      {correctedBy !== undefined && <p>{text.corrected(correctedBy)}</p>}
      {erasedBy !== undefined && <p>{text.erased(erasedBy)}</p>}
      {isCurrent && <p>{text.current}</p>}
    </>
  );
}

/** The fields that a receipt of an entry discloses, which its commitment proves. */
function Disclosed({ entry: { disclosed } }: { readonly entry: ProvenEntry }) {
  const text = verifyStrings;
  const fields = Object.entries(disclosed);
  if (fields.length === 0) return <p class="hint">{text.disclosesNothing}</p>;
  return (
    <>
      <p>{text.discloses}</p>
      <dl class="facts">
        {fields.map(([name, value]) => (
          <>
            <dt key={name}>{text.disclosed[name] ?? name}</dt>
            <dd key={`${name} value`} class="field-value">
              <Isolated text={value} />
            </dd>
          </>
        ))}
      </dl>
    </>
  );
}

interface LineProps {
  readonly tone: "good" | "bad" | "plain";
  readonly word: string;
  readonly children: ComponentChildren;
}

function Line({ tone, word, children }: LineProps) {
  return (
    <li class="finding">
      <Badge tone={tone}>{word}</Badge>
      <div>{children}</div>
    </li>
  );
}

/** Describes a verified finding. A signature is not counted as verified if its key came from the ledger itself. */
function describe(finding: Finding, isOwnKey: boolean): string {
  const text = verifyStrings.findings;
  switch (finding.check) {
    case "blocks":
      return finding.entries === undefined
        ? text.blocks(finding.length)
        : text.sealedBlocks(finding.length, finding.entries);
    case "genesis":
      return text.genesis;
    case "newest-checkpoint":
      return isOwnKey ? text.newestRoot(finding.size) : text["newest-checkpoint"](finding.size);
    case "cosignatures":
      return text.cosignatures(finding.count, finding.witnesses);
    case "kept-checkpoint":
      return text["kept-checkpoint"](isolated(finding.name), finding.size);
    case "copy":
      return text.copy(isolated(finding.name), finding.length);
    case "signatures":
      return text.signatures(finding);
    case "pin":
      return finding.isNamed ? text.pin(isolated(finding.name), finding.key) : text.pinnedKey(finding.key);
    case "author":
      return text.author(finding.key.thumbprint, finding.entries.length);
    case "receipt":
      return finding.entry
        ? text.entry(isolated(finding.name), kindOf(finding.entry), finding.entry.number, finding.index, finding.hash)
        : text.receipt(isolated(finding.name), finding.index, finding.hash);
  }
}

/** What the signatures of a ledger cannot say. */
function signatureGaps(finding: Finding): string[] {
  if (finding.check !== "signatures") return [];
  const { unsigned } = finding;
  return unsigned > 0 ? [verifyStrings.signatureGaps.unsigned(unsigned)] : [];
}

/** What nobody but those who vouch for them says about the names of keys: of all, or of those that are not pinned. */
function nameGaps(checked: readonly Finding[], hasAllNames: boolean): string[] {
  const text = verifyStrings.signatureGaps;
  const pins = checked.filter((finding) => finding.check === "pin");
  const counts = checked.find((finding) => finding.check === "signatures");
  if (!counts || counts.keys === 0) return [];
  const others = counts.keys - new Set(pins.map(({ key }) => key.thumbprint)).size;
  return [
    ...(pins.length > 0 && others > 0 && !hasAllNames ? [text.otherKeys] : []),
    ...(pins.length === 0 ? [text.names[counts.names]] : others > 0 ? [text.otherNames[counts.names](others)] : []),
  ];
}

/** That nothing told in which name a pinned key is enrolled. */
function pinGap(finding: Finding): string[] {
  if (finding.check !== "pin" || finding.isNamed) return [];
  return [verifyStrings.pinGap(isolated(finding.name), finding.key.thumbprint)];
}

/** What a receipt of an entry cannot say, whatever it proves. */
function receiptGaps(finding: Finding): string[] {
  if (finding.check !== "receipt" || !finding.entry) return [];
  const { number, unchecked } = finding.entry;
  return unchecked.map((gap) => verifyStrings.receiptGaps[gap](isolated(finding.name), number));
}

function kindOf({ kind }: ProvenEntry): string {
  return verifyStrings.entryKinds[kind];
}

/** Describes a check that was requested but not made. */
function describeSkipped({ check, name, reason }: Skipped): string {
  const text = verifyStrings;
  return text.skipped(text.skippedChecks[check](name === undefined ? undefined : isolated(name)), isolated(reason));
}
