import { useSignal } from "@preact/signals";
import type { WatchedChain } from "../../../watched-chain.ts";
import { WithRecordParts } from "./with-record-parts.tsx";
import { chainStrings } from "../../../texts/chain.ts";

/** The log of reads of a sealed ledger, requested when it is to be shown. */
export function ReadLog({ chain }: { readonly chain: WatchedChain }) {
  const text = chainStrings.record.reads;
  const isShown = useSignal(false);
  return (
    <section class="panel" aria-labelledby="reads-heading">
      <h2 id="reads-heading">{text.title}</h2>
      <button type="button" aria-expanded={isShown.value} onClick={() => (isShown.value = !isShown.value)}>
        {isShown.value ? text.hide : text.show}
      </button>
      {isShown.value && <WithRecordParts>{({ Reads }) => <Reads chain={chain} />}</WithRecordParts>}
    </section>
  );
}
