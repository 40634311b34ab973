import { useSignal } from "@preact/signals";
import { hasLeadingZeroBits } from "../../../../chain/proof-of-work.ts";
import { SIMULATED_BITS } from "../../../../simulation/consensus.ts";
import type { NetworkBlock } from "../../../../simulation/block.ts";
import type { NodeState } from "../../../../simulation/state.ts";
import { Hash } from "../../../parts/hash.tsx";
import { Icon } from "../../../parts/icon.tsx";
import { numberIn } from "../../../parts/typed-number.ts";
import { networkStrings } from "../../../texts/network.ts";
import { useAnswer } from "../../../use-answer.ts";
import { act, state } from "../run/run.ts";
import { hashWithNonce, seals } from "../run/seals.ts";

/** Larger nonces would be no exact numbers. */
const MOST_NONCES = 1e15;

interface NonceTrialProps {
  readonly node: NodeState;
  readonly block: NetworkBlock;
  readonly isOnChain: boolean;
}

/** Nonces typed by hand, each with its hash. One that fits repairs the first edited block of a copy. */
export function NonceTrial({ node, block, isOnChain }: NonceTrialProps) {
  const text = networkStrings.opened.nonce;
  /** Absent until somebody types: the block's own nonce is shown then. */
  const typed = useSignal<string | undefined>(undefined);
  const tried = useSignal<ReadonlySet<number>>(new Set());
  const shown = typed.value ?? String(seals.value.get(block.id)?.proof ?? 0);
  const nonce = nonceIn(shown);
  const answer = useAnswer(
    async () => (nonce === undefined ? undefined : hashWithNonce(state.peek(), block.id, nonce)),
    [block.id, nonce],
  );
  const hash = answer.value;
  const fits = hash !== undefined && hasLeadingZeroBits(hash, SIMULATED_BITS);
  const isNext = isOnChain && node.chain.find(({ proofOf }) => proofOf !== undefined) === block;
  const type = (next: string) => {
    typed.value = next;
    const typedNonce = nonceIn(next);
    if (typedNonce !== undefined) tried.value = new Set([...tried.value, typedNonce]);
  };
  return (
    <div class="net-nonce">
      <h3>{text.title}</h3>
      <div class="actions">
        <label class="net-inline">
          <span>{text.label}</span>
          <input
            class="mono"
            inputMode="numeric"
            autocomplete="off"
            value={shown}
            aria-invalid={nonce === undefined}
            onInput={({ currentTarget }) => type(currentTarget.value.trim())}
          />
        </label>
        <button type="button" onClick={() => type(String((nonce ?? -1) + 1))}>
          {text.next}
        </button>
        {isNext && (
          <button
            type="button"
            disabled={!fits}
            onClick={() => nonce !== undefined && act({ kind: "prove", node: node.id, nonce })}
          >
            {text.use}
          </button>
        )}
      </div>
      {hash !== undefined && (
        <>
          <p>
            <Hash value={hash} isWork={fits} />
          </p>
          <p class={fits ? "net-right" : "net-fault"}>
            <Icon name={fits ? "check" : "cross"} /> {fits ? text.fits : text.fails}
          </p>
        </>
      )}
      {tried.value.size > 0 && <p class="hint">{text.tries(tried.value.size)}</p>}
    </div>
  );
}

function nonceIn(text: string): number | undefined {
  return numberIn(text, MOST_NONCES);
}
