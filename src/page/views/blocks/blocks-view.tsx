import { route } from "../../address/route.ts";
import { chain, type WatchedChain } from "../../watched-chain.ts";
import { BlockPage } from "./block-page.tsx";
import { LedgerView } from "./ledger-view.tsx";

/** The ledger's chain as cards, or one of its blocks. */
export function BlocksView() {
  const watched = chain.value;
  // Keyed by the chain itself: another one starts afresh.
  return watched ? <OnChain key={watched} chain={watched} /> : <></>;
}

/** The cards stay as they are behind an open block: whoever comes back finds them at the same place. */
function OnChain({ chain: watched }: { readonly chain: WatchedChain }) {
  const { place } = route.value;
  return (
    <>
      <LedgerView chain={watched} isHidden={place !== undefined} />
      {place !== undefined && <BlockPage key={place} chain={watched} index={place} />}
    </>
  );
}
