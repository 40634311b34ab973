import { type Signal, useSignal } from "@preact/signals";
import type { NetworkBlock } from "../../../../../simulation/block.ts";
import { type Coin, REWARD, type Transfer, type TransferDraft } from "../../../../../simulation/coins.ts";
import { numberIn } from "../../../../parts/typed-number.ts";
import { miningStrings } from "../../../../texts/mining.ts";
import { PEOPLE } from "./coin-chain.ts";

/** No amount has more digits than the field takes. */
const MOST_AMOUNT = 1e4;

interface TransferFormProps {
  readonly coins: readonly Coin[];
  readonly blocks: readonly NetworkBlock[];
  readonly onSend: (draft: TransferDraft & Pick<Transfer, "signedBy">) => void;
}

/** A transfer to fill in: every part of it can be right or wrong. */
export function TransferForm({ coins, blocks, onSend }: TransferFormProps) {
  const text = miningStrings.coins;
  const [sender, receiver, signedBy] = [useSignal("A"), useSignal("B"), useSignal("A")];
  const [coin, lastMoved] = [useSignal("b2"), useSignal("b2")];
  const amount = useSignal(String(REWARD));
  const people = Object.entries(PEOPLE);
  const named = blocks.slice(1).map(({ id, index }) => [id, text.block(index)] as const);
  const send = (event: Event) => {
    event.preventDefault();
    onSend({
      sender: sender.value,
      receiver: receiver.value,
      signedBy: signedBy.value,
      amount: numberIn(amount.value, MOST_AMOUNT) ?? 0,
      coins: [{ coin: coin.value, lastMoved: lastMoved.value }],
    });
  };
  return (
    <form class="panel tour-transfer" onSubmit={send}>
      <h2>{text.form}</h2>
      <Choice label={text.sender} chosen={sender} options={people} />
      <Choice label={text.receiver} chosen={receiver} options={people} />
      <label class="field">
        <span>{text.amount}</span>
        <input
          inputMode="numeric"
          autocomplete="off"
          maxLength={4}
          value={amount.value}
          onInput={({ currentTarget }) => (amount.value = currentTarget.value)}
        />
      </label>
      <Choice
        label={text.which}
        chosen={coin}
        options={coins.map(({ coin: id }) => [id, text.coin(Number(id.slice(1)))] as const)}
      />
      <Choice label={text.lastMoved} chosen={lastMoved} options={named} />
      <Choice label={text.signed} chosen={signedBy} options={people} />
      <button type="submit" class="primary">
        {text.send}
      </button>
    </form>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly chosen: Signal<string>;
  readonly options: readonly (readonly [value: string, name: string])[];
}

function Choice({ label, chosen, options }: ChoiceProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={chosen.value} onChange={({ currentTarget }) => (chosen.value = currentTarget.value)}>
        {options.map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
