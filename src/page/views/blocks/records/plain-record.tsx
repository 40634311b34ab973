import { useSignal } from "@preact/signals";
import type { WatchedChain } from "../../../watched-chain.ts";
import { WithRecordParts } from "./with-record-parts.tsx";
import { chainStrings } from "../../../texts/chain.ts";

/** The record of a plain ledger's block: whether it was corrected since, its versions, and the form that corrects it. */
export function PlainRecord({ chain, number }: { readonly chain: WatchedChain; readonly number: number }) {
  const isShown = useSignal(false);
  const { open, close } = chainStrings.record;
  return (
    <section class="panel" aria-labelledby="record-heading">
      <h2 id="record-heading">{chainStrings.record.ofBlock}</h2>
      <button type="button" aria-expanded={isShown.value} onClick={() => (isShown.value = !isShown.value)}>
        {isShown.value ? close(number) : open(number)}
      </button>
      {isShown.value && (
        <WithRecordParts>
          {({ OpenedRecord }) => (
            <OpenedRecord chain={chain} number={number} onErased={() => (isShown.value = false)} />
          )}
        </WithRecordParts>
      )}
    </section>
  );
}
