import type { ComponentChildren } from "preact";
import { expectedAttempts } from "../../../../chain/proof-of-work.ts";
import { Refusal } from "../../../../client/client.ts";
import { linkTo } from "../../../address/route.ts";
import { duration, number, percent, time } from "../../../language/format.ts";
import { Hash } from "../../../parts/hash.tsx";
import { Isolated } from "../../../parts/isolated.tsx";
import { chainStrings } from "../../../texts/chain.ts";
import { figureStrings } from "../../../texts/figure.ts";
import { mineStrings } from "../../../texts/mine.ts";
import { strings } from "../../../texts/frame.ts";
import { chain } from "../../../watched-chain.ts";
import { Facts } from "../facts.tsx";
import { acceptedId, candidate, lostRaces, progress, stage } from "../mining-run.ts";
import { useRewards } from "../rewards/use-rewards.ts";
import { LiveWords, type StepProps } from "./live-words.tsx";
import { ownBlock } from "./record-passage.ts";

type Fact = readonly [name: string, value: ComponentChildren];

/** The figures of a step as they are now. */
export function StepFacts(props: StepProps) {
  switch (props.step) {
    case "mempool":
      return <MempoolFacts {...props} />;
    case "candidate":
      return <CandidateFacts />;
    case "validation":
      return <ValidationFacts {...props} />;
    case "search":
      return <SearchFacts />;
    case "check":
      return <BlockFacts />;
    case "reward":
      return <RewardFacts />;
    case "propagation":
      return <PropagationFacts />;
  }
}

function MempoolFacts({ mempool }: StepProps) {
  const text = figureStrings.facts;
  const own = mempool?.pending.find(({ id }) => id === acceptedId.value);
  return (
    <>
      <Facts
        facts={[
          [text.waiting, mempool ? number(mempool.size) : "…"],
          ...(mempool && mempool.oldest_age_seconds !== null
            ? [[text.oldest, duration(mempool.oldest_age_seconds * 1000)] as const]
            : []),
          ...(own ? [[text.yours, number(own.position)] as const] : []),
        ]}
      />
      <p>
        <a href={linkTo("mine", "mempool")}>{figureStrings.seeWaiting}</a>
      </p>
    </>
  );
}

function CandidateFacts() {
  const text = figureStrings.facts;
  const { value } = candidate;
  const length = chain.value?.length.value ?? 0;
  const tip = chain.value?.blocks.get(length);
  if (!value) {
    return (
      <>
        <p>{text.noCandidate}</p>
        {tip && <Hashes hashes={[[chainStrings.blocks.block(tip.index), <Hash value={tip.hash} />]]} />}
      </>
    );
  }
  return (
    <>
      <Facts
        facts={[
          [mineStrings.registered.block, number(value.index)],
          [mineStrings.done.timestamp, time(value.timestamp)],
          [mineStrings.done.minedBy, <Isolated text={value.mined_by} />],
          ...("first_entry" in value
            ? [[text.entries, chainStrings.entries.numbers(value.first_entry, value.last_entry)] as const]
            : []),
        ]}
      />
      <Hashes
        hashes={[
          [text.previous, <Hash value={value.previous_hash} />],
          ...("merkle_root" in value
            ? [[text.merkleRoot, <Hash value={value.merkle_root} isWork={false} />] as const]
            : []),
        ]}
      />
    </>
  );
}

function Hashes({ hashes }: { readonly hashes: readonly Fact[] }) {
  return (
    <dl class="mine-hashes">
      {hashes.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function ValidationFacts(props: StepProps) {
  const text = figureStrings.facts;
  const { value } = stage;
  const problem = value.at === "failed" && value.error instanceof Refusal ? value.error.problem : undefined;
  return (
    <Facts
      facts={[
        [text.result, props.light === "off" ? figureStrings.lights.off : <LiveWords {...props} />],
        ...(problem === undefined ? [] : [[text.problem, <code>{problem}</code>] as const]),
      ]}
    />
  );
}

function SearchFacts() {
  const text = figureStrings.facts;
  const { value } = progress;
  const described = chain.value?.description.value;
  const lost = lostRaces.value.length;
  return (
    <Facts
      facts={[
        ...(described ? [[text.sought, number(expectedAttempts(described.difficulty))] as const] : []),
        ...(value
          ? [
              [mineStrings.search.attempts, number(value.attempts)] as const,
              [mineStrings.search.perSecond, number(value.perSecond)] as const,
              [text.mostly, value.trial ? number(value.trial.proof) : "…"] as const,
            ]
          : []),
        ...(lost > 0 ? [[mineStrings.search.lost, number(lost)] as const] : []),
      ]}
    />
  );
}

function BlockFacts() {
  const length = chain.value?.length.value ?? 0;
  const block = ownBlock.value ?? chain.value?.blocks.get(length);
  if (!block) return null;
  return (
    <>
      <Facts
        facts={[
          [
            mineStrings.registered.block,
            <a href={linkTo("blocks", block.index)}>{chainStrings.blocks.block(block.index)}</a>,
          ],
          [mineStrings.done.proof, <span class="mono">{block.proof}</span>],
        ]}
      />
      <Hashes hashes={[[mineStrings.done.hash, <Hash value={block.hash} />]]} />
    </>
  );
}

function RewardFacts() {
  const text = figureStrings.facts;
  const counts = useRewards();
  const length = chain.value?.length.value ?? 0;
  const miner = (ownBlock.value ?? chain.value?.blocks.get(length))?.mined_by;
  const blocks = miner === undefined ? undefined : counts?.get(miner);
  return (
    <>
      <Facts
        facts={[
          [text.miner, miner === undefined ? "…" : <Isolated text={miner} />],
          ...(blocks === undefined
            ? []
            : [[text.rewards, `${number(blocks)} (${percent(blocks / (length - 1))})`] as const]),
        ]}
      />
      <p>
        <a href={linkTo("mine", "rewards")}>{figureStrings.seeRewards}</a>
      </p>
    </>
  );
}

function PropagationFacts() {
  const text = figureStrings.facts;
  const { value } = chain;
  const tip = value?.blocks.get(value.length.value);
  return (
    <Facts
      facts={[
        [text.connection, value ? strings.ledger.state[value.state.value] : "…"],
        ...(tip
          ? [
              [text.newest, <a href={linkTo("blocks", tip.index)}>{chainStrings.blocks.block(tip.index)}</a>] as const,
              [mineStrings.done.timestamp, time(tip.timestamp)] as const,
            ]
          : []),
      ]}
    />
  );
}
