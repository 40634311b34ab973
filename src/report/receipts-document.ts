import { counted } from "../chain/text/counted.ts";
import type { ProvenEntry } from "../evidence/receipts/proven-entry.ts";
import type { ProvenAlone, ProvenRead, ReceiptsReport } from "../evidence/receipts/receipts-alone.ts";
import { type Item, type ReportDocument, verdictOf } from "./document.ts";
import { disclosureOf, entryDetails, entryGaps, entryOf } from "./entry-words.ts";
import { skippedText } from "./finding-words.ts";
import { UNLOGGED } from "./reads-document.ts";
import { quoted } from "./words.ts";

/** What nobody can tell without the chain. */
const CHAIN = "whether the ledger still has these blocks, and all others: only the whole chain tells";
const LOG = "whether the log of reads still has this entry: only the ledger's log tells";

const WHOLE =
  "to learn whether the ledger still has what the receipts prove, check them with the whole chain, or with the ledger's log of reads";
const ANOTHER =
  "a receipt that proves nothing is no fault of the ledger, since anybody may have edited the file: ask whoever gave it to you for another one";

/** The report on receipts without the chain. */
export function receiptsDocument({ proven, reads, skipped }: ReceiptsReport): ReportDocument {
  return {
    title: "verification of receipts",
    verdict: verdictOf(skipped.length > 0 ? "incomplete" : "right"),
    right: [...proven.map(provenItem), ...reads.map(readItem)],
    witnessed: [],
    open: [
      ...skipped.map(skippedText),
      ...proven.flatMap(({ name, entry }) => (entry ? [...entryGaps(name, entry), ...nameGaps(name, entry)] : [])),
      ...reads.flatMap(({ name }) => [LOG, UNLOGGED].map((gap) => `${quoted(name)}: ${gap}`)),
      ...(proven.length > 0 || reads.length === 0 ? [CHAIN] : []),
    ],
    faults: [],
    advice: skipped.length > 0 ? [WHOLE, ANOTHER] : [WHOLE],
  };
}

function provenItem({ name, index, hash, origin, size, entry }: ProvenAlone): Item {
  const what = entry ? `${entryOf(entry)} of block ${index}` : `block ${index}`;
  const disclosure = entry && disclosureOf(entry);
  return {
    text: `${quoted(name)}: ${what}, with hash ${hash}, was in the ledger ${quoted(origin)} when it signed ${counted(size, "block")}`,
    details: entry ? entryDetails(entry) : [],
    ...(disclosure ? { disclosure } : {}),
  };
}

function readItem({ name, number, origin, size, disclosed }: ProvenRead): Item {
  const text = `${quoted(name)}: entry ${number} was in the log of reads ${quoted(origin)} when it signed ${counted(size, "entry", "entries")}`;
  const fields = Object.entries(disclosed);
  return fields.length > 0
    ? { text, details: [], disclosure: { verb: "says", fields } }
    : { text, details: ["discloses nothing: the key of its month was destroyed, or it was left out"] };
}

/** Who vouches for the name that a key's receipt discloses. */
function nameGaps(name: string, { kind }: ProvenEntry): string[] {
  const open = "whether it is this person's key: the operator alone says so, unless the founding names a registrar";
  return kind === "key" ? [`${quoted(name)}: ${open}`] : [];
}
