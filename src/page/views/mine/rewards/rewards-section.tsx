import { decentralization } from "../../../../class/decentralization.ts";
import { number, percent } from "../../../language/format.ts";
import { Isolated } from "../../../parts/isolated.tsx";
import { ErrorNotice } from "../../../parts/notice.tsx";
import { session } from "../../../session/session.ts";
import { boardStrings } from "../../../texts/board.ts";
import { figureStrings } from "../../../texts/figure.ts";
import { chain } from "../../../watched-chain.ts";
import { ShareFigures } from "../../board/share-figures.tsx";
import { useRewards } from "./use-rewards.ts";

/** Who has mined how many blocks, and how the mining is spread. */
export function RewardsSection() {
  const text = figureStrings.rewards;
  const counts = useRewards();
  const described = chain.value?.description.value;
  return (
    <>
      <div class="mine-head">
        <h1>{text.title}</h1>
        <p class="lead">{text.lead}</p>
      </div>
      <ErrorNotice error={chain.value?.error.value} />
      <section class="panel" aria-label={text.caption}>
        {described && <p>{described.records === "sealed" ? text.meaning.sealed : text.meaning.plain}</p>}
        {!counts ? (
          <p role="status">{text.counting}</p>
        ) : counts.size === 0 ? (
          <p>{text.none}</p>
        ) : (
          <RewardsTable counts={counts} />
        )}
      </section>
      {counts && <Spread counts={counts} />}
    </>
  );
}

/** How the mining is spread over the miners, in the figures of a class's board. */
function Spread({ counts }: { readonly counts: ReadonlyMap<string, number> }) {
  const figures = decentralization([...counts.values()]);
  if (!figures) return null;
  return (
    <section class="panel board-shares" aria-labelledby="rewards-spread">
      <h2 id="rewards-spread">{boardStrings.shares.title}</h2>
      <ShareFigures figures={figures} isLarge={false} />
      {boardStrings.shares.limits.map((limit) => (
        <p key={limit}>{limit}</p>
      ))}
    </section>
  );
}

function RewardsTable({ counts }: { readonly counts: ReadonlyMap<string, number> }) {
  const text = figureStrings.rewards;
  const miners = [...counts].toSorted(([, one], [, other]) => other - one);
  const all = miners.reduce((sum, [, blocks]) => sum + blocks, 0);
  return (
    <table class="mine-table">
      <caption class="unseen">{text.caption}</caption>
      <thead>
        <tr>
          <th scope="col">{text.columns.miner}</th>
          <th scope="col" class="mine-number">
            {text.columns.blocks}
          </th>
          <th scope="col" class="mine-number">
            {text.columns.reward}
          </th>
          <th scope="col" class="mine-number">
            {text.columns.share}
          </th>
          <th aria-hidden="true" />
        </tr>
      </thead>
      <tbody>
        {miners.map(([miner, blocks]) => (
          <tr key={miner}>
            <th scope="row">
              <Isolated text={miner} />
              {miner === session.value?.subject && <strong class="mine-yours"> {text.you}</strong>}
            </th>
            <td class="mine-number">{number(blocks)}</td>
            <td class="mine-number">{number(blocks)}</td>
            <td class="mine-number">{percent(blocks / all)}</td>
            <td class="mine-share" aria-hidden="true">
              <span style={{ inlineSize: `${(100 * blocks) / all}%` }} />
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{text.all}</th>
          <td class="mine-number">{number(all)}</td>
          <td class="mine-number">{number(all)}</td>
          <td class="mine-number">{percent(1)}</td>
          <td aria-hidden="true" />
        </tr>
      </tfoot>
    </table>
  );
}
