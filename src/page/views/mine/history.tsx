import { useSignalEffect } from "@preact/signals";
import type { AnyTip } from "../../../chain/kind.ts";
import { expectedAttempts } from "../../../chain/proof-of-work.ts";
import { puzzleOf } from "../../../chain/puzzle.ts";
import { type Mark, Plot, type Point } from "./plot.tsx";
import { chain } from "../../watched-chain.ts";
import { attemptsHere } from "./mining-run.ts";
import { mineStrings } from "../../texts/mine.ts";
import { compact, duration, number } from "../../language/format.ts";

/** How many of the newest blocks are plotted. */
const COUNT = 60;

const ATTEMPTS: readonly Mark[] = Array.from({ length: 14 }, (_, power) => ({
  y: 10 ** power,
  label: compact(10 ** power),
}));

const TIMES: readonly Mark[] = [1, 10, 100, 1e3, 1e4, 6e4, 6e5, 36e5, 36e6, 864e5, 864e6, 864e7, 864e8].map((y) => ({
  y,
  label: duration(y),
}));

/** The attempts and the time that the newest blocks took. */
export function History() {
  const text = mineStrings.history;
  useSignalEffect(() => {
    const length = chain.value?.length.value ?? 0;
    if (length > 0) chain.value?.load(Math.max(1, length - COUNT), length);
  });
  const blocks = newestBlocks();
  const tip = blocks.at(-1);
  // Until the blocks are loaded, it is not known whether there are any.
  if (chain.value?.length.value !== 1 && blocks.length < 2) return null;
  return (
    <section class="mine-history" aria-labelledby="mine-history-title">
      <h2 id="mine-history-title">{text.title}</h2>
      {blocks.length < 2 || !tip ? (
        <p>{text.tooShort}</p>
      ) : (
        <div class="mine-plots">
          <Attempts blocks={blocks.slice(1)} tip={tip} />
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

/** The attempts for each block for which they are known. */
function Attempts({ blocks, tip }: { readonly blocks: readonly AnyTip[]; readonly tip: AnyTip }) {
  const text = mineStrings.history;
  const { puzzle } = puzzleOf(tip);
  const points = blocks.flatMap((block) => attemptsPoint(block) ?? []);
  const expected = expectedAttempts(tip.difficulty);
  return points.length === 0 ? (
    <figure class="panel">
      <figcaption>
        <h3>{text.attempts[puzzle]}</h3>
        <p class="hint">
          {text.attemptsNote[puzzle]} {text.noneHere}
        </p>
      </figcaption>
    </figure>
  ) : (
    <Series
      title={text.attempts[puzzle]}
      axis={text.attemptsAxis}
      note={text.attemptsNote[puzzle]}
      points={points}
      words={number}
      marks={ATTEMPTS}
      line={{ y: expected, label: text.expected(number(expected)) }}
    />
  );
}

/** On `squares` the proof is the number of attempts. On `block-hash` only the miner knows it. */
function attemptsPoint(block: AnyTip): Point | undefined {
  const attempts = block.difficulty === undefined ? block.proof : attemptsHere.value.get(block.hash);
  return attempts === undefined ? undefined : point(block.index, attempts, number);
}

interface SeriesProps {
  readonly title: string;
  readonly axis: string;
  readonly note: string;
  readonly points: readonly Point[];
  /** Formats a value. */
  readonly words: (value: number) => string;
  readonly marks: readonly Mark[];
  /** A reference for the points: the expected value if there is one, otherwise their median. */
  readonly line?: Mark;
}

function Series({ title, axis, note, points, words, marks, line }: SeriesProps) {
  const text = mineStrings.history;
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
        line={line ?? { y: median, label: text.median(words(median)) }}
      />
    </figure>
  );
}

/** The newest loaded blocks without a gap. The first is included only to measure from. */
function newestBlocks(): readonly AnyTip[] {
  const { blocks, length } = chain.value ?? {};
  const found: AnyTip[] = [];
  for (let index = length?.value ?? 0; found.length <= COUNT; index--) {
    const block = blocks?.get(index);
    if (!block) break;
    found.unshift(block);
  }
  return found;
}

function timesBetween(blocks: readonly AnyTip[]): Point[] {
  return blocks.slice(1).map((block, place) => {
    const before = blocks[place] ?? block;
    return point(block.index, Date.parse(block.timestamp) - Date.parse(before.timestamp), duration);
  });
}

function point(x: number, y: number, words: (value: number) => string): Point {
  return { x, y, label: mineStrings.history.point(x, words(y)) };
}
