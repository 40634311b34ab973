import { useSignalEffect } from "@preact/signals";
import type { Block } from "../../../chain/block.ts";
import { expectedAttempts } from "../../../chain/proof-of-work.ts";
import { puzzleOf } from "../../../chain/puzzle.ts";
import { attemptsTo } from "../../../chain/trial.ts";
import { type Mark, Plot, type Point } from "../../parts/plot.tsx";
import { compact, duration, number, strings } from "../../strings.ts";
import { chain } from "../../watched-chain.ts";

/** How many of the newest blocks are drawn. */
const COUNT = 60;

const ATTEMPTS: readonly Mark[] = Array.from({ length: 14 }, (_, power) => ({
  y: 10 ** power,
  label: compact(10 ** power),
}));

const TIMES: readonly Mark[] = [1, 10, 100, 1e3, 1e4, 6e4, 6e5, 36e5, 36e6, 864e5, 864e6, 864e7, 864e8].map((y) => ({
  y,
  label: duration(y),
}));

/** What the newest blocks took: attempts and time. */
export function History() {
  const text = strings.mine.history;
  useSignalEffect(() => {
    const length = chain.value?.length.value ?? 0;
    if (length > 0) chain.value?.load(Math.max(1, length - COUNT), length);
  });
  const blocks = newestBlocks();
  const tip = blocks.at(-1);
  return (
    <section class="mine-history" aria-labelledby="mine-history-title">
      <h2 id="mine-history-title">{text.title}</h2>
      {blocks.length < 2 || !tip ? (
        <p>{text.tooShort}</p>
      ) : (
        <div class="mine-plots">
          <Series
            title={text.attempts}
            axis={text.attemptsAxis}
            note={text.attemptsNote[puzzleOf(tip).puzzle]}
            points={blocks.slice(1).map((block) => point(block.index, attemptsTo(block, block.proof), number))}
            words={number}
            marks={ATTEMPTS}
            expected={expectedAttempts(tip.difficulty)}
          />
          <Series
            title={text.times}
            axis={text.timesAxis}
            note={text.timesNote}
            points={timesBetween(blocks)}
            words={duration}
            marks={TIMES}
          />
        </div>
      )}
    </section>
  );
}

interface SeriesProps {
  readonly title: string;
  readonly axis: string;
  readonly note: string;
  readonly points: readonly Point[];
  /** Says a value. */
  readonly words: (value: number) => string;
  readonly marks: readonly Mark[];
  /** What was to be expected; otherwise the points are compared with their median. */
  readonly expected?: number;
}

function Series({ title, axis, note, points, words, marks, expected }: SeriesProps) {
  const text = strings.mine.history;
  const sorted = points.map(({ y }) => y).toSorted((a, b) => a - b);
  const [low = 0, high = 0] = [sorted[0], sorted.at(-1)];
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const [from = 0, to = 0] = [points[0]?.x, points.at(-1)?.x];
  return (
    <figure class="panel">
      <figcaption>
        <h3>{title}</h3>
        <p class="hint">{note}</p>
      </figcaption>
      <Plot
        summary={text.summary(title, from, to, words(low), words(high), words(median))}
        points={points}
        names={{ x: text.block, y: axis }}
        marks={marks}
        line={
          expected === undefined
            ? { y: median, label: text.median(words(median)) }
            : { y: expected, label: text.expected(words(expected)) }
        }
      />
    </figure>
  );
}

/** The newest blocks without a gap, as far as they are loaded; the first is there to measure from. */
function newestBlocks(): readonly Block[] {
  const { blocks, length } = chain.value ?? {};
  const found: Block[] = [];
  for (let index = length?.value ?? 0; found.length <= COUNT; index--) {
    const block = blocks?.get(index);
    if (!block) break;
    found.unshift(block);
  }
  return found;
}

function timesBetween(blocks: readonly Block[]): Point[] {
  return blocks.slice(1).map((block, place) => {
    const before = blocks[place] ?? block;
    return point(block.index, Date.parse(block.timestamp) - Date.parse(before.timestamp), duration);
  });
}

function point(x: number, y: number, words: (value: number) => string): Point {
  return { x, y, label: strings.mine.history.point(x, words(y)) };
}
