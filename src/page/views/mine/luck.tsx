import { expectedAttempts } from "../../../chain/proof-of-work.ts";
import { chanceWithin } from "../../../chain/trial.ts";
import { strings } from "../../strings.ts";

interface LuckProps {
  readonly attempts: number;
  readonly difficulty: number | undefined;
  /** Whether the search is over. */
  readonly done?: boolean;
}

/** Where so many attempts stand among those that others need. */
export function Luck({ attempts, difficulty, done = false }: LuckProps) {
  const text = strings.mine.luck;
  const share = chanceWithin(attempts, difficulty);
  const mark = chanceWithin(expectedAttempts(difficulty), difficulty);
  const percent = text.percent(share);
  const sentence = done ? text.done(percent) : text.now(percent);
  return (
    <div class="mine-luck">
      <h3>{text.title}</h3>
      <div
        class="mine-luck-bar"
        role="meter"
        aria-label={text.title}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        aria-valuetext={sentence}
      >
        <span class="mine-luck-share" style={{ width: `${share * 100}%` }} />
        <span class="mine-luck-mark" style={{ left: `${mark * 100}%` }} />
      </div>
      <p class="mine-luck-name" style={{ paddingLeft: `${mark * 100}%` }} aria-hidden="true">
        {text.mark}
      </p>
      <p>
        <strong>{sentence}</strong> {text.explanation}
      </p>
    </div>
  );
}
