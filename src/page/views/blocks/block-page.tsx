import { useLayoutEffect, useRef } from "preact/hooks";
import type { Block } from "../../../chain/block.ts";
import { hasCryptography } from "../../cryptography.ts";
import { NotComputed } from "../../parts/no-cryptography.tsx";
import { ErrorNotice } from "../../parts/notice.tsx";
import { Icon } from "../../parts/icon.tsx";
import { linkTo } from "../../address/route.ts";
import { strings } from "../../strings.ts";
import { useAnswer } from "../../use-answer.ts";
import type { WatchedChain } from "../../watched-chain.ts";
import { BlockFields } from "./block-fields.tsx";
import { BlockReceipt } from "./block-receipt.tsx";
import { HashSteps } from "./hash-steps.tsx";
import { LinkCheck, PuzzleCheck } from "./proof-check.tsx";

/** One block: its content, how its hash is computed, its links in the chain, and its proofs. */
export function BlockPage({ chain, index }: { readonly chain: WatchedChain; readonly index: number }) {
  const text = strings.block;
  const title = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    scrollTo(0, 0);
    title.current?.focus();
  }, []);
  const isThere = chain.length.value >= index;
  // Fetch the block again instead of using the loaded one, to show what the ledger serves now.
  const ask = (place: number) => chain.client.get(`/blocks/${place}`) as Promise<Block>;
  const { value, error } = useAnswer(
    async () => ({ block: await ask(index), previous: index > 1 ? await ask(index - 1) : undefined }),
    [chain, index, isThere],
  );
  return (
    <article class="block-page">
      <a class="back" href={linkTo("blocks")}>
        <Icon name="back" />
        {text.back}
      </a>
      <h1 ref={title} tabIndex={-1}>
        {strings.blocks.block(index)}
      </h1>
      <Neighbours index={index} length={chain.length.value} />
      <ErrorNotice error={error} />
      {!value && !error && <p role="status">{text.loading}</p>}
      {value && (
        <>
          <BlockFields block={value.block} />
          {hasCryptography ? <Checks chain={chain} block={value.block} previous={value.previous} /> : <NotComputed />}
        </>
      )}
    </article>
  );
}

interface ChecksProps {
  readonly chain: WatchedChain;
  readonly block: Block;
  readonly previous: Block | undefined;
}

/** The checks that the browser makes on a block. */
function Checks({ chain, block, previous }: ChecksProps) {
  return (
    <>
      <HashSteps block={block} />
      <LinkCheck block={block} previous={previous} />
      <PuzzleCheck block={block} previous={previous} />
      <BlockReceipt chain={chain} block={block} />
    </>
  );
}

function Neighbours({ index, length }: { readonly index: number; readonly length: number }) {
  const text = strings.block;
  return (
    <nav class="neighbours" aria-label={text.neighbours}>
      {index > 1 ? (
        <a class="button" href={linkTo("blocks", index - 1)}>
          <Icon name="back" />
          {text.previous(index - 1)}
        </a>
      ) : (
        <span class="hint">{text.isFirst}</span>
      )}
      {index < length ? (
        <a class="button" href={linkTo("blocks", index + 1)}>
          {text.next(index + 1)}
          <Icon name="next" />
        </a>
      ) : (
        index === length && <span class="hint">{text.isNewest}</span>
      )}
    </nav>
  );
}
