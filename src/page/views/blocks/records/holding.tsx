import { useSignal } from "@preact/signals";
import { ErrorNotice } from "../../../parts/notice.tsx";
import type { WatchedChain } from "../../../watched-chain.ts";
import { holdRecord, releaseRecord } from "../../../../client/routes/erasures.ts";
import { recordStrings } from "../../../texts/records.ts";

/**
 * Holds a record against erasure, or ends one's own hold. The ledger tells nobody who holds a record, so both are offered;
 * both are safe to repeat.
 */
export function Holding({ chain, number }: { readonly chain: WatchedChain; readonly number: number }) {
  const text = recordStrings.hold;
  const isBusy = useSignal(false);
  const isHeld = useSignal<boolean | undefined>(undefined);
  const error = useSignal<Error | undefined>(undefined);
  const set = async (next: boolean) => {
    isBusy.value = true;
    isHeld.value = error.value = undefined;
    try {
      await (next ? holdRecord : releaseRecord)(chain.client, number);
      isHeld.value = next;
    } catch (fault) {
      error.value = fault as Error;
    }
    isBusy.value = false;
  };
  return (
    <>
      <p class="hint">{text.lead}</p>
      <div class="actions">
        <button type="button" disabled={isBusy.value} onClick={() => void set(true)}>
          {text.hold}
        </button>
        <button type="button" disabled={isBusy.value} onClick={() => void set(false)}>
          {text.release}
        </button>
      </div>
      <p role="status">{isHeld.value !== undefined && (isHeld.value ? text.held(number) : text.released(number))}</p>
      <ErrorNotice error={error.value} />
    </>
  );
}
