import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { doubleSpendProbability, doubleSpendRate } from "../../../../simulation/double-spend.ts";
import { number, percent } from "../../../language/format.ts";
import { networkStrings } from "../../../texts/network.ts";
import { OddsChart, type OddsPoint } from "./odds-chart.tsx";
import { scenario } from "../run/run.ts";
import { Slider } from "../parts/slider.tsx";

const MOST_CONFIRMATIONS = 8;

/** The number of simulated double spends for each dot. With 1,000, a dot is rarely more than 0.03 off. */
const RUNS = 1000;

/** How often a double spend succeeds, over the confirmations that the victim waits for: in theory, and simulated. */
export function Odds() {
  const text = networkStrings.odds;
  const share = useSignal(0.3);
  const { seed } = scenario.value.settings;
  const points = useMemo(() => oddsOf(share.value, seed), [share.value, seed]);
  return (
    <section class="panel net-odds" aria-labelledby="net-odds">
      <h2 id="net-odds">{text.title}</h2>
      <p class="hint">
        {text.hint} {text.runs(RUNS)}
      </p>
      <Slider
        label={text.share}
        value={Math.round(share.value * 100)}
        least={5}
        most={60}
        words={(value) => percent(value / 100)}
        onChange={(value) => (share.value = value / 100)}
      />
      {share.value >= 0.5 && <p>{text.majority}</p>}
      <OddsChart points={points} summary={text.summary(share.value)} />
      <details>
        <summary>{text.table}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{text.confirmations}</th>
              <th scope="col">{text.theory}</th>
              <th scope="col">{text.simulated}</th>
            </tr>
          </thead>
          <tbody>
            {points.map(({ confirmations, theory, simulated }) => (
              <tr key={confirmations}>
                <th scope="row">{number(confirmations)}</th>
                <td>{percent(theory)}</td>
                <td>{percent(simulated)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}

function oddsOf(share: number, seed: number): readonly OddsPoint[] {
  return Array.from({ length: MOST_CONFIRMATIONS + 1 }, (_, confirmations) => ({
    confirmations,
    theory: doubleSpendProbability(share, confirmations),
    simulated: doubleSpendRate(share, confirmations, RUNS, seed),
  }));
}
