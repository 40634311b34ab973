import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useState } from "preact/hooks";
import { hashBlock, withProof } from "../../../../../chain/block.ts";
import { targetOf } from "../../../../../chain/target.ts";
import { number, time } from "../../../../language/format.ts";
import { miningStrings } from "../../../../texts/mining.ts";
import { useAnswer } from "../../../../use-answer.ts";
import type { StepProps } from "../step-props.ts";
import { ComparedDigits } from "./compared-digits.tsx";
import { NumberLine, shareOf } from "./number-line.tsx";
import { ownGenesis } from "./own-chain.ts";
import { Speed } from "./speed.tsx";

/** How many nonces are hashed. */
const NONCES = 64;

/** The difficulties that the line shows, in bits. A larger one lies within the width of its first pixels. */
const BITS = { least: 1, first: 3, most: 12 } as const;

const SECOND = 1000;

/** The target as a number, why the timestamp moves on, and how long the nonces last at this browser's speed. */
export function TargetStep({ onDone }: StepProps) {
  const text = miningStrings.target;
  const [start] = useState(() => Date.now());
  const bits = useSignal<number>(BITS.first);
  const seconds = useSignal(0);
  const isMeasured = useSignal(false);
  const isMoved = useSignal(false);
  const timestamp = start + seconds.value * SECOND;
  const { value: hashes = [] } = useAnswer(() => hashesAt(timestamp), [timestamp]);
  const { value: before = [] } = useAnswer(() => hashesAt(timestamp - SECOND), [timestamp]);
  const isComplete = useComputed(() => isMoved.value && seconds.value > 0 && isMeasured.value);
  useSignalEffect(() => {
    if (isComplete.value) onDone();
  });
  const below = hashes.filter((hash) => shareOf(hash) < 2 ** -bits.value).length;
  const smallest = hashes.toSorted()[0];
  const changed = hashes.filter((hash, nonce) => hash !== before[nonce]).length;
  return (
    <>
      <section class="panel" aria-labelledby="target-line">
        <h2 id="target-line">{text.line.title}</h2>
        <label class="field">
          <span>{text.line.bits}</span>
          <input
            type="range"
            min={BITS.least}
            max={BITS.most}
            value={bits.value}
            aria-valuetext={text.line.bitsText(bits.value, number(2 ** bits.value))}
            onInput={({ currentTarget }) => {
              bits.value = currentTarget.valueAsNumber;
              isMoved.value = true;
            }}
          />
          <span>{text.line.bitsText(bits.value, number(2 ** bits.value))}</span>
        </label>
        <NumberLine hashes={hashes} bits={bits.value} />
        <p role="status">{text.line.below(below, expectedBelow(bits.value))}</p>
        {smallest && (
          <ComparedDigits target={targetOf({ puzzle: "block-hash", difficulty: bits.value })} hash={smallest} />
        )}
      </section>
      <section class="panel" aria-labelledby="target-time">
        <h2 id="target-time">{text.time.title}</h2>
        <p>{text.time.lead}</p>
        <div class="actions">
          <button type="button" class="primary" onClick={() => (seconds.value += 1)}>
            {text.time.move}
          </button>
        </div>
        <p role="status">
          {text.time.now}: {time(new Date(timestamp).toISOString())}.{" "}
          {seconds.value > 0 && before.length > 0 && text.time.moved(changed)}
        </p>
      </section>
      <Speed onMeasured={() => (isMeasured.value = true)} />
    </>
  );
}

/** How many of the nonces solve on average: with digits after the point as long as there is less than one. */
function expectedBelow(bits: number): string {
  const count = NONCES / 2 ** bits;
  return number(count, count < 1 ? 2 : 0);
}

/** The hashes of one block with each nonce. */
function hashesAt(timestamp: number): Promise<readonly string[]> {
  const candidate = ownGenesis(timestamp);
  return Promise.all(Array.from({ length: NONCES }, (_, nonce) => hashBlock(withProof(candidate, nonce))));
}
