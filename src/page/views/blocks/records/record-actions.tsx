import { type Signal, useSignal } from "@preact/signals";
import { Refusal } from "../../../../client/client.ts";
import { forgetRecords } from "../../../forgetting.ts";
import { ErrorNotice } from "../../../parts/notice.tsx";
import { allows } from "../../../session/session.ts";
import { useAnswer } from "../../../use-answer.ts";
import type { WatchedChain } from "../../../watched-chain.ts";
import { CorrectForm } from "./correct-form.tsx";
import { EraseDialog } from "./erase-dialog.tsx";
import { Holding } from "./holding.tsx";
import { type TaggedRecord, readTaggedRecord } from "../../../../client/routes/records.ts";
import { Reads } from "./reads.tsx";
import { mayAudit, readingScope } from "./rights.ts";
import { ServedReceipt } from "./served-receipt.tsx";
import { useEnd } from "../../../use-end.ts";
import { Versions } from "./versions.tsx";
import { chainStrings } from "../../../texts/chain.ts";
import { recordStrings } from "../../../texts/records.ts";

/** What is shown below a record, one at a time. */
type Section = "versions" | "correct" | "receipt" | "reads" | "hold" | "erase";

interface RecordActionsProps {
  readonly chain: WatchedChain;
  readonly number: number;
  /** The version with its tag, if it was requested alone. */
  readonly held?: TaggedRecord | undefined;
  /** Whether the version can be read, and is the current one. */
  readonly isCurrent: boolean;
  /** Whether the version is known to be an older one. */
  readonly isOutdated?: boolean;
  /** Whether nothing is left of the record, so that only its reads can be shown. */
  readonly isErased?: boolean;
  /** Whether a receipt is offered here too. */
  readonly hasReceipt?: boolean;
  readonly onCorrected: (number: number, words: string) => void;
  /** Called after the page has dropped all records. */
  readonly onErased: () => void;
}

/** What may be done with a record. Each control is there only if the token has the scope for it. */
export function RecordActions(props: RecordActionsProps) {
  const { chain, number, isErased = false, onErased } = props;
  const shown = useSignal<Section | undefined>(undefined);
  const sections = isErased ? offered(props).filter(({ section }) => section === "reads") : offered(props);
  if (sections.length === 0) return null;
  const toggle = (section: Section) => (shown.value = shown.value === section ? undefined : section);
  return (
    <>
      <div class="actions record-actions">
        {sections.map(({ section, label }) => (
          <button
            key={section}
            type="button"
            {...(section === "erase" ? { "aria-haspopup": "dialog" } : { "aria-expanded": shown.value === section })}
            onClick={() => toggle(section)}
          >
            {label}
          </button>
        ))}
      </div>
      {shown.value === "erase" ? (
        <EraseDialog
          chain={chain}
          number={number}
          isOutdated={props.isOutdated === true}
          onErased={() => {
            forgetRecords();
            onErased();
          }}
          onClose={() => (shown.value = undefined)}
        />
      ) : (
        shown.value && (
          <div class="record-section">
            <Content {...props} shown={shown} />
          </div>
        )
      )}
    </>
  );
}

/** The sections that the token, the ledger and the version allow. */
function offered({ chain, number, isCurrent, hasReceipt }: RecordActionsProps) {
  const { isSealed } = chain;
  const mayRead = allows(readingScope(chain));
  const all: readonly (readonly [section: Section, label: string, isOffered: boolean])[] = [
    ["versions", recordStrings.versions.open(number), mayRead],
    ["correct", recordStrings.correct.open(number), mayRead && isCurrent && allows("record:correct")],
    ["receipt", chainStrings.record.receipt.title(number), isSealed && mayRead && hasReceipt === true],
    ["reads", recordStrings.reads.open(number), isSealed && mayAudit()],
    ["hold", recordStrings.hold.open(number), isSealed && allows("record:hold")],
    ["erase", recordStrings.erase.open(number), isSealed && allows("record:erase")],
  ];
  return all.filter(([, , isOffered]) => isOffered).map(([section, label]) => ({ section, label }));
}

function Content(props: RecordActionsProps & { readonly shown: Signal<Section | undefined> }) {
  const { chain, number, held, shown } = props;
  switch (shown.value) {
    case "versions":
      return <Versions chain={chain} number={number} />;
    case "correct":
      return held ? <Correcting {...props} held={held} /> : <HeldFirst {...props} />;
    case "receipt":
      return <ServedReceipt client={chain.client} number={number} />;
    case "reads":
      return <Reads chain={chain} record={number} />;
    case "hold":
      return <Holding chain={chain} number={number} />;
    default:
      return null;
  }
}

type CorrectingProps = RecordActionsProps & { readonly shown: Signal<Section | undefined> };

function Correcting({ chain, held, shown, onCorrected }: CorrectingProps & { readonly held: TaggedRecord }) {
  return <CorrectForm chain={chain} held={held} onCorrected={onCorrected} onCancel={() => (shown.value = undefined)} />;
}

/** Requests a version that a search found, to learn its tag before it is corrected. */
function HeldFirst(props: CorrectingProps) {
  const { chain, number } = props;
  const end = useEnd();
  const { value, error } = useAnswer(() => readTaggedRecord(chain.client, number, end), [chain, number]);
  if (error) return <ErrorNotice error={error} />;
  return value ? <Correcting {...props} held={value} /> : <p role="status">{chainStrings.record.opening}</p>;
}

/** Whether a ledger refused to read a record because it was erased. */
export function isErasedFault(error: Error | undefined): boolean {
  return error instanceof Refusal && error.problem === "record-erased";
}
