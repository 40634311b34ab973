import { useEffect } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { FIELD_NAMES } from "../../../../../evidence/receipts/disclosures.ts";
import type { EntryInclusion } from "../../../../../evidence/receipts/entry-inclusion.ts";
import { Badge } from "../../../../parts/icon.tsx";
import { JsonText } from "../../../../parts/isolated.tsx";
import { ErrorNotice } from "../../../../parts/notice.tsx";
import { useAnswer } from "../../../../use-answer.ts";
import { textOf } from "./disclosed-field.tsx";
import { allHold, checkProofs, type Proofs } from "./proofs.ts";
import { READERS_POSITION, type SealedSandbox } from "./sealed-sandbox.ts";
import { chainStrings } from "../../../../texts/chain.ts";
import { labStrings } from "../../../../texts/lab.ts";
import { tourStrings } from "../../../../texts/tour.ts";

interface ErasedRecordProps {
  readonly sandbox: SealedSandbox;
  /** The receipt that was handed out before. */
  readonly receipt: EntryInclusion;
  readonly erase: () => Promise<void>;
  /** Called when the record is erased and every proof holds. */
  readonly onHolding: () => void;
}

/** What is on the chain and what is kept beside it, before and after the record is erased, and which proofs hold. */
export function ErasedRecord({ sandbox, receipt, erase, onHolding }: ErasedRecordProps) {
  const text = tourStrings.sealed.erased;
  const error = useSignal<Error | undefined>(undefined);
  const isErasing = useSignal(false);
  const checked = useAnswer(() => checkProofs(sandbox, receipt), [sandbox, receipt]);
  const isErased = sandbox.kept === undefined;
  useEffect(() => {
    if (isErased && checked.value && allHold(checked.value)) onHolding();
  }, [isErased, checked.value]);
  const press = () => {
    isErasing.value = true;
    erase().catch((fault: Error) => {
      error.value = fault;
      isErasing.value = false;
    });
  };
  return (
    <>
      <div class="actions">
        <button type="button" class="primary" disabled={isErasing.value || isErased} onClick={press}>
          {text.erase}
        </button>
      </div>
      <ErrorNotice error={error.value ?? checked.error} />
      <div class="tour-pair">
        <Kept sandbox={sandbox} />
        <OnChain sandbox={sandbox} />
      </div>
      <div role="status">
        {checked.value ? <Checks proofs={checked.value} isErased={isErased} /> : labStrings.checking}
      </div>
    </>
  );
}

/** What the ledger keeps beside the chain: the salted fields, or nothing of them. */
function Kept({ sandbox: { kept } }: { readonly sandbox: SealedSandbox }) {
  const text = tourStrings.sealed.erased;
  return (
    <div>
      <h3>{text.kept}</h3>
      <dl class="sealed-fields">
        {FIELD_NAMES.map((name, place) => {
          const disclosure = kept?.disclosures[place];
          return (
            <div key={name}>
              <dt>{chainStrings.record.fields[name]}</dt>
              <dd class={disclosure === undefined ? "sealed-gone" : "mono"}>
                {disclosure === undefined ? text.gone : <JsonText text={textOf(disclosure)} />}
              </dd>
            </div>
          );
        })}
      </dl>
    </div>
  );
}

/** The entries on the chain, of which none ever changes. */
function OnChain({ sandbox: { blocks } }: { readonly sandbox: SealedSandbox }) {
  const text = tourStrings.sealed.erased;
  return (
    <div>
      <h3>{text.chain}</h3>
      {blocks.slice(1).map(({ index, first_entry, entries }) => (
        <div key={index}>
          <p>{labStrings.block(index)}</p>
          <ol class="sealed-entries">
            {entries.map((entry, position) => {
              const isOwn = index === 2 && position === READERS_POSITION;
              return (
                <li key={position} class={isOwn ? "sealed-own" : undefined}>
                  <span>{text.entry(first_entry + position)}</span>{" "}
                  {entry.kind === "erasure" && text.erases(entry.erases)}
                  {"commitment" in entry && <code>{entry.commitment.slice(0, 12)}…</code>} {isOwn && text.own}
                </li>
              );
            })}
          </ol>
        </div>
      ))}
    </div>
  );
}

/** The proofs, each with whether it holds. */
function Checks({ proofs, isErased }: { readonly proofs: Proofs; readonly isErased: boolean }) {
  const text = tourStrings.sealed.erased;
  const { length, isValid, entries, paths, isReceiptGood } = proofs;
  const checks: readonly [holds: boolean, says: string][] = [
    [isValid, text.valid(length)],
    [paths === entries, text.paths(paths, entries)],
    [isReceiptGood, text.receipt],
  ];
  return (
    <>
      <h3>{isErased ? text.after : text.before}</h3>
      <ul class="sealed-checks">
        {checks.map(([holds, says]) => (
          <li key={says}>
            <Badge tone={holds ? "good" : "bad"}>{says}</Badge>
          </li>
        ))}
      </ul>
    </>
  );
}
