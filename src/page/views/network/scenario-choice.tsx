import { SCENARIO_NAMES, SCENARIOS } from "../../../simulation/scenarios.ts";
import { networkStrings } from "../../texts/network.ts";
import { begin, chosen } from "./run/run.ts";

/** The guided scenarios: what to watch in the chosen one, and what it shows. */
export function ScenarioChoice() {
  const text = networkStrings.scenarios;
  const present = chosen.value && text.each[chosen.value];
  return (
    <section class="panel net-scenarios" aria-labelledby="net-scenarios">
      <h2 id="net-scenarios">{text.title}</h2>
      <div class="actions">
        {SCENARIO_NAMES.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={chosen.value === name}
            onClick={() => begin(SCENARIOS[name], name)}
          >
            {text.each[name].name}
          </button>
        ))}
        {!present && <span class="hint">{text.own}</span>}
      </div>
      {present && (
        <dl class="net-guide">
          <div>
            <dt>{text.watch}</dt>
            <dd>{present.watch}</dd>
          </div>
          <div>
            <dt>{text.learned}</dt>
            <dd>{present.learned}</dd>
          </div>
        </dl>
      )}
    </section>
  );
}
