import { expectedAttempts } from "../../../chain/proof-of-work.ts";
import { SQUARES_PROOFS } from "../../../mining/squares-cycle.ts";
import { chanceWithin } from "../../../mining/trial.ts";
import { mineStrings } from "../../texts/mine.ts";
import { number } from "../../language/format.ts";

/**
 * Ranks a number of attempts. On `block-hash` each miner searches for a different block, and so needs a different
 * number of attempts. On `squares` all miners need the same number, and it varies only with the proofs of the chain.
 *
 * @param attempts on `squares` those of the present block alone
 * @param difficulty absent on `squares`
 * @param done whether the search is over
 */
export function Luck(props: LuckProps) {
  return props.difficulty === undefined ? (
    <AmongProofs {...props} />
  ) : (
    <AmongMiners {...props} difficulty={props.difficulty} />
  );
}

interface LuckProps {
  readonly attempts: number;
  readonly difficulty: number | undefined;
  readonly done?: boolean;
}

function AmongMiners({ attempts, difficulty, done = false }: LuckProps & { readonly difficulty: number }) {
  const text = mineStrings.luck;
  const share = chanceWithin(attempts, difficulty);
  const percent = text.percent(share);
  return (
    <Meter
      title={text.title}
      share={share}
      mark={chanceWithin(expectedAttempts(difficulty), difficulty)}
      sentence={done ? text.done(percent) : text.now(percent)}
      explanation={text.explanation}
    />
  );
}

/** The `squares` proofs that are searched for: all but that of genesis. */
const SEARCHED = SQUARES_PROOFS.slice(1);

function AmongProofs({ attempts, done = false }: LuckProps) {
  const text = mineStrings.proofs;
  const { length } = SEARCHED;
  const withinExpected = SEARCHED.filter((proof) => proof <= expectedAttempts(undefined)).length;
  // Once found, the proof itself is not counted among the others.
  const count = SEARCHED.filter((proof) => (done ? proof < attempts : proof <= attempts)).length;
  return (
    <Meter
      title={text.title}
      share={count / length}
      mark={withinExpected / length}
      sentence={done ? text.done(number(attempts), count, length) : text.now(count, length)}
      explanation={text.explanation}
    />
  );
}

interface MeterProps {
  readonly title: string;
  /** The position of the attempts, from 0 to 1; `mark` is that of the expected number of attempts. */
  readonly share: number;
  readonly mark: number;
  readonly sentence: string;
  readonly explanation: string;
}

function Meter({ title, share, mark, sentence, explanation }: MeterProps) {
  return (
    <div class="mine-luck">
      <h3>{title}</h3>
      <div
        class="mine-luck-bar"
        role="meter"
        aria-label={title}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        aria-valuetext={sentence}
      >
        <span class="mine-luck-share" style={{ width: `${share * 100}%` }} />
        <span class="mine-luck-mark" style={{ insetInlineStart: `${mark * 100}%` }} />
      </div>
      <p class="mine-luck-name" style={{ paddingInlineStart: `${mark * 100}%` }} aria-hidden="true">
        {mineStrings.luck.mark}
      </p>
      <p>
        <strong>{sentence}</strong> {explanation}
      </p>
    </div>
  );
}
