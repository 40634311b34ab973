import type { Decentralization } from "../../../class/decentralization.ts";
import { number } from "../../language/format.ts";
import { boardStrings } from "../../texts/board.ts";

interface ShareFiguresProps {
  readonly figures: Decentralization;
  /** Whether the figures are shown without what explains them. */
  readonly isLarge: boolean;
}

/** How decentralized the mining is: the figures, each explained in a line. */
export function ShareFigures({ figures, isLarge }: ShareFiguresProps) {
  const text = boardStrings.shares;
  const { largest, nakamoto, herfindahl, gini, entropy } = text.figures;
  const equal = text.equal(1 / figures.herfindahl);
  const uncertain = text.equal(2 ** figures.entropy);
  const shown = [
    { ...largest, value: text.percent(figures.largest) },
    { ...nakamoto, value: number(figures.nakamoto) },
    { ...herfindahl, value: text.exact(figures.herfindahl), explanation: herfindahl.explanation(equal) },
    { ...gini, value: text.exact(figures.gini) },
    { ...entropy, value: text.bits(figures.entropy), explanation: entropy.explanation(uncertain) },
  ];
  return (
    <dl class="board-figures">
      {shown.map(({ name, value, explanation, ...more }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd class="board-figure">{value}</dd>
          {!isLarge && <dd>{explanation}</dd>}
          {!isLarge && "source" in more && <dd class="hint">{text.source(more.source)}</dd>}
        </div>
      ))}
    </dl>
  );
}
