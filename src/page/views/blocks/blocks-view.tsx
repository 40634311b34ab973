import { route } from "../../address/route.ts";
import { chain, type WatchedChain } from "../../watched-chain.ts";
import { BlockPage } from "./block-page.tsx";
import { LedgerView } from "./ledger-view.tsx";

/** The ledger's chain as cards, or one of its blocks. */
export function BlocksView() {
  const watched = chain.value;
  // The key resets the view's state when the chain changes.
  return watched ? <OnChain key={watched} chain={watched} /> : <></>;
}

/** While a block is open, the cards are only hidden, so that the reader returns to the same scroll position. */
function OnChain({ chain: watched }: { readonly chain: WatchedChain }) {
  const { place } = route.value;
  return (
    <>
      <LedgerView chain={watched} isHidden={place !== undefined} />
      {place !== undefined && <BlockPage key={place} chain={watched} index={place} />}
    </>
  );
}
