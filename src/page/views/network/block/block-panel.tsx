import { REWARD } from "../../../../simulation/coins.ts";
import type { NetworkBlock } from "../../../../simulation/block.ts";
import type { NodeState } from "../../../../simulation/state.ts";
import { Hash } from "../../../parts/hash.tsx";
import { Badge, Icon } from "../../../parts/icon.tsx";
import { networkStrings } from "../../../texts/network.ts";
import { BlockEditor } from "./block-editor.tsx";
import { blockFaultInWords } from "../run/fault-words.ts";
import { seconds } from "../run/names.ts";
import { NodeMark } from "../parts/node-mark.tsx";
import { NonceTrial } from "./nonce-trial.tsx";
import { state } from "../run/run.ts";
import { seals } from "../run/seals.ts";
import { opened } from "../run/selection.ts";

/** The block that is open, as its node has it: what it holds, whether it is valid, and what can be done to it there. */
export function BlockPanel() {
  const text = networkStrings.opened;
  if (!opened.value) return null;
  const { node, block, isOnChain } = opened.value;
  const fault = state.value.faults.get(block.id);
  const isEditable = isOnChain && block.index > 1;
  return (
    <section class={`panel net-opened net-opened-${fault ? "faulty" : "valid"}`} aria-labelledby="net-opened">
      <header class="actions">
        <h2 id="net-opened">{text.title(block.index, node.id)}</h2>
        <Badge tone={fault ? "bad" : "good"}>{fault ? text.wrong : text.valid}</Badge>
      </header>
      {fault && <p class="net-fault">{`${text.wrong}: ${blockFaultInWords(fault, state.value)}.`}</p>}
      {!isOnChain && <p class="hint">{text.beside}</p>}
      {block.index === 1 && <p class="hint">{text.genesis}</p>}
      <Sealed block={block} isFaulty={fault !== undefined} isEditable={isEditable} />
      {block.minedBy !== undefined && (
        <BlockEditor key={`${node.id}/${block.index}`} node={node} block={block} isEditable={isEditable} />
      )}
      {block.index > 1 && state.value.consensus === "work" && (
        <NonceTrial key={block.id} node={node} block={block} isOnChain={isOnChain} />
      )}
      <OtherCopies node={node} block={block} />
    </section>
  );
}

interface SealedProps {
  readonly block: NetworkBlock;
  readonly isFaulty: boolean;
  readonly isEditable: boolean;
}

/** What the block says of itself. What can be edited is in the form below. */
function Sealed({ block, isFaulty, isEditable }: SealedProps) {
  const text = networkStrings.opened;
  const seal = seals.value.get(block.id);
  const isWork = state.value.consensus === "work";
  return (
    <dl class="net-fields">
      <Field name={text.hash}>{seal ? <Hash value={seal.hash} isWork={isWork && !isFaulty} /> : text.computing}</Field>
      <Field name={text.previous}>{seal ? <Hash value={seal.previousHash} isWork={isWork} /> : text.computing}</Field>
      {isWork && seal?.proof !== undefined && <Field name={text.proof}>{seal.proof}</Field>}
      {block.minedBy !== undefined && (
        <>
          <Field name={isWork ? text.minedBy : text.leader}>
            <NodeMark node={block.minedBy} /> {block.minedBy}
          </Field>
          <Field name={text.minedAt}>{networkStrings.log.at(seconds(block.minedAt))}</Field>
          {!isEditable && <Field name={text.rewardTo}>{block.rewardTo}</Field>}
          <Field name={text.rewardName}>{text.reward(REWARD)}</Field>
        </>
      )}
    </dl>
  );
}

function Field({ name, children }: { readonly name: string; readonly children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd dir="auto">{children}</dd>
    </div>
  );
}

/** Compares the block with those at the same place of the other copies. */
function OtherCopies({ node, block }: { readonly node: NodeState; readonly block: NetworkBlock }) {
  const text = networkStrings.opened;
  return (
    <div>
      <h3>{text.others}</h3>
      <ul class="net-others">
        {state.value.nodes
          .filter(({ id }) => id !== node.id)
          .map(({ id, chain }) => {
            const other = chain[block.index - 1];
            return (
              <li key={id}>
                <NodeMark node={id} />
                <b>{id}</b>
                {other && <Icon name={other.id === block.id ? "check" : "cross"} />}
                {!other ? text.lacks : other.id === block.id ? text.same : text.other}
                {other && <code dir="ltr">{seals.value.get(other.id)?.hash.slice(0, 12)}…</code>}
              </li>
            );
          })}
      </ul>
    </div>
  );
}
