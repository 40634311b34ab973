import { useSignal } from "@preact/signals";
import { useState } from "preact/hooks";
import { chanceWithin } from "../../../../../mining/trial.ts";
import { Notice } from "../../../../parts/notice.tsx";
import { session } from "../../../../session/session.ts";
import { miningStrings } from "../../../../texts/mining.ts";
import type { StepProps } from "../step-props.ts";
import { keepTries, progress } from "../tour-progress.ts";
import { NonceBench, type Try, zerosOf } from "./nonce-bench.tsx";
import { ownGenesis } from "./own-chain.ts";

/** What is enough by hand: one zero. */
const BITS = 4;

/** Genesis, whose nonce the reader types until its hash starts with a zero. */
export function ByHandStep({ onDone }: StepProps) {
  const text = miningStrings.byHand;
  const [candidate] = useState(() => ownGenesis(Date.now()));
  const [before] = useState(() => progress.peek().tries);
  const needed = useSignal<number | undefined>(undefined);
  const follow = (tries: readonly Try[]) => {
    if (needed.value !== undefined || zerosOf(tries[0]?.hash ?? "") === 0) return;
    needed.value = tries.length;
    keepTries(tries.length);
    onDone();
  };
  return (
    <>
      {before !== undefined && <p class="hint">{text.before(before)}</p>}
      <NonceBench candidate={candidate} expected={2 ** BITS} onTry={follow} />
      {needed.value !== undefined && (
        <Notice tone="good">
          <strong>{text.found(needed.value)}</strong> {text.luck(chanceWithin(needed.value, BITS))}{" "}
          {before === undefined && session.value?.className !== undefined && text.board}
        </Notice>
      )}
    </>
  );
}
