import { useLayoutEffect, useRef } from "preact/hooks";
import { type AnyBlock, type AnyTip, isSealed } from "../../../chain/kind.ts";
import type { Entry } from "../../../chain/sealed/entry.ts";
import { type Header, headerOf } from "../../../chain/sealed/header.ts";
import { shownEntries } from "../../any-block.ts";
import { hasCryptography } from "../../cryptography.ts";
import { NotComputed } from "../../parts/no-cryptography.tsx";
import { ErrorNotice } from "../../parts/notice.tsx";
import { Icon } from "../../parts/icon.tsx";
import { linkTo } from "../../address/route.ts";
import { useAnswer } from "../../use-answer.ts";
import type { WatchedChain } from "../../watched-chain.ts";
import { BlockFields } from "./block-fields.tsx";
import { BlockReceipt } from "./block-receipt.tsx";
import { Entries } from "./entries.tsx";
import { HashSteps } from "./hash-steps.tsx";
import { PlainRecord } from "./records/plain-record.tsx";
import { LinkCheck, PuzzleCheck } from "./proof-check.tsx";
import { chainStrings } from "../../texts/chain.ts";

interface BlockPageProps {
  readonly chain: WatchedChain;
  readonly index: number;
}

/** One block: its content, how its hash is computed, its links in the chain, and its proofs. */
export function BlockPage({ chain, index }: BlockPageProps) {
  const text = chainStrings.block;
  const title = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    scrollTo(0, 0);
    title.current?.focus();
  }, []);
  return (
    <article class="block-page">
      <a class="back" href={linkTo("blocks")}>
        <Icon name="back" />
        {text.back}
      </a>
      <h1 ref={title} tabIndex={-1}>
        {chainStrings.blocks.block(index)}
      </h1>
      <Neighbours index={index} length={chain.length.value} />
      {/* What may be done with a block's records, and how, depends on the kind of the ledger. */}
      {chain.description.value ? <Content chain={chain} index={index} /> : <Pending error={chain.error.value} />}
    </article>
  );
}

function Content({ chain, index }: BlockPageProps) {
  const isThere = chain.length.value >= index;
  const { value, error } = useAnswer(
    async () => ({
      ...(await parts(chain, index)),
      previous: index > 1 ? await chain.presentBlock(index - 1) : undefined,
    }),
    [chain, index, isThere],
  );
  if (!value) return <Pending error={error} />;
  return (
    <>
      <BlockFields block={value.block} />
      {value.sealed ? (
        <Entries chain={chain} {...value.sealed} />
      ) : (
        index > 1 && <PlainRecord chain={chain} number={index} />
      )}
      {hasCryptography ? <Checks chain={chain} block={value.block} previous={value.previous} /> : <NotComputed />}
    </>
  );
}

/** In place of a block that has not arrived, or cannot. */
function Pending({ error }: { readonly error: Error | undefined }) {
  return error ? <ErrorNotice error={error} /> : <p role="status">{chainStrings.block.loading}</p>;
}

interface Parts {
  /** The block, or the header of a sealed one. */
  readonly block: AnyTip;
  readonly sealed?: { readonly header: Header; readonly entries: readonly Entry[] };
}

/** Requests a block again instead of using the loaded one, to show what the ledger serves now. */
async function parts({ client }: WatchedChain, index: number): Promise<Parts> {
  const block = (await client.get(`/blocks/${index}`)) as AnyBlock;
  if (!isSealed(block)) return { block };
  const header = headerOf(block);
  return { block: header, sealed: { header, entries: shownEntries(block) } };
}

interface ChecksProps {
  readonly chain: WatchedChain;
  readonly block: AnyTip;
  readonly previous: AnyTip | undefined;
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
  const text = chainStrings.block;
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
