import { useSignal } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { Badge } from "../../parts/icon.tsx";
import { ErrorNotice } from "../../parts/notice.tsx";
import { linkTo, route } from "../../address/route.ts";
import { authorKeys } from "../../keys/author-keys.ts";
import type { WatchedChain } from "../../watched-chain.ts";
import { ArrivalNews } from "./arrival-news.tsx";
import { CardList } from "./card-list.tsx";
import { FoundingTerms } from "./founding-terms.tsx";
import { matchingBlocks } from "./matching.ts";
import { FindRecord } from "./records/find-record.tsx";
import { ReadLog } from "./records/read-log.tsx";
import { mayAudit } from "./records/rights.ts";
import { SearchField } from "./search-field.tsx";
import { LedgerVerdict } from "./verdict.tsx";
import { chainStrings } from "../../texts/chain.ts";
import { strings } from "../../texts/frame.ts";

/** The chain: its verdict, a search, and a card for each block. */
export function LedgerView({ chain, isHidden }: { readonly chain: WatchedChain; readonly isHidden: boolean }) {
  const text = chainStrings.blocks;
  const query = useSignal("");
  const { blocks } = chain;
  const { length } = chain;
  const founding = authorKeys.value?.genesis.value?.founding;
  const matches = useMemo(() => matchingBlocks(blocks, query.value), [blocks, query.value]);
  const title = useFocusOnReturn(isHidden);
  return (
    <>
      <ArrivalNews chain={chain} />
      <div class="ledger" hidden={isHidden}>
        <div>
          <h1 ref={title} tabIndex={-1}>
            {strings.ledger.title(route.value.ledger)}
          </h1>
          {chain.description.value && <p class="lead">{chain.isSealed ? text.sealedLead : text.lead}</p>}
        </div>
        <Facts chain={chain} />
        {founding && <FoundingTerms founding={founding} isSandbox={chain.description.value?.sandbox === true} />}
        <LedgerVerdict chain={chain} />
        {chain.description.value && <FindRecord chain={chain} />}
        {chain.isSealed && mayAudit() && <ReadLog chain={chain} />}
        <section class="chain-section" aria-labelledby="chain-heading">
          <h2 id="chain-heading">{text.heading}</h2>
          <SearchField chain={chain} query={query} found={matches?.length} />
          <LoadingFault chain={chain} />
          {length.value > 0 && <CardList chain={chain} matches={matches} isHidden={isHidden} />}
          {length.value === 1 && (
            <p>
              {text.onlyGenesis} <a href={linkTo("mine")}>{text.mineOne}</a>
            </p>
          )}
        </section>
      </div>
    </>
  );
}

/** The chain's kind, its length, its puzzle and the state of the connection. */
function Facts({ chain }: { readonly chain: WatchedChain }) {
  const { description, state } = chain;
  const puzzle = description.value;
  // Green is reserved for what was verified. An open connection says nothing about the chain.
  const tone = state.value === "live" || state.value === "opening" ? "plain" : "bad";
  return (
    <p class="ledger-facts">
      <Badge tone={tone}>{strings.ledger.state[state.value]}</Badge>
      {puzzle && (
        <>
          <Badge tone="plain">{strings.ledger.kinds[puzzle.records]}</Badge>
          {puzzle.sandbox && <Badge tone="plain">{strings.ledger.sandbox}</Badge>}
          <Badge tone="plain">{chainStrings.blocks.length(chain.length.value)}</Badge>
          <Badge tone="plain">
            {puzzle.difficulty === undefined ? strings.ledger.squares : strings.ledger.blockHash(puzzle.difficulty)}
          </Badge>
        </>
      )}
    </p>
  );
}

function LoadingFault({ chain }: { readonly chain: WatchedChain }) {
  if (!chain.error.value) return null;
  return (
    <div class="actions">
      <ErrorNotice error={chain.error.value} />
      <button type="button" onClick={() => chain.loadMissing()}>
        {chainStrings.blocks.retry}
      </button>
    </div>
  );
}

/**
 * Focuses the title when the reader returns from a block, as on a new page; the cards restore their scroll position.
 */
function useFocusOnReturn(isHidden: boolean) {
  const title = useRef<HTMLHeadingElement>(null);
  const wasHidden = useRef(isHidden);
  useLayoutEffect(() => {
    if (wasHidden.current && !isHidden) title.current?.focus({ preventScroll: true });
    wasHidden.current = isHidden;
  }, [isHidden]);
  return title;
}
