import { useSignal } from "@preact/signals";
import { useState } from "preact/hooks";
import { Icon } from "../../../../parts/icon.tsx";
import { miningStrings } from "../../../../texts/mining.ts";
import type { StepProps } from "../step-props.ts";
import { type Attempt, attempted, type CoinChain, PEOPLE, startingChain } from "./coin-chain.ts";
import { TransferForm } from "./transfer-form.tsx";

/** What the reader should see: a transfer that is accepted, and two that are refused. */
const TASKS = ["accepted", "spent", "funds"] as const;
type Task = (typeof TASKS)[number];

/** Coins that are rewards of blocks, and transfers that are checked before they are mined. */
export function CoinsStep({ onDone }: StepProps) {
  const text = miningStrings.coins;
  const [start] = useState(startingChain);
  const chain = useSignal<CoinChain>(start);
  const last = useSignal<Attempt | undefined>(undefined);
  const seen = useSignal<ReadonlySet<Task>>(new Set());
  const send = (draft: Parameters<typeof attempted>[1]) => {
    const attempt = attempted(chain.value, draft);
    last.value = attempt;
    chain.value = attempt.chain;
    const task = taskOf(attempt);
    if (task) seen.value = new Set([...seen.value, task]);
    if (seen.value.size === TASKS.length) onDone();
  };
  const { fault, chain: after } = last.value ?? {};
  return (
    <>
      <ul class="tour-tasks">
        {TASKS.map((task) => (
          <li key={task} class={seen.value.has(task) ? "tour-done" : undefined}>
            <Icon name={seen.value.has(task) ? "check" : "next"} />
            <span>{text.tasks[task]}</span>
          </li>
        ))}
      </ul>
      <div class="tour-pair">
        <TransferForm coins={chain.value.coins} blocks={chain.value.blocks} onSend={send} />
        <div class="panel tour-hashed">
          <h2>{text.coins}</h2>
          <dl class="tour-coins">
            {chain.value.coins.map(({ coin, owner, lastMoved }) => (
              <div key={coin}>
                <dt>{text.coin(numberOf(coin))}</dt>
                <dd>{text.owner(PEOPLE[owner] ?? owner, numberOf(lastMoved))}</dd>
              </div>
            ))}
          </dl>
        </div>
      </div>
      <div role="status">
        {last.value && (
          <p class={`notice notice-${fault ? "bad" : "good"}`}>
            <Icon name={fault ? "cross" : "check"} />
            <span>{fault ? `${text.refused} ${faultText(last.value)}` : text.accepted(after?.blocks.length ?? 0)}</span>
          </p>
        )}
      </div>
      <section class="panel" aria-labelledby="coins-chain">
        <h2 id="coins-chain">{text.chain}</h2>
        <ol class="tour-coin-blocks">
          {chain.value.blocks.map(({ index, rewardTo, transfers }) => (
            <li key={index}>
              <strong>{text.block(index)}</strong>
              <span>{rewardTo === undefined ? text.genesis : text.reward(PEOPLE[rewardTo] ?? rewardTo, 10)}</span>
              {transfers.map(({ id, sender, receiver, amount, coins }) => (
                <span key={id}>
                  {text.transfer(
                    PEOPLE[sender] ?? sender,
                    PEOPLE[receiver] ?? receiver,
                    amount,
                    numberOf(coins[0]?.coin ?? ""),
                  )}
                </span>
              ))}
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}

/** The task that an attempt fulfils. */
function taskOf({ fault }: Attempt): Task | undefined {
  if (!fault) return "accepted";
  if (fault.rule === "double-spend") return "spent";
  return fault.rule === "owner" || fault.rule === "amount" ? "funds" : undefined;
}

/** Why a transfer was refused, in words. */
function faultText({ fault, transfer }: Attempt): string {
  const text = miningStrings.coins.faults;
  if (!fault) return "";
  switch (fault.rule) {
    case "signature":
      return text.signature(PEOPLE[transfer.sender] ?? "", PEOPLE[fault.signedBy] ?? "");
    case "unknown":
      return text.unknown(numberOf(fault.coin.lastMoved));
    case "double-spend":
      return text.spent(numberOf(fault.spentIn));
    case "owner":
      return text.owner(PEOPLE[fault.owner] ?? "");
    case "amount":
      return text.amount(fault.sum);
    // Each block holds one transfer here, so two never conflict within one.
    case "conflict":
    case "form":
      return text.form;
  }
}

/** The number of a block, whose name is `b` and its number on this chain without forks. */
function numberOf(block: string): number {
  return Number(block.slice(1));
}
