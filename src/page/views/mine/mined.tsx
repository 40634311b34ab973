import { type Block, hashBlock } from "../../../chain/block.ts";
import { trialHash } from "../../../mining/trial.ts";
import { hasCryptography } from "../../cryptography.ts";
import { Hash } from "../../parts/hash.tsx";
import { Isolated } from "../../parts/isolated.tsx";
import { Notice } from "../../parts/notice.tsx";
import { linkTo } from "../../address/route.ts";
import { useAnswer } from "../../use-answer.ts";
import { chain } from "../../watched-chain.ts";
import { Facts } from "./facts.tsx";
import { Luck } from "./luck.tsx";
import { lostRaces, progress, type Stage } from "./mining-run.ts";
import { chainStrings } from "../../texts/chain.ts";
import { mineStrings } from "../../texts/mine.ts";
import { duration, number, time } from "../../language/format.ts";

/** The result of the mining: the block, and what it took. */
export function MinedRecord({ block, known, searcher, milliseconds }: Extract<Stage, { at: "done" }>) {
  const text = mineStrings.done;
  const searched = searcher !== "server" && !known ? progress.value : undefined;
  const took = [text.time, duration(milliseconds)] as const;
  const lost = lostRaces.value.length;
  return (
    <>
      <h2 id="mine-bench-title">{known ? text.known(block.index) : text.mined(block.index)}</h2>
      <Notice tone={hasCryptography ? "good" : "plain"}>
        {known ? text.once : text.checked[hasCryptography ? (searcher === "server" ? "server" : "browser") : "nobody"]}
      </Notice>
      {searched ? (
        <Facts
          facts={[
            [text.attempts, number(searched.attempts)],
            took,
            [mineStrings.search.perSecond, number(searched.perSecond)],
            [text.engine, text.engines[searched.engine ?? "subtle"]],
            ...(lost > 0 ? [[mineStrings.search.lost, number(lost)] as const] : []),
          ]}
        />
      ) : (
        // On block-hash only the miner knows how many attempts it took.
        !known && (
          <Facts
            facts={block.difficulty === undefined ? [[text.needed, number(block.proof)] as const, took] : [took]}
          />
        )
      )}
      <MinedBlock block={block} />
      {searched && (
        <Luck
          attempts={block.difficulty === undefined ? block.proof : searched.attempts}
          difficulty={block.difficulty}
          done
        />
      )}
    </>
  );
}

function MinedBlock({ block }: { readonly block: Block }) {
  const text = mineStrings.done;
  const solved = useSolved(block);
  // The ledger states this hash. It turns green once the browser has computed the same hash.
  const { value: hash } = useAnswer(() => hashBlock(block), [block]);
  return (
    <div class={hash === block.hash ? "mine-card mine-card-good" : "mine-card"}>
      <Facts
        facts={[
          [chainStrings.record.fields.patient_name, <Isolated text={block.patient_name} />],
          [
            chainStrings.record.fields.Reg_no,
            <span class="mono">
              <Isolated text={block.Reg_no} />
            </span>,
          ],
          [text.timestamp, time(block.timestamp)],
          ...(block.author === undefined ? [] : [[text.author, <Isolated text={block.author} />] as const]),
          [text.minedBy, <Isolated text={block.mined_by} />],
          [text.proof, <span class="mono">{block.proof}</span>],
        ]}
      />
      <dl class="mine-hashes">
        {solved && (
          <div>
            <dt>{text.digest(number(block.proof), number(solved.previousProof))}</dt>
            <dd>
              <Hash value={solved.hash} />
            </dd>
          </div>
        )}
        <div>
          <dt>{text.hash}</dt>
          <dd>
            <Hash value={block.hash} />
          </dd>
        </div>
      </dl>
      <div class="actions">
        <a class="button" href={linkTo("blocks", block.index)}>
          {text.open(block.index)}
        </a>
      </div>
    </div>
  );
}

/**
 * On squares, the hash that the proof was found for. It requires the previous block, which is loaded for a new block.
 */
function useSolved(block: Block): { previousProof: number; hash: string } | undefined {
  const previousProof = chain.value?.blocks.get(block.index - 1)?.proof;
  const { value } = useAnswer(async () => {
    if (block.difficulty !== undefined || previousProof === undefined) return undefined;
    return { previousProof, hash: await trialHash(block, block.proof, previousProof) };
  }, [block, previousProof]);
  return value;
}
