import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { type CandidateBlock, hashBlock, withProof } from "../../../../../chain/block.ts";
import { canonicalText } from "../../../../../chain/text/canonical.ts";
import { NONCE_LIMIT } from "../../../../../chain/proof-of-work.ts";
import { number } from "../../../../language/format.ts";
import { Hash } from "../../../../parts/hash.tsx";
import { JsonText } from "../../../../parts/isolated.tsx";
import { numberIn } from "../../../../parts/typed-number.ts";
import { miningStrings } from "../../../../texts/mining.ts";
import { pace } from "./own-chain.ts";

/** A nonce that the reader typed, and the hash of the block with it. */
export interface Try {
  readonly nonce: number;
  readonly hash: string;
}

interface NonceBenchProps {
  /** The block without its nonce. Another one begins the tries again. */
  readonly candidate: CandidateBlock;
  /** How many tries a hash that is good enough takes on average. */
  readonly expected: number;
  /** Called with each new nonce: all tries so far, newest first. */
  readonly onTry?: (tries: readonly Try[]) => void;
}

/** How many of the tries are listed. */
const LISTED = 8;

/** Tries from which on the reader's speed can be told. */
const MEASURABLE = 5;

/** A field for a nonce, with the hash of the block with it: the reader mines by hand. */
export function NonceBench({ candidate, expected, onTry }: NonceBenchProps) {
  const text = miningStrings.bench;
  const typed = useSignal("");
  const tries = useSignal<readonly Try[]>([]);
  const startedAt = useSignal(0);
  const nonce = nonceIn(typed.value);
  const shown = tries.value.find((each) => each.nonce === nonce);
  useEffect(() => {
    tries.value = [];
    typed.value = "";
  }, [candidate]);
  useEffect(() => {
    if (nonce === undefined || shown) return;
    let isPassed = false;
    const take = async () => {
      const hash = await hashBlock(withProof(candidate, nonce));
      if (isPassed) return;
      const { value: before } = tries;
      if (before.length === 0) startedAt.value = performance.now();
      tries.value = [{ nonce, hash }, ...before];
      if (before.length + 1 >= MEASURABLE) {
        pace.value = Math.max(1, Math.round((before.length / (performance.now() - startedAt.value)) * 60_000));
      }
      onTry?.(tries.value);
    };
    void take();
    return () => (isPassed = true);
  }, [nonce, candidate]);
  return (
    <div class="panel tour-bench">
      <div class="tour-bench-block">
        <h2>{text.text}</h2>
        <pre class="mono" dir="ltr">
          <JsonText text={canonicalText({ ...candidate, proof: nonce ?? null })} />
        </pre>
      </div>
      <label class="field tour-bench-nonce">
        <span>{text.nonce}</span>
        <input
          class="mono"
          inputMode="numeric"
          autocomplete="off"
          maxLength={10}
          aria-describedby="tour-nonce-hint"
          value={typed.value}
          onInput={({ currentTarget }) => (typed.value = currentTarget.value)}
        />
      </label>
      <p class="hint" id="tour-nonce-hint">
        {text.nonceHint}
      </p>
      <div class="tour-bench-hash">
        <h2>{text.hash}</h2>
        <p class="tour-hash">{shown && <Hash value={shown.hash} />}</p>
        <p role="status">{shown ? text.zeros(zerosOf(shown.hash)) : text.none}</p>
      </div>
      <dl class="tour-figures">
        <div>
          <dt>{text.tries}</dt>
          <dd>{number(tries.value.length)}</dd>
        </div>
        <div>
          <dt>{text.expected}</dt>
          <dd>{number(expected)}</dd>
        </div>
        <div>
          <dt>{text.pace}</dt>
          <dd>{pace.value === undefined ? text.noPace : text.perMinute(pace.value)}</dd>
        </div>
      </dl>
      {tries.value.length > 0 && (
        <ol class="tour-tries" aria-label={text.list}>
          {tries.value.slice(0, LISTED).map((each) => (
            <li key={each.nonce} class="mono" dir="ltr">
              <span>{each.nonce}</span> → <Hash value={each.hash} short />
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

/** The zero hex digits that a hash starts with. */
export function zerosOf(hash: string): number {
  return /^0*/.exec(hash)?.[0].length ?? 0;
}

/** The nonce that a text names, if it is one. */
export function nonceIn(text: string): number | undefined {
  return numberIn(text, NONCE_LIMIT);
}
