import { NODE_IDS, type NodeId } from "../../../simulation/names.ts";
import { CONSENSUS_KINDS, type NetworkSettings } from "../../../simulation/settings.ts";
import { percent } from "../../language/format.ts";
import { networkStrings } from "../../texts/network.ts";
import { Radios } from "./parts/choice.tsx";
import { act, change, state } from "./run/run.ts";
import { Slider } from "./parts/slider.tsx";

const COUNTS = [3, 4, 5] as const;

/** The most that the sliders reach: milliseconds, and a weight. */
const MOST = { latency: 20_000, weight: 100 } as const;

/** The weight of a node that is added. */
const NEW_WEIGHT = 20;

/** What can be changed about the network: some of it while it runs. */
export function SettingsPanel() {
  const text = networkStrings.settings;
  const { consensus, latency, nodes, mining } = state.value;
  const total = nodes.reduce((sum, { weight }) => sum + weight, 0);
  return (
    <section class="panel net-settings" aria-labelledby="net-settings">
      <h2 id="net-settings">{text.title}</h2>
      <Slider
        label={text.latency}
        value={latency}
        most={MOST.latency}
        step={100}
        words={(value) => text.seconds(value / 1000)}
        onChange={(value) => act({ kind: "latency", latency: value })}
      />
      <fieldset>
        <legend>{text.shares[consensus]}</legend>
        {nodes.map(({ id, weight }) => (
          <Slider
            key={id}
            label={id}
            value={weight}
            most={MOST.weight}
            words={(value) => percent(value / Math.max(1, total - weight + value))}
            onChange={(value) => act({ kind: "weight", node: id, weight: value })}
          />
        ))}
      </fieldset>
      <CutOff />
      <label class="choice">
        <input
          type="checkbox"
          checked={mining}
          onChange={({ currentTarget }) => act({ kind: "mining", on: currentTarget.checked })}
        />
        <span>{text.mining}</span>
      </label>
      <Radios
        legend={text.consensus}
        options={CONSENSUS_KINDS.map((kind) => ({ value: kind, label: text.kinds[kind] }))}
        value={consensus}
        onChange={(kind) => change({ consensus: kind })}
      />
      <Radios
        legend={text.nodes}
        options={COUNTS.map((count) => ({ value: count, label: String(count) }))}
        value={nodes.length}
        onChange={(count) => change({ nodes: withCount(nodes, count) })}
      />
      <p class="hint">{text.restarts}</p>
    </section>
  );
}

/** The same nodes with their weights, without the last ones or with new ones. */
function withCount(nodes: NetworkSettings["nodes"], count: number): NetworkSettings["nodes"] {
  return NODE_IDS.slice(0, count).map((id) => {
    const present = nodes.find((node) => node.id === id);
    return { id, weight: present?.weight ?? NEW_WEIGHT };
  });
}

/** Divides the network by selecting nodes. */
function CutOff() {
  const text = networkStrings.settings;
  const { nodes, groups } = state.value;
  const ids = nodes.map(({ id }) => id);
  const [main = []] = groups;
  const apart = ids.filter((id) => !main.includes(id));
  const divide = (wanted: readonly NodeId[]) => {
    const rest = ids.filter((id) => !wanted.includes(id));
    act({ kind: "partition", groups: [rest, wanted].filter(({ length }) => length > 0) });
  };
  return (
    <fieldset>
      <legend>{text.partition}</legend>
      <div class="actions">
        {ids.map((id) => (
          <label key={id} class="choice">
            <input
              type="checkbox"
              checked={apart.includes(id)}
              onChange={({ currentTarget }) =>
                divide(currentTarget.checked ? [...apart, id] : apart.filter((each) => each !== id))
              }
            />
            <span>{id}</span>
          </label>
        ))}
        <button type="button" disabled={groups.length === 1} onClick={() => divide([])}>
          {text.heal}
        </button>
      </div>
      <p class="hint">{text.partitionHint}</p>
    </fieldset>
  );
}
