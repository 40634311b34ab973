import { Isolated } from "../../parts/isolated.tsx";

/** A bar: what it stands for, and how long it is. */
export interface Bar {
  readonly key: string;
  readonly label: string;
  readonly amount: number;
}

interface BarsProps {
  readonly bars: readonly Bar[];
  /** How many are shown at most. */
  readonly shown: number;
  /** An amount in words. */
  readonly words: (amount: number) => string;
  /** Stands for the bars that are not shown. */
  readonly rest: (bars: readonly Bar[]) => string;
}

/** The longest bars, longest first. Their lengths move when the amounts change. */
export function Bars({ bars, shown, words, rest }: BarsProps) {
  const ordered = bars.toSorted((one, other) => other.amount - one.amount || (one.key < other.key ? -1 : 1));
  const most = ordered[0]?.amount ?? 0;
  const others = ordered.slice(shown);
  return (
    <>
      <ol class="board-bars">
        {ordered.slice(0, shown).map(({ key, label, amount }) => (
          <li key={key}>
            <span class="board-bar-label">
              <Isolated text={label} />
            </span>
            <span class="board-bar" aria-hidden="true">
              <span style={{ transform: `scaleX(${most === 0 ? 0 : amount / most})` }} />
            </span>
            <span class="board-bar-words">{words(amount)}</span>
          </li>
        ))}
      </ol>
      {others.length > 0 && <p class="hint">{rest(others)}</p>}
    </>
  );
}
