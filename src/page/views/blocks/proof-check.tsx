import { sha256 } from "../../../chain/text/canonical.ts";
import { hex } from "../../../chain/text/hex.ts";
import type { AnyTip } from "../../../chain/kind.ts";
import { isSolved, squaresText } from "../../../chain/proof-of-work.ts";
import { hashOf } from "../../any-block.ts";
import { Hash } from "../../parts/hash.tsx";
import { Badge } from "../../parts/icon.tsx";
import { ErrorNotice } from "../../parts/notice.tsx";
import { useAnswer } from "../../use-answer.ts";
import { linkOf } from "./link.ts";
import { comma } from "../../language/format.ts";
import { chainStrings } from "../../texts/chain.ts";

interface Checked {
  readonly block: AnyTip;
  /** Absent for genesis. */
  readonly previous: AnyTip | undefined;
}

/** Whether the block contains the hash of the previous block, which the browser computes. */
export function LinkCheck({ block, previous }: Checked) {
  const text = chainStrings.block.chained;
  const { value: link, error } = useAnswer(() => linkOf(block, previous), [block, previous]);
  return (
    <section class="panel" aria-labelledby="link-heading">
      <h2 id="link-heading">{text.title}</h2>
      {previous ? (
        <>
          <dl class="facts">
            <dt>
              {chainStrings.blocks.block(block.index)}
              {comma} previous_hash
            </dt>
            <dd>
              <Hash value={block.previous_hash} isWork={previous.difficulty !== undefined} />
            </dd>
            <dt>
              {chainStrings.blocks.block(previous.index)}
              {comma} hash
            </dt>
            <dd>
              <Hash value={previous.hash} isWork={previous.difficulty !== undefined} />
            </dd>
          </dl>
          <ErrorNotice error={error} />
          {link && (
            <p>
              <Badge tone={link === "linked" ? "good" : "bad"}>{text[link](previous.index)}</Badge>
            </p>
          )}
        </>
      ) : (
        <p>{text.genesis}</p>
      )}
    </section>
  );
}

/** Whether the block's proof solves the ledger's puzzle, with the input that is hashed for it. */
export function PuzzleCheck({ block, previous }: Checked) {
  const text = chainStrings.block.puzzle;
  return (
    <section class="panel" aria-labelledby="puzzle-heading">
      <h2 id="puzzle-heading">{text.title}</h2>
      {block.difficulty !== undefined ? (
        <BlockHashCheck block={block} difficulty={block.difficulty} />
      ) : previous ? (
        <SquaresCheck block={block} previous={previous} />
      ) : (
        <p>{text.squaresGenesis}</p>
      )}
    </section>
  );
}

function SquaresCheck({ block, previous }: { readonly block: AnyTip; readonly previous: AnyTip }) {
  const { value, error } = useAnswer(async () => {
    const difference = squaresText(block.proof, previous.proof);
    const digest = hex(await sha256(new TextEncoder().encode(difference)));
    return { difference, digest, isSolved: await isSolved(block, previous.proof) };
  }, [block, previous]);
  return (
    <>
      <p>{chainStrings.block.puzzle.squares}</p>
      <ErrorNotice error={error} />
      {value && (
        <>
          <p class="mono sum">
            {block.proof}² − {previous.proof}² = {value.difference}
          </p>
          <p>
            SHA-256: <Hash value={value.digest} />
          </p>
          <Solved isSolved={value.isSolved} />
        </>
      )}
    </>
  );
}

/** Computes the hash from the content. The stored hash may have enough zeros without being the content's hash. */
function BlockHashCheck({ block, difficulty }: { readonly block: AnyTip; readonly difficulty: number }) {
  const { value, error } = useAnswer(async () => {
    const digest = await hashOf(block);
    return { digest, isSolved: await isSolved({ ...block, hash: digest }, 0) };
  }, [block]);
  return (
    <>
      <p>{chainStrings.block.puzzle.blockHash(difficulty)}</p>
      <ErrorNotice error={error} />
      {value && (
        <>
          <LeadingBits hash={value.digest} difficulty={difficulty} />
          <Solved isSolved={value.isSolved} />
        </>
      )}
    </>
  );
}

function LeadingBits({ hash, difficulty }: { readonly hash: string; readonly difficulty: number }) {
  const text = chainStrings.block.puzzle;
  const start = Number.parseInt(hash.slice(0, 8), 16);
  const leading = Math.clz32(start);
  const bits = (start >>> 0).toString(2).padStart(32, "0");
  return (
    <>
      <p>
        <Hash value={hash} />
      </p>
      <div class="bits" role="img" aria-label={`${text.bits}: ${text.leading(leading, difficulty)}`}>
        {Array.from(bits, (bit, place) => (
          <span key={place} class={`bit${place < leading ? " bit-lit" : ""}${place < difficulty ? " bit-asked" : ""}`}>
            {bit}
          </span>
        ))}
      </div>
      <p class="hint">{text.leading(leading, difficulty)}</p>
    </>
  );
}

function Solved({ isSolved: holds }: { readonly isSolved: boolean }) {
  const text = chainStrings.block.puzzle;
  return (
    <p>
      <Badge tone={holds ? "good" : "bad"}>{holds ? text.solved : text.unsolved}</Badge>
    </p>
  );
}
