import { batch, useSignal } from "@preact/signals";
import { useState } from "preact/hooks";
import { Lottery, type Round } from "../../../../../simulation/lottery.ts";
import { randomNonce } from "../../../../../client/external/random-nonce.ts";
import { number } from "../../../../language/format.ts";
import { numberIn } from "../../../../parts/typed-number.ts";
import { miningStrings } from "../../../../texts/mining.ts";
import type { StepProps } from "../step-props.ts";

/** The miners' shares of the whole speed. The last is the slowest. */
const SHARES = [0.5, 0.3, 0.15, 0.05] as const;
const SLOWEST = SHARES.length - 1;

/** The mean time between two blocks, in milliseconds. */
const INTERVAL = 10_000;

/** The blocks that the reader predicts for. */
const PREDICTED = 100;

/** Several miners search for the same blocks: the reader predicts how many the slowest wins, and plays. */
export function LotteryStep({ onDone }: StepProps) {
  const text = miningStrings.lottery;
  const [lottery] = useState(() => new Lottery(randomNonce(), SHARES, INTERVAL));
  const wins = useSignal<readonly number[]>(SHARES.map(() => 0));
  const round = useSignal<Round | undefined>(undefined);
  const typed = useSignal("");
  const prediction = numberIn(typed.value, 1000);
  const played = wins.value.reduce((sum, each) => sum + each, 0);
  const play = (count: number) =>
    batch(() => {
      const won = [...wins.value];
      for (let rounds = 0; rounds < count; rounds++) {
        round.value = lottery.next();
        won[round.value.winner] = (won[round.value.winner] ?? 0) + 1;
      }
      wins.value = won;
      if (played + count >= PREDICTED) onDone();
    });
  const slowest = wins.value[SLOWEST] ?? 0;
  return (
    <div class="panel tour-lottery">
      <label class="field">
        <span>{text.predict}</span>
        <input
          inputMode="numeric"
          autocomplete="off"
          maxLength={3}
          value={typed.value}
          disabled={played > 0}
          onInput={({ currentTarget }) => (typed.value = currentTarget.value)}
        />
      </label>
      <div class="actions">
        {[1, 10, PREDICTED].map((count) => (
          <button
            key={count}
            type="button"
            class={count === PREDICTED ? "primary" : undefined}
            disabled={prediction === undefined}
            onClick={() => play(count)}
          >
            {text.play(count)}
          </button>
        ))}
        {prediction === undefined && <span class="hint">{text.first}</span>}
      </div>
      <p role="status">
        {round.value && text.round(played, text.miners[round.value.winner] ?? "")}{" "}
        {played >= PREDICTED && prediction !== undefined && <strong>{text.result(prediction, slowest, played)}</strong>}
      </p>
      <ol class="tour-miners">
        {SHARES.map((share, place) => (
          <Miner
            key={share}
            name={text.miners[place] ?? ""}
            share={share}
            round={round.value}
            place={place}
            wins={wins.value[place] ?? 0}
            played={played}
          />
        ))}
      </ol>
      <p class="hint">
        {text.played}: {number(played)}
      </p>
    </div>
  );
}

interface MinerProps {
  readonly name: string;
  readonly share: number;
  readonly place: number;
  readonly round: Round | undefined;
  readonly wins: number;
  readonly played: number;
}

/** A miner: how long the search for the last block would have taken it, and its share of the blocks so far. */
function Miner({ name, share, place, round, wins, played }: MinerProps) {
  const text = miningStrings.lottery;
  const time = round?.times[place];
  const longest = Math.max(1, ...(round?.times ?? []));
  const won = played > 0 ? wins / played : 0;
  return (
    <li class={round?.winner === place ? "miner-winner" : undefined}>
      <p>
        <strong>{name}</strong> <span class="hint">{text.share(share)}</span>
      </p>
      <span class="miner-label">{text.searched}</span>
      <span class="miner-bar" aria-hidden="true">
        <span style={{ transform: `scaleX(${time === undefined ? 0 : time / longest})` }} />
      </span>
      <span class="miner-words">{time !== undefined && text.time(time)}</span>
      <span class="miner-label">{text.won}</span>
      <span class="miner-bar miner-won" aria-hidden="true">
        <span style={{ transform: `scaleX(${won})` }} />
        <i style={{ insetInlineStart: `${share * 100}%` }} title={text.expected} />
      </span>
      <span class="miner-words">{played > 0 && text.wins(wins, won)}</span>
    </li>
  );
}
