import { Isolated } from "../../../parts/isolated.tsx";
import { Hash } from "../../../parts/hash.tsx";
import { Badge } from "../../../parts/icon.tsx";
import type { ReadEntry } from "../../../../client/routes/reads.ts";
import { recordStrings } from "../../../texts/records.ts";
import { number as words, time } from "../../../language/format.ts";

/** Entries of the log of reads: who did what with which record, when, and whether it was granted. */
export function ReadsList({ entries }: { readonly entries: readonly ReadEntry[] }) {
  return (
    <ol class="reads" aria-label={recordStrings.reads.list}>
      {entries.map((entry) => (
        <li key={entry.number}>
          <span class="entry-number">{words(entry.number)}</span>
          {entry.at === undefined ? <Closed entry={entry} /> : <Open entry={entry} at={entry.at} />}
        </li>
      ))}
    </ol>
  );
}

function Open({ entry: { who, action, record, granted }, at }: { readonly entry: ReadEntry; readonly at: string }) {
  const text = recordStrings.reads;
  return (
    <>
      <time dateTime={at}>{time(at)}</time>
      <span class="read-what">
        <strong>
          <Isolated text={who ?? ""} />
        </strong>{" "}
        {whatWasDone(action ?? "", record, granted ? "did" : "tried")}
      </span>
      {granted === true ? <span class="hint">{text.granted}</span> : <Badge tone="bad">{text.denied}</Badge>}
    </>
  );
}

/** Says what was done or tried. A ledger can log actions that this page does not know yet: their names stand for them. */
function whatWasDone(action: string, record: number | null | undefined, outcome: "did" | "tried"): string {
  const { actions, withoutRecord } = recordStrings.reads;
  if (typeof record === "number") {
    return Object.hasOwn(actions, action) ? actions[action as keyof typeof actions][outcome](words(record)) : action;
  }
  return Object.hasOwn(withoutRecord, action) ? withoutRecord[action as keyof typeof withoutRecord][outcome] : action;
}

/** An entry of a month whose key was destroyed. */
function Closed({ entry: { commitment } }: { readonly entry: ReadEntry }) {
  return (
    <span class="read-closed">
      {recordStrings.reads.closed} <Hash value={commitment} short isWork={false} />
    </span>
  );
}
