import { useSignal } from "@preact/signals";
import { REWARD } from "../../../../simulation/coins.ts";
import type { NodeId } from "../../../../simulation/names.ts";
import { comma } from "../../../language/format.ts";
import { networkStrings } from "../../../texts/network.ts";
import { NodeSelect } from "../parts/choice.tsx";
import { blockName, refusalInWords } from "../run/fault-words.ts";
import { offeredCoins, type OfferedCoin } from "./offered-coins.ts";
import { act, state } from "../run/run.ts";
import { useNode } from "../run/use-node.ts";

/** Sends a transfer of coins, also a wrong one, which is refused with the reason. */
export function TransferForm() {
  const text = networkStrings.transfer;
  const { nodes } = state.value;
  const ids = nodes.map(({ id }) => id);
  const sender = useNode<NodeId>("A");
  const receiver = useNode<NodeId>("B");
  /** Absent as long as the sender signs, as is right. */
  const signer = useNode<NodeId | undefined>(undefined);
  const chosen = useSignal<ReadonlySet<string>>(new Set());
  /** Absent as long as it is the sum of the coins. */
  const amount = useSignal<number | undefined>(undefined);
  const said = useSignal<{ readonly text: string; readonly isRefused: boolean } | undefined>(undefined);
  const node = nodes.find(({ id }) => id === sender.value) ?? nodes[0];
  const offered = node ? offeredCoins(node, node.id) : [];
  const coins = offered.filter((coin) => chosen.value.has(keyOf(coin)));
  const send = (event: Event) => {
    event.preventDefault();
    const signedBy = signer.value ?? sender.value;
    const transfer = {
      sender: sender.value,
      receiver: receiver.value,
      amount: amount.value ?? coins.length * REWARD,
      coins: coins.map(({ coin, lastMoved }) => ({ coin, lastMoved })),
    };
    const refusal = act({ kind: "submit", node: signedBy, transfer });
    const waits = state.value.nodes.find(({ id }) => id === signedBy)?.mempool.at(-1);
    said.value = refusal
      ? { text: text.refused(refusalInWords(refusal, state.value)), isRefused: true }
      : { text: text.sent(waits?.id ?? ""), isRefused: false };
  };
  const choose = (next: NodeId) => {
    sender.value = next;
    chosen.value = new Set();
  };
  return (
    <section class="panel net-send" aria-labelledby="net-send">
      <h2 id="net-send">{text.title}</h2>
      <p class="hint">{text.hint}</p>
      <form onSubmit={send}>
        <div class="actions">
          <NodeSelect label={text.sender} nodes={ids} value={sender.value} onChange={choose} />
          <NodeSelect
            label={text.receiver}
            nodes={ids}
            value={receiver.value}
            onChange={(id) => (receiver.value = id)}
          />
          <label class="net-inline">
            <span>{text.amount}</span>
            <input
              type="number"
              value={amount.value ?? coins.length * REWARD}
              onInput={({ currentTarget }) => (amount.value = currentTarget.valueAsNumber || 0)}
            />
          </label>
          <NodeSelect
            label={text.signer}
            nodes={ids}
            value={signer.value ?? sender.value}
            onChange={(id) => (signer.value = id === sender.value ? undefined : id)}
          />
        </div>
        <fieldset class="net-coins">
          <legend>{text.coins}</legend>
          {!offered.some(({ owner, spentIn }) => owner === sender.value && spentIn === undefined) && (
            <p class="hint">{text.noCoins(sender.value)}</p>
          )}
          {offered.map((coin) => (
            <label key={keyOf(coin)} class="choice">
              <input
                type="checkbox"
                checked={chosen.value.has(keyOf(coin))}
                onChange={({ currentTarget }) => {
                  const others = [...chosen.value].filter((key) => key !== keyOf(coin));
                  chosen.value = new Set(currentTarget.checked ? [...others, keyOf(coin)] : others);
                  amount.value = undefined;
                }}
              />
              <span>{inWords(coin, sender.value)}</span>
            </label>
          ))}
        </fieldset>
        <div class="actions">
          <button type="submit" class="primary">
            {text.send}
          </button>
          <p role="status" class={said.value?.isRefused ? "net-fault" : "net-right"}>
            {said.value?.text}
          </p>
        </div>
      </form>
    </section>
  );
}

function keyOf({ coin, lastMoved, spentIn = "" }: OfferedCoin): string {
  return `${coin}/${lastMoved}/${spentIn}`;
}

function inWords({ coin, lastMoved, owner, spentIn }: OfferedCoin, sender: NodeId): string {
  const text = networkStrings.transfer;
  const name = text.coin(blockName(coin, state.value), REWARD);
  const moved = lastMoved === coin ? [] : [text.movedIn(blockName(lastMoved, state.value))];
  const why = spentIn === undefined ? [] : [text.spentIn(blockName(spentIn, state.value))];
  const whose = owner === sender ? [] : [text.belongsTo(owner)];
  return [name, ...moved, ...why, ...whose].join(`${comma} `);
}
