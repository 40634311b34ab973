import { Badge } from "../../../parts/icon.tsx";
import type { NodeState } from "../../../../simulation/state.ts";
import { networkStrings } from "../../../texts/network.ts";
import { type CopyStatus, statusOf } from "./copy.ts";
import { CopyTree } from "./copy-tree.tsx";
import { NodeMark } from "../parts/node-mark.tsx";
import { state } from "../run/run.ts";
import { useTipInView } from "./use-tip-in-view.ts";

/** How many of the newest places of the chains are drawn. */
const SHOWN = 24;

const TONES = {
  agrees: "good",
  differs: "plain",
  edited: "plain",
  outvoted: "bad",
  mining: "plain",
  secret: "plain",
} as const satisfies Record<CopyStatus, string>;

/** Each node's copy of the chain, one below the other, with the same place of all of them in one column. */
export function Copies() {
  const text = networkStrings.copies;
  const { nodes } = state.value;
  const last = Math.max(...nodes.map(({ chain }) => chain.length));
  const first = Math.max(1, last - SHOWN + 1);
  const frame = useTipInView(last);
  return (
    <section class="panel net-copies" aria-labelledby="net-copies">
      <h2 id="net-copies">{text.title}</h2>
      <p class="hint">{text.hint}</p>
      <Legend />
      <div class="net-scroll" ref={frame}>
        {nodes.map((node) => (
          <section key={node.id} class="net-copy" aria-labelledby={`net-copy-${node.id}`}>
            <CopyHead node={node} />
            <CopyTree node={node} first={first} last={last} />
          </section>
        ))}
      </div>
    </section>
  );
}

function CopyHead({ node }: { readonly node: NodeState }) {
  const text = networkStrings.copies;
  const status = statusOf(node, state.value);
  const { reorganizations } = node;
  const deepest = Math.max(0, ...reorganizations.map(({ abandoned }) => abandoned.length));
  return (
    <header>
      <h3 id={`net-copy-${node.id}`}>
        <NodeMark node={node.id} />
        {text.copyOf(node.id)}
      </h3>
      <Badge tone={TONES[status]}>{text[status]}</Badge>
      <span class="hint">{text.facts(node.share, node.mempool.length)}</span>
      {deepest > 0 && <span class="hint">{text.reorganized(reorganizations.length, deepest)}</span>}
    </header>
  );
}

function Legend() {
  const text = networkStrings.copies.legend;
  return (
    <ul class="net-legend hint">
      <li>
        <span class="net-key net-key-tip" aria-hidden="true" /> {text.tip}
      </li>
      <li>
        <span class="net-confirmed" aria-hidden="true">
          ✓3
        </span>{" "}
        {text.confirmations}
      </li>
      <li>
        <span class="net-key net-key-abandoned" aria-hidden="true" /> {text.abandoned}
      </li>
      <li>
        <span class="net-key net-key-refused" aria-hidden="true" /> {text.refused}
      </li>
    </ul>
  );
}
