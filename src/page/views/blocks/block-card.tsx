import type { Block } from "../../../chain/block.ts";
import type { AnyTip } from "../../../chain/kind.ts";
import { isHeader } from "../../any-block.ts";
import { Hash } from "../../parts/hash.tsx";
import { Isolated } from "../../parts/isolated.tsx";
import { Icon } from "../../parts/icon.tsx";
import { linkTo } from "../../address/route.ts";
import { useAnswer } from "../../use-answer.ts";
import type { WatchedChain } from "../../watched-chain.ts";
import { HeaderContent, headerDetails } from "./header-card.tsx";
import { knownLink, linkOf } from "./link.ts";
import { chainStrings } from "../../texts/chain.ts";
import { time } from "../../language/format.ts";

interface Chained {
  readonly block: AnyTip;
  /** The previous block, if it is loaded. */
  readonly previous: AnyTip | undefined;
  /** Whether the previous block's card is directly below. */
  readonly isNext: boolean;
}

type Detail = readonly [name: keyof (typeof chainStrings)["blocks"]["fields"], value: string];

/** A card's details in small print. Their number determines the height of all cards. */
export function detailsOf(block: AnyTip): readonly Detail[] {
  const { mined_by, proof, difficulty } = block;
  return [
    ...(isHeader(block) ? headerDetails(block) : recordDetails(block)),
    ["mined_by", mined_by],
    ...(isHeader(block) || block.corrects === undefined ? [] : [["corrects", String(block.corrects)] as const]),
    ["proof", String(proof)],
    ...(difficulty === undefined ? [] : [["difficulty", chainStrings.blocks.bits(difficulty)] as const]),
  ];
}

function recordDetails({ patient_ID, Reg_no, author }: Block): readonly Detail[] {
  return [
    ["patient_ID", patient_ID],
    ["Reg_no", Reg_no],
    ...(author === undefined ? [] : [["author", author] as const]),
  ];
}

/** A block, with the link to the previous block below it. */
export function BlockCard({ chain, block, previous, isNext }: Chained & { readonly chain: WatchedChain }) {
  const { index, timestamp } = block;
  const text = chainStrings.blocks;
  return (
    <>
      <article class="card" aria-labelledby={`block-${index}`}>
        <header class="card-head">
          <h3 id={`block-${index}`}>
            <a href={linkTo("blocks", index)}>{text.block(index)}</a>
          </h3>
          <time dateTime={timestamp}>{time(timestamp)}</time>
        </header>
        {isHeader(block) ? (
          <HeaderContent chain={chain} header={block} />
        ) : (
          <p class="card-name" title={block.patient_name}>
            <Isolated text={block.patient_name} />
          </p>
        )}
        <dl class="card-details">
          {detailsOf(block).map(([name, value]) => (
            <div key={name}>
              <dt>{text.fields[name]}</dt>
              <dd title={value}>
                <Isolated text={value} />
              </dd>
            </div>
          ))}
        </dl>
        <dl class="card-hashes">
          {isHeader(block) && <HashRow name={text.fields.merkle_root} value={block.merkle_root} isWork={false} />}
          <HashRow name={text.fields.hash} value={block.hash} isWork={block.difficulty !== undefined} />
          <HashRow
            name={text.fields.previous_hash}
            value={block.previous_hash}
            isWork={block.difficulty !== undefined}
          />
        </dl>
      </article>
      {index > 1 && <ChainLink block={block} previous={previous} isNext={isNext} />}
    </>
  );
}

interface HashRowProps {
  readonly name: string;
  readonly value: string;
  readonly isWork: boolean;
}

function HashRow({ name, value, isWork }: HashRowProps) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <Hash value={value} isWork={isWork} />
      </dd>
    </>
  );
}

/**
 * Whether the card's previous hash is the hash of the previous block. Green only after the browser computed that hash.
 */
function ChainLink({ block, previous, isNext }: Chained) {
  const text = chainStrings.blocks.links;
  const before = block.index - 1;
  const { value: link = knownLink(block, previous) } = useAnswer(() => linkOf(block, previous), [block, previous]);
  if (!previous) return <p class="chain-link">{text.unknown(before)}</p>;
  const tone = link === undefined ? "" : link === "linked" ? " chain-link-good" : " chain-link-bad";
  return (
    <p class={`chain-link${tone}${isNext ? "" : " chain-link-away"}`}>
      {link && <Icon name={link === "linked" ? "link" : "broken"} />}
      <span>{text[link ?? "unchecked"](before)}</span>
    </p>
  );
}

/** A placeholder for a card. */
export function CardPlaceholder({ index }: { readonly index: number }) {
  return (
    <div class="card card-placeholder">
      <p>{chainStrings.blocks.loading(index)}</p>
    </div>
  );
}
