import { decentralization } from "../../../class/decentralization.ts";
import { expectedAttempts } from "../../../chain/proof-of-work.ts";
import { Isolated } from "../../parts/isolated.tsx";
import type { LabelOf } from "./labels.ts";
import { ShareFigures } from "./share-figures.tsx";
import { boardStrings } from "../../texts/board.ts";
import { number } from "../../language/format.ts";

interface SharesProps {
  readonly counts: ReadonlyMap<string, number> | undefined;
  /** Absent on `squares`. */
  readonly difficulty: number | undefined;
  readonly labelOf: LabelOf;
  /** Whether only the figures are shown, without what explains them. */
  readonly isLarge: boolean;
}

/** The shares of the miners, and how decentralized that makes the mining. */
export function Shares({ counts, difficulty, labelOf, isLarge }: SharesProps) {
  const text = boardStrings.shares;
  const miners = [...(counts ?? [])].toSorted(([, one], [, other]) => other - one);
  const figures = decentralization(miners.map(([, blocks]) => blocks));
  const mined = miners.reduce((sum, [, blocks]) => sum + blocks, 0);
  return (
    <section class="panel board-shares" aria-labelledby="board-shares">
      <h2 id="board-shares">{text.title}</h2>
      {counts && !figures && <p>{text.none}</p>}
      {figures && <ShareFigures figures={figures} isLarge={isLarge} />}
      {figures && !isLarge && (
        <>
          {text.limits.map((limit) => (
            <p key={limit}>{limit}</p>
          ))}
          <details>
            <summary>{text.table}</summary>
            <p>
              {difficulty === undefined
                ? text.ofBlocks(figures.miners, mined)
                : text.ofWork(figures.miners, mined, difficulty)}
            </p>
            <table class="board-table">
              <thead>
                <tr>
                  <th scope="col">{text.columns.miner}</th>
                  <th scope="col" class="board-number">
                    {text.columns.blocks}
                  </th>
                  {difficulty !== undefined && (
                    <th scope="col" class="board-number">
                      {text.columns.work}
                    </th>
                  )}
                  <th scope="col" class="board-number">
                    {text.columns.share}
                  </th>
                </tr>
              </thead>
              <tbody>
                {miners.map(([miner, blocks]) => (
                  <tr key={miner}>
                    <th scope="row">
                      <Isolated text={labelOf(miner)} />
                    </th>
                    <td class="board-number">{number(blocks)}</td>
                    {difficulty !== undefined && (
                      <td class="board-number">{text.hashes(blocks * expectedAttempts(difficulty))}</td>
                    )}
                    <td class="board-number">{text.percent(blocks / mined)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </details>
        </>
      )}
      {!isLarge && (
        <details>
          <summary>{text.paperTitle}</summary>
          {text.paper.map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </details>
      )}
    </section>
  );
}
