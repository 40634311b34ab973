import { useSignal } from "@preact/signals";
import type { NodeId } from "../../../../simulation/names.ts";
import { networkStrings } from "../../../texts/network.ts";
import { NodeSelect } from "../parts/choice.tsx";
import { act, state } from "../run/run.ts";
import { useNode } from "../run/use-node.ts";
import { Slider } from "../parts/slider.tsx";
import { number } from "../../../language/format.ts";

/** How many blocks the attacker may fall behind before it gives up. */
const GIVE_UP = 10;

/** Starts a double spend, and shows how it goes. */
export function AttackPanel() {
  const text = networkStrings.attack;
  const { nodes, attack } = state.value;
  const ids = nodes.map(({ id }) => id);
  const attacker = useNode<NodeId>("A");
  const victim = useNode<NodeId>("B");
  const confirmations = useSignal(2);
  const isImpossible = useSignal(false);
  const isPlanned = attack?.stage === "preparing" || attack?.stage === "racing";
  const start = () => {
    const roles = { node: attacker.value, victim: victim.value, confirmations: confirmations.value };
    isImpossible.value = act({ kind: "attack", ...roles, giveUp: GIVE_UP }) !== undefined;
  };
  return (
    <section class="panel net-attack" aria-labelledby="net-attack">
      <h2 id="net-attack">{text.title}</h2>
      <div class="actions">
        <NodeSelect label={text.attacker} nodes={ids} value={attacker.value} onChange={(id) => (attacker.value = id)} />
        <NodeSelect label={text.victim} nodes={ids} value={victim.value} onChange={(id) => (victim.value = id)} />
      </div>
      <Slider
        label={text.confirmations}
        value={confirmations.value}
        most={8}
        words={(value) => number(value)}
        onChange={(value) => (confirmations.value = value)}
      />
      <div class="actions">
        <button type="button" onClick={start}>
          {text.start}
        </button>
        {isPlanned && (
          <button type="button" onClick={() => act({ kind: "return", node: attack.node })}>
            {text.giveUp}
          </button>
        )}
      </div>
      <p role="status" class={isImpossible.value ? "net-fault" : undefined}>
        {isImpossible.value ? text.impossible : attack && text.stages[attack.stage]}
      </p>
      {attack?.secretBlocks !== undefined && <p>{text.race(attack.secretBlocks, attack.publicBlocks ?? 0)}</p>}
    </section>
  );
}
