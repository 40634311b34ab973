import type { ComponentChildren } from "preact";
import { UnknownVersion } from "../../../chain/sealed/unknown-version.ts";
import { Malformed } from "../../../chain/text/malformed.ts";
import { jsonLine } from "../../../chain/text/printable.ts";
import type { Disclosure, Item, Verdict } from "../../../report/document.ts";
import { bounded, capitalized, sentence } from "../../../report/words.ts";
import { IN_ENGLISH } from "../../language/english.ts";
import { FaultFound } from "../../parts/fault-found.tsx";
import { Badge } from "../../parts/icon.tsx";
import { Isolated, isolated, Prose } from "../../parts/isolated.tsx";
import { ErrorNotice, Notice } from "../../parts/notice.tsx";
import { ChainFound } from "./chain-found.tsx";
import type { Outcome, Verified } from "./outcome.ts";
import { SaveReport } from "./save-report.tsx";
import { verifyStrings } from "../../texts/verify.ts";
import { number, time } from "../../language/format.ts";

type Tone = "good" | "bad" | "plain";

const TONES: Readonly<Record<Verdict["outcome"], Tone>> = {
  right: "good",
  unsigned: "plain",
  incomplete: "plain",
  faulty: "bad",
};

interface ReportViewProps {
  readonly outcome: Outcome | undefined;
  /** The address of a block, where the blocks can be looked at. */
  readonly addressOf?: (index: number) => string;
}

/** The outcome of a verification. Its container is always present, so that screen readers announce the result. */
export function ReportView({ outcome, addressOf }: ReportViewProps) {
  return (
    <div aria-live="polite">
      {outcome &&
        ("document" in outcome ? <Findings {...outcome} addressOf={addressOf} /> : <Unfinished {...outcome} />)}
    </div>
  );
}

function Unfinished(outcome: Exclude<Outcome, Verified>) {
  const text = verifyStrings;
  if ("cancelled" in outcome) return <Notice>{text.cancelled}</Notice>;
  const { error } = outcome;
  if (error instanceof UnknownVersion)
    return (
      <Notice>
        <p {...IN_ENGLISH}>{error.message}</p>
      </Notice>
    );
  return error instanceof Malformed ? (
    <Notice tone="bad">
      <Prose text={text.couldNot(isolated(error.message))} />
    </Notice>
  ) : (
    <ErrorNotice error={error} />
  );
}

type FindingsProps = Verified & { readonly addressOf: ReportViewProps["addressOf"] };

/** The report: what was verified, what could not be checked, the faults, and what to do now. */
function Findings({ document: report, circumstances, addressOf }: FindingsProps) {
  const text = verifyStrings;
  const { verdict, right, witnessed, open, faults, moreFaults, divergence, advice } = report;
  return (
    <section class="panel" aria-labelledby="report-heading">
      <h2 id="report-heading">{text.report}</h2>
      <p class="verdict-words">
        <Badge tone={TONES[verdict.outcome]}>
          <span {...IN_ENGLISH}>{capitalized(verdict.text)}</span>
        </Badge>
        <span class="hint">{time(circumstances.at)}</span>
      </p>
      <ul class="findings">
        <Lines of={right} tone="good" word={text.right} show={(item) => <Found {...item} />} />
        <Lines of={witnessed} tone="good" word={text.witnessed} show={(each) => <Words text={each} />} />
        <Lines of={open} tone="plain" word={text.notChecked} show={(each) => <Words text={each} />} />
        <Lines
          of={faults}
          tone="bad"
          word={text.fault}
          show={(fault) => <FaultFound fault={fault} blockAddress={addressOf?.(fault.index)} />}
        />
      </ul>
      {moreFaults !== undefined && <p {...IN_ENGLISH}>{sentence(moreFaults)}</p>}
      {divergence !== undefined && (
        <p class="divergence" {...IN_ENGLISH}>
          {sentence(divergence)}
        </p>
      )}
      <h3>{text.advice}</h3>
      <ul class="advice" {...IN_ENGLISH}>
        {advice.map((each) => (
          <li key={each}>{sentence(each)}</li>
        ))}
      </ul>
      <ChainFound {...report} />
      <SaveReport document={report} circumstances={circumstances} />
    </section>
  );
}

interface LinesProps<Value> {
  readonly of: readonly Value[];
  readonly tone: Tone;
  readonly word: string;
  readonly show: (value: Value) => ComponentChildren;
}

/** Lines of the report, as far as it shows them. */
function Lines<Value>({ of: values, tone, word, show }: LinesProps<Value>) {
  const { shown, more } = bounded(values);
  return (
    <>
      {shown.map((value, place) => (
        <li key={place} class="finding">
          <Badge tone={tone}>{word}</Badge>
          <div>{show(value)}</div>
        </li>
      ))}
      {more > 0 && <li>{verifyStrings.more(number(more))}</li>}
    </>
  );
}

/** A finding in the words of the report. */
function Words({ text }: { readonly text: string }) {
  return (
    <p {...IN_ENGLISH}>
      <Prose text={capitalized(text)} />
    </p>
  );
}

/** A check that passed, with its details. */
function Found({ text, details, disclosure }: Item) {
  const { shown, more } = bounded(details);
  return (
    <>
      <Words text={text} />
      {shown.map((each) => (
        <Words key={each} text={each} />
      ))}
      {more > 0 && <p>{verifyStrings.more(number(more))}</p>}
      {disclosure && <Disclosed {...disclosure} />}
    </>
  );
}

/** What a receipt discloses. */
function Disclosed({ verb, fields }: Disclosure) {
  return (
    <>
      <p>{verifyStrings.disclosed[verb]}</p>
      <dl class="facts">
        {fields.map(([name, value]) => (
          <>
            <dt key={name}>{name}</dt>
            <dd key={`${name} value`} class="field-value">
              <Isolated text={typeof value === "string" ? value : jsonLine(value)} />
            </dd>
          </>
        ))}
      </dl>
    </>
  );
}
