import { useSignal } from "@preact/signals";
import type { Action } from "../../../../simulation/actions.ts";
import type { NetworkBlock } from "../../../../simulation/block.ts";
import type { TransferDraft } from "../../../../simulation/coins.ts";
import type { NodeState } from "../../../../simulation/state.ts";
import { comma } from "../../../language/format.ts";
import { Icon } from "../../../parts/icon.tsx";
import { networkStrings } from "../../../texts/network.ts";
import { NodeSelect } from "../parts/choice.tsx";
import { blockName, refusalInWords } from "../run/fault-words.ts";
import { act, state } from "../run/run.ts";

interface BlockEditorProps {
  readonly node: NodeState;
  readonly block: NetworkBlock;
  readonly isEditable: boolean;
}

/** The content of a block, which its node can edit in its own copy. */
export function BlockEditor({ node, block, isEditable }: BlockEditorProps) {
  const text = networkStrings.opened;
  const why = useSignal("");
  const nodes = state.value.nodes.map(({ id }) => id);
  const attempt = (action: Action) => {
    const refusal = act(action);
    why.value = refusal ? networkStrings.transfer.refused(refusalInWords(refusal, state.value)) : "";
  };
  const edit = (change: Extract<Action, { kind: "edit" }>["change"]) =>
    attempt({ kind: "edit", node: node.id, index: block.index, change });
  const transfers: readonly TransferDraft[] = block.transfers;
  const replace = (place: number, ...changed: readonly TransferDraft[]) =>
    edit({ transfers: transfers.toSpliced(place, 1, ...changed) });
  const isBroken = node.chain.some(({ proofOf }) => proofOf !== undefined);
  return (
    <div class="net-editor">
      {isEditable && (
        <NodeSelect
          label={text.rewardTo}
          nodes={nodes}
          value={block.rewardTo}
          onChange={(rewardTo) => edit({ rewardTo })}
        />
      )}
      <h3>{text.transfers}</h3>
      {block.transfers.length === 0 && <p class="hint">{text.none}</p>}
      {block.transfers.map((transfer, place) => (
        <fieldset key={place} class="net-transfer" disabled={!isEditable}>
          <legend>{transfer.id}</legend>
          <NodeSelect
            label={text.sender}
            fullLabel={text.ofTransfer(text.sender, transfer.id)}
            nodes={nodes}
            value={transfer.sender}
            onChange={(sender) => replace(place, { ...transfer, sender })}
          />
          <NodeSelect
            label={text.receiver}
            fullLabel={text.ofTransfer(text.receiver, transfer.id)}
            nodes={nodes}
            value={transfer.receiver}
            onChange={(receiver) => replace(place, { ...transfer, receiver })}
          />
          <label class="net-inline">
            <span>{text.amount}</span>
            <input
              type="number"
              min="0"
              aria-label={text.ofTransfer(text.amount, transfer.id)}
              value={transfer.amount}
              onChange={({ currentTarget }) =>
                replace(place, { ...transfer, amount: currentTarget.valueAsNumber || 0 })
              }
            />
          </label>
          {isEditable && (
            <button
              type="button"
              class="quiet"
              aria-label={text.removeTransfer(transfer.id)}
              onClick={() => replace(place)}
            >
              {text.remove}
            </button>
          )}
          <p class="hint">
            {text.coins(
              transfer.coins.map(({ coin }) => networkStrings.transfer.coinName(blockName(coin, state.value))),
            )}
            {comma} {text.signedBy(transfer.signedBy)}
          </p>
        </fieldset>
      ))}
      {(isBroken || node.holdsOn !== undefined) && (
        <div class="actions">
          {isBroken && (
            <button type="button" disabled={node.reproving} onClick={() => attempt({ kind: "reprove", node: node.id })}>
              <Icon name="pick" />
              {state.value.consensus === "work" ? text.mineAgain : text.signAgain}
            </button>
          )}
          <button type="button" onClick={() => attempt({ kind: "return", node: node.id })}>
            <Icon name="undo" />
            {text.stopEditing}
          </button>
          {node.reproving && <p class="hint">{text.mineHint(node.id)}</p>}
        </div>
      )}
      <p role="status" class="net-fault">
        {why.value}
      </p>
    </div>
  );
}
