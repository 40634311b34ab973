import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { sha256 } from "../../../../chain/text/canonical.ts";
import { hex } from "../../../../chain/text/hex.ts";
import { isSquaresProof, squaresText } from "../../../../chain/proof-of-work.ts";
import { nextKnownProof, SQUARES_PROOFS, SQUARES_TAIL } from "../../../../mining/squares-cycle.ts";
import { Hash } from "../../../parts/hash.tsx";
import { chain } from "../../../watched-chain.ts";
import { LoopFigure } from "./loop-figure.tsx";
import type { StepProps } from "./step-props.ts";
import { tourStrings } from "../../../texts/tour.ts";
import { number } from "../../../language/format.ts";

const COUNT = SQUARES_PROOFS.length;

/** The slider's maximum: through the tail and twice around the cycle. */
const STEPS = COUNT + (COUNT - SQUARES_TAIL);

/** Proofs checked per batch, small enough to show the progress. */
const BATCH = 5;
const PAUSE = 20;

/** The proofs of every squares chain. The reader steps through them with a slider, and the browser checks them all. */
export function LoopStep({ onDone }: StepProps) {
  const text = tourStrings.loop;
  const step = useSignal(1);
  const checked = useSignal(0);
  const isChecking = useSignal(false);
  const hasFailed = useSignal(false);
  const present = usePresentProof();
  const place = placeOf(step.value);
  const checkAll = async () => {
    isChecking.value = true;
    for (checked.value = 0; checked.value < COUNT; checked.value += BATCH) {
      const batch = SQUARES_PROOFS.slice(checked.value, checked.value + BATCH);
      const solved = await Promise.all(batch.map((proof) => isSquaresProof(nextKnownProof(proof) ?? 0, proof)));
      hasFailed.value = solved.includes(false);
      if (hasFailed.value) break;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    isChecking.value = false;
    if (!hasFailed.value) onDone();
  };
  return (
    <div class="panel tour-walk">
      <div class="tour-controls">
        <button type="button" class="primary" disabled={isChecking.value} onClick={() => void checkAll()}>
          {text.check(COUNT)}
        </button>
        <p role="status">
          {hasFailed.value ? text.failed : checked.value > 0 && !isChecking.value && text.checked(COUNT)}
        </p>
        <label class="field">
          <span>{text.slider}</span>
          <input
            type="range"
            min={1}
            max={STEPS}
            value={step.value}
            aria-valuetext={text.valueText(step.value, SQUARES_PROOFS[place] ?? 0)}
            onInput={({ currentTarget }) => (step.value = currentTarget.valueAsNumber)}
          />
        </label>
        <ProofText step={step.value} />
      </div>
      <LoopFigure checked={checked.value} selected={place} present={present} />
    </div>
  );
}

/** A proof, and why it solves the puzzle after the previous proof. */
function ProofText({ step }: { readonly step: number }) {
  const text = tourStrings.loop;
  const proof = SQUARES_PROOFS[placeOf(step)] ?? 0;
  const previous = step > 1 ? (SQUARES_PROOFS[placeOf(step - 1)] ?? 0) : undefined;
  const hash = useSignal<string | undefined>(undefined);
  useEffect(() => {
    hash.value = undefined;
    if (previous === undefined) return;
    const bytes = new TextEncoder().encode(squaresText(proof, previous));
    void sha256(bytes).then((digest) => (hash.value = hex(digest)));
  }, [proof, previous]);
  return (
    <div class="tour-proof">
      <p>
        <strong>{text.proof(step, number(proof))}</strong> {step > COUNT && text.again}
      </p>
      {previous === undefined ? (
        <p>{text.first}</p>
      ) : (
        <p class="mono">
          sha256({proof}² − {previous}²) = sha256({squaresText(proof, previous)}) ={" "}
          {hash.value && <Hash value={hash.value} />}
        </p>
      )}
    </div>
  );
}

/** The place in the list of the proof of a chain's block, whose number is `step`. */
function placeOf(step: number): number {
  const place = step - 1;
  return place < COUNT ? place : SQUARES_TAIL + ((place - COUNT) % (COUNT - SQUARES_TAIL));
}

/** The place of the current ledger's newest proof, if a user is signed in and the puzzle is squares. */
function usePresentProof(): number | undefined {
  const place = useSignal<number | undefined>(undefined);
  const watched = chain.value;
  const length = watched?.length.value ?? 0;
  useEffect(() => {
    const end = new AbortController();
    const find = async () => {
      // On an error only a mark is missing from the figure. The ledger's own view shows the error.
      const tip = length > 0 ? await watched?.block(length).catch(() => undefined) : undefined;
      if (end.signal.aborted) return;
      const found = tip && tip.difficulty === undefined ? SQUARES_PROOFS.indexOf(tip.proof) : -1;
      place.value = found < 0 ? undefined : found;
    };
    void find();
    return () => end.abort();
  }, [watched, length]);
  return place.value;
}
