import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { expectedAttempts } from "../../../chain/proof-of-work.ts";
import type { Engine } from "../../engine.ts";
import { Hash } from "../../parts/hash.tsx";
import { ErrorNotice, Notice } from "../../parts/notice.tsx";
import { Facts } from "./facts.tsx";
import { Luck } from "./luck.tsx";
import { LostRaces } from "./lost-races.tsx";
import { type RunningSearch, progress, stop, unreachable } from "./mining-run.ts";
import { mineStrings } from "../../texts/mine.ts";
import { number } from "../../language/format.ts";

/** The progress of the search in the browser, with a stream of attempts. */
export function SearchProgress({ asked }: { readonly asked: Engine }) {
  const text = mineStrings.search;
  const { value } = progress;
  return (
    <>
      <div class="mine-bench-head">
        <h2 id="mine-bench-title">{value ? text.title(value.index) : text.asking}</h2>
        <button type="button" onClick={stop}>
          {text.stop}
        </button>
      </div>
      <Announcement />
      <LostRaces />
      {value?.engine !== undefined && value.engine !== asked && <Notice>{text.noKernel}</Notice>}
      {value && <Searching {...value} />}
      {unreachable.value && (
        <>
          <ErrorNotice error={unreachable.value} />
          <p>{value?.found ? text.unreachable : text.goesOn}</p>
        </>
      )}
    </>
  );
}

function Searching({ index, difficulty, attempts, perSecond, trial, shown, found }: RunningSearch) {
  const text = mineStrings.search;
  const puzzle = difficulty === undefined ? "squares" : "block-hash";
  return (
    <>
      <Facts
        facts={[
          [text.attempts, number(attempts)],
          [text.expected, number(expectedAttempts(difficulty))],
          [text.perSecond, number(perSecond)],
        ]}
      />
      <div class="mine-now">
        <p class="hint">{found ? text.found(index) : trial ? text.now[puzzle](number(trial.proof)) : text.first}</p>
        <Hash value={trial?.hash ?? NO_HASH} />
        <p class="hint">{difficulty === undefined ? text.sought.squares : text.sought["block-hash"](difficulty)}</p>
      </div>
      <Luck attempts={difficulty === undefined ? (trial?.proof ?? 0) : attempts} difficulty={difficulty} />
      <div class="mine-tries">
        <h3>{text.shown}</h3>
        <ol aria-label={text.shown}>
          {shown.map(({ attempts: key, proof, hash }) => (
            <li key={key}>
              <span class="mono">{number(proof)}</span> → <Hash value={hash} short />
            </li>
          ))}
        </ol>
      </div>
    </>
  );
}

/** A placeholder for the first attempt's hash, so that the layout does not shift. */
const NO_HASH = "·".repeat(64);

/** The interval between two announcements, in milliseconds. */
const PACE = 10_000;

/** Announces the progress to screen readers from time to time. */
function Announcement() {
  const said = useSignal("");
  useEffect(() => {
    const timer = setInterval(() => {
      const { value } = progress;
      if (value) said.value = mineStrings.search.announced(value.index, number(value.attempts));
    }, PACE);
    return () => clearInterval(timer);
  }, [said]);
  return (
    <p class="unseen" role="status">
      {said}
    </p>
  );
}
