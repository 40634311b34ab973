import type { ComponentChildren } from "preact";
import { Malformed } from "../../../chain/note.ts";
import type { Finding } from "../../../chain/verification.ts";
import { FaultFound } from "../../parts/fault-found.tsx";
import { Hash } from "../../parts/hash.tsx";
import { Badge } from "../../parts/icon.tsx";
import { isolated, Prose } from "../../parts/isolated.tsx";
import { ErrorNotice, Notice } from "../../parts/notice.tsx";
import { strings, time } from "../../strings.ts";
import type { Outcome, Verified } from "./verification-run.ts";

/** How a verification ended; its place is there before, so that its coming is announced. */
export function ReportView({ outcome }: { readonly outcome: Outcome | undefined }) {
  return <div aria-live="polite">{outcome && <OutcomeView outcome={outcome} />}</div>;
}

function OutcomeView({ outcome }: { readonly outcome: Outcome }) {
  const text = strings.verify;
  if ("report" in outcome) return <Findings {...outcome} />;
  if ("cancelled" in outcome) return <Notice>{text.cancelled}</Notice>;
  const { error } = outcome;
  return error instanceof Malformed ? (
    <Notice tone="bad">
      <Prose text={text.couldNot(isolated(error.message))} />
    </Notice>
  ) : (
    <ErrorNotice error={error} />
  );
}

/** The report: what was found right, what could not be checked, and the fault. */
function Findings({ report, at, ...others }: Verified) {
  const text = strings.verify;
  const { checked, fault, length, head, root } = report;
  const isFaulty = fault !== undefined || others.contradiction !== undefined;
  return (
    <section class="panel" aria-labelledby="report-heading">
      <h2 id="report-heading">{text.report}</h2>
      <p class="verdict-words">
        <Badge tone={isFaulty ? "bad" : "good"}>{isFaulty ? text.isFaulty : text.allRight}</Badge>
        <span class="hint">{text.summary(length, time(at))}</span>
      </p>
      <ul class="findings">
        {checked.map((finding, place) => (
          <Line key={place} tone="good" word={text.right}>
            <Prose text={describe(finding, others.isOwnKey)} />
          </Line>
        ))}
        {others.foreign.map(({ name, reason }, place) => (
          <Line key={place} tone="plain" word={text.foreign}>
            <Prose text={text.foreignFile(isolated(name), isolated(reason))} />
          </Line>
        ))}
        {gapsOf({ report, at, ...others }).map((gap) => (
          <Line key={gap} tone="plain" word={text.notChecked}>
            <Prose text={gap} />
          </Line>
        ))}
        {others.contradiction && (
          <Line tone="bad" word={text.fault}>
            {others.contradiction.detail}
          </Line>
        )}
        {fault && (
          <Line tone="bad" word={text.fault}>
            <FaultFound fault={fault} />
          </Line>
        )}
      </ul>
      {!fault && head && (
        <dl class="facts">
          <dt>{text.head}</dt>
          <dd>
            <Hash value={head} />
          </dd>
          <dt>{text.root}</dt>
          <dd>
            <Hash value={root} />
          </dd>
        </dl>
      )}
    </section>
  );
}

/** What could not be checked, in words. */
function gapsOf({ report, isOwnKey, hasIdleWitnesses, keyless }: Verified): string[] {
  const { gaps } = strings.verify;
  return [
    ...(isOwnKey ? [gaps.ownKey] : []),
    ...report.unchecked.map((gap) => gaps[gap]),
    ...(hasIdleWitnesses ? [gaps.witnesses] : []),
    ...keyless.map((name) => gaps.keyless(isolated(name))),
  ];
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

/** What was found right. Under a key that the ledger gave itself, a signature is nothing that was. */
function describe(finding: Finding, isOwnKey: boolean): string {
  const text = strings.verify.findings;
  switch (finding.check) {
    case "blocks":
      return text.blocks(finding.length);
    case "newest-checkpoint":
      return isOwnKey ? text.newestRoot(finding.size) : text["newest-checkpoint"](finding.size);
    case "cosignatures":
      return text.cosignatures(finding.count, finding.witnesses);
    case "kept-checkpoint":
      return text["kept-checkpoint"](isolated(finding.name), finding.size);
    case "receipt":
      return text.receipt(isolated(finding.name), finding.index);
  }
}
