import { useSignal } from "@preact/signals";
import type { BlockId } from "../../../../simulation/names.ts";
import type { NodeState } from "../../../../simulation/state.ts";
import { comma } from "../../../language/format.ts";
import { Hash } from "../../../parts/hash.tsx";
import { Icon } from "../../../parts/icon.tsx";
import { networkStrings } from "../../../texts/network.ts";
import { blocksBeside } from "./copy.ts";
import { moveFocus } from "./move-focus.ts";
import { NodeMark } from "../parts/node-mark.tsx";
import { state } from "../run/run.ts";
import { seals } from "../run/seals.ts";
import { open, opened } from "../run/selection.ts";
import { layOut, type Placed, type TreeLayout } from "./tree-layout.ts";

interface CopyTreeProps {
  readonly node: NodeState;
  readonly first: number;
  readonly last: number;
}

/** A node's copy as a tree: its chain in a row, and below it the branches beside the chain. */
export function CopyTree({ node, first, last }: CopyTreeProps) {
  const layout = layOut(node.chain, blocksBeside(node, state.value), first);
  const columns = last - first + 1;
  const isOpen = ({ block }: Placed) => opened.value?.node.id === node.id && opened.value.block.id === block.id;
  const focused = useSignal<BlockId | undefined>(undefined);
  const reached =
    layout.placed.find(({ block }) => block.id === focused.value) ??
    layout.placed.find(isOpen) ??
    layout.placed.findLast(({ lane }) => lane === 0);
  return (
    <>
      <div
        class="net-tree"
        style={{ "--columns": columns, "--lanes": layout.lanes }}
        role="group"
        aria-label={networkStrings.copies.copyOf(node.id)}
        onKeyDown={moveFocus}
      >
        <Lines layout={layout} columns={columns} />
        {layout.placed.map((placed) => (
          <BlockButton
            key={placed.block.id}
            node={node}
            placed={placed}
            isOpen={isOpen(placed)}
            isReached={placed === reached}
            onFocus={() => (focused.value = placed.block.id)}
          />
        ))}
      </div>
      {layout.hidden > 0 && <p class="hint">{networkStrings.copies.hidden(layout.hidden)}</p>}
    </>
  );
}

/** The lines between the blocks, in units of columns and lanes. */
function Lines({ layout, columns }: { readonly layout: TreeLayout; readonly columns: number }) {
  return (
    <svg class="net-lines" viewBox={`0 0 ${columns} ${layout.lanes}`} preserveAspectRatio="none" aria-hidden="true">
      {layout.lines.map(({ from, to }) => (
        <path
          key={`${to.column}/${to.lane}`}
          d={`M${from.column + 0.5} ${from.lane + 0.5}L${to.column + 0.1} ${to.lane + 0.5}`}
        />
      ))}
    </svg>
  );
}

interface BlockButtonProps {
  readonly node: NodeState;
  readonly placed: Placed;
  readonly isOpen: boolean;
  /** Whether the Tab key reaches it: one block of each copy. */
  readonly isReached: boolean;
  readonly onFocus: () => void;
}

function BlockButton({ node, placed, isOpen, isReached, onFocus }: BlockButtonProps) {
  const text = networkStrings.copies;
  const { block, column, lane, confirmations } = placed;
  const isFaulty = state.value.faults.has(block.id);
  const isTip = block.id === node.tip;
  const start = seals.value.get(block.id)?.hash.slice(0, 6);
  const look = isFaulty ? "faulty" : lane === 0 ? "valid" : "abandoned";
  const words = [
    block.minedBy === undefined ? text.genesis : text.block(block.index, block.minedBy),
    ...(lane === 0 ? [text.confirmed(confirmations)] : [text.abandoned]),
    ...(isFaulty ? [text.refused] : []),
    ...(isTip ? [text.tip] : []),
    ...(start === undefined ? [] : [text.hash(start)]),
  ];
  return (
    <button
      type="button"
      class={`net-block net-block-${look}${isTip ? " net-block-tip" : ""}`}
      style={{ gridColumn: column + 1, gridRow: lane + 1 }}
      data-column={column}
      data-lane={lane}
      aria-pressed={isOpen}
      tabIndex={isReached ? 0 : -1}
      onFocus={onFocus}
      onClick={() => open(node.id, block, lane === 0)}
    >
      <span class="unseen">{words.join(`${comma} `)}</span>
      <span class="net-block-head" aria-hidden="true">
        <NodeMark node={block.minedBy} />
        <b>{block.index}</b>
        {isFaulty ? <Icon name="cross" /> : lane === 0 && <span class="net-confirmed">✓{confirmations}</span>}
      </span>
      <span aria-hidden="true">
        {start === undefined ? "…" : <Hash value={start} isWork={state.value.consensus === "work" && !isFaulty} />}
      </span>
    </button>
  );
}
