import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { AnyTip } from "../../../chain/kind.ts";
import { expectedAttempts } from "../../../chain/proof-of-work.ts";
import { Isolated } from "../../parts/isolated.tsx";
import { linkTo } from "../../address/route.ts";
import type { WatchedChain } from "../../watched-chain.ts";
import { Bars } from "./bars.tsx";
import { labelOfSeat, type LabelOf } from "./labels.ts";
import type { Seat } from "./seats.ts";
import { usePaced } from "./use-paced.ts";
import { boardStrings } from "../../texts/board.ts";
import { clock, compact, number } from "../../language/format.ts";

/** How many of the newest blocks, and of the bars, are shown: fewer on a projector, where all has to fit on a screen. */
const SHOWN = { screen: { blocks: 6, bars: 10 }, projector: { blocks: 3, bars: 8 } } as const;

interface RaceProps {
  readonly chain: WatchedChain;
  readonly seats: readonly Seat[];
  readonly counts: ReadonlyMap<string, number> | undefined;
  readonly labelOf: LabelOf;
  /** The time by the server's clock. */
  readonly now: () => number;
  readonly isLarge: boolean;
}

/** The race for the class's ledger. */
export function Race({ chain, seats, counts, labelOf, now, isLarge }: RaceProps) {
  const shown = isLarge ? SHOWN.projector : SHOWN.screen;
  const text = boardStrings.race;
  const searchers = seats.flatMap((seat) => (seat.rate === undefined ? [] : [{ ...seat, rate: seat.rate }]));
  const total = searchers.reduce((sum, { rate }) => sum + rate, 0);
  const { newest, length } = useNewest(chain);
  const described = chain.description.value;
  const difficulty = described?.difficulty;
  const [tip] = newest;
  const isExpected = total > 0 && difficulty !== undefined;
  const bars = [...(counts ?? [])].map(([miner, blocks]) => ({ key: miner, label: labelOf(miner), amount: blocks }));
  const mined = bars.reduce((sum, { amount }) => sum + amount, 0);
  return (
    <section class="panel board-race" aria-labelledby="board-race">
      <h2 id="board-race">{text.title}</h2>
      <dl class="board-facts">
        <Fact name={text.since}>
          {tip && tip.index > 1 ? <Since moment={Date.parse(tip.timestamp)} now={now} /> : text.unknown}
        </Fact>
        <Fact name={text.expected}>
          {isExpected ? text.seconds((expectedAttempts(difficulty) / total) * 1000) : text.unknown}
        </Fact>
        <Fact name={text.searching}>{number(searchers.length)}</Fact>
        <Fact name={text.total}>{compact(total)}</Fact>
        <Fact name={text.blocks}>{described ? number(Math.max(0, length - 1)) : text.unknown}</Fact>
      </dl>
      {described && <p class="hint">{difficulty === undefined ? text.squares : text.blockHash(difficulty)}</p>}
      <div class="board-race-parts">
        <div class="board-wins">
          <h3>{text.wins}</h3>
          {counts && mined === 0 && <p>{text.noBlocks}</p>}
          {mined > 0 && (
            <Bars
              bars={bars}
              shown={shown.bars}
              words={(blocks) => text.win(blocks, blocks / mined)}
              rest={(rest) =>
                text.others(
                  rest.length,
                  rest.reduce((sum, { amount }) => sum + amount, 0),
                )
              }
            />
          )}
        </div>
        <div class="board-search">
          <h3>{text.searchTitle}</h3>
          {searchers.length === 0 ? (
            <p>{text.nobody}</p>
          ) : (
            <Bars
              bars={searchers.map((seat) => ({ key: seat.subject, label: labelOfSeat(seat), amount: seat.rate }))}
              shown={shown.bars}
              words={text.rate}
              rest={(rest) => text.othersSearch(rest.length)}
            />
          )}
        </div>
        <div class="board-newest">
          <h3>{text.newest}</h3>
          <ol>
            {newest.slice(0, shown.blocks).map((block) => (
              <li key={block.hash}>
                <a href={linkTo("blocks", block.index)}>{text.block(block.index)}</a>{" "}
                <Isolated text={labelOf(block.mined_by)} />{" "}
                <time dateTime={block.timestamp}>{clock(block.timestamp)}</time>
              </li>
            ))}
          </ol>
        </div>
      </div>
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** The length of the chain, and its newest blocks, newest first, as far as they are loaded. */
function useNewest(chain: WatchedChain): { readonly newest: readonly AnyTip[]; readonly length: number } {
  useSignalEffect(() => {
    const length = chain.length.value;
    if (length > 0) chain.load(Math.max(1, length - SHOWN.screen.blocks + 1), length);
  });
  return usePaced(() => {
    const length = chain.length.value;
    const places = Array.from({ length: SHOWN.screen.blocks }, (_, back) => length - back);
    return { newest: places.map((index) => chain.blocks.get(index)).filter((block) => !!block), length };
  });
}

/** The time since a moment. It alone is drawn again each second. */
function Since({ moment, now }: { readonly moment: number; readonly now: () => number }) {
  const present = useSignal(now());
  useEffect(() => {
    const timer = setInterval(() => (present.value = now()), 1_000);
    return () => clearInterval(timer);
  }, [now, present]);
  return <>{boardStrings.race.ago(present.value - moment)}</>;
}
