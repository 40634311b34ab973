import type { Block } from "../../../chain/block.ts";
import { Hash } from "../../parts/hash.tsx";
import { Isolated } from "../../parts/isolated.tsx";
import { Icon } from "../../parts/icon.tsx";
import { linkTo } from "../../address/route.ts";
import { strings, time } from "../../strings.ts";
import { useAnswer } from "../../use-answer.ts";
import { knownLink, linkOf } from "./link.ts";

interface Chained {
  readonly block: Block;
  /** The previous block, if it is loaded. */
  readonly previous: Block | undefined;
  /** Whether the previous block's card is directly below. */
  readonly isNext: boolean;
}

/** A card's details in small print. Their number determines the height of all cards. */
export function detailsOf({ patient_ID, Reg_no, author, mined_by, corrects, proof, difficulty }: Block) {
  return [
    ["patient_ID", patient_ID],
    ["Reg_no", Reg_no],
    ...(author === undefined ? [] : [["author", author] as const]),
    ["mined_by", mined_by],
    ...(corrects === undefined ? [] : [["corrects", String(corrects)] as const]),
    ["proof", String(proof)],
    ...(difficulty === undefined ? [] : [["difficulty", strings.blocks.bits(difficulty)] as const]),
  ] as const;
}

/** A block, with the link to the previous block below it. */
export function BlockCard({ block, previous, isNext }: Chained) {
  const { index, timestamp, patient_name } = block;
  const text = strings.blocks;
  return (
    <>
      <article class="card" aria-labelledby={`block-${index}`}>
        <header class="card-head">
          <h3 id={`block-${index}`}>
            <a href={linkTo("blocks", index)}>{text.block(index)}</a>
          </h3>
          <time dateTime={timestamp}>{time(timestamp)}</time>
        </header>
        <p class="card-name" title={patient_name}>
          <Isolated text={patient_name} />
        </p>
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
          <dt>{text.fields.hash}</dt>
          <dd>
            <Hash value={block.hash} />
          </dd>
          <dt>{text.fields.previous_hash}</dt>
          <dd>
            <Hash value={block.previous_hash} />
          </dd>
        </dl>
      </article>
      {index > 1 && <ChainLink block={block} previous={previous} isNext={isNext} />}
    </>
  );
}

/**
 * Whether the card's previous hash is the hash of the previous block. Green only after the browser computed that hash.
 */
function ChainLink({ block, previous, isNext }: Chained) {
  const text = strings.blocks.links;
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
      <p>{strings.blocks.loading(index)}</p>
    </div>
  );
}
