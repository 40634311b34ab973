import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { sha256 } from "../../../../chain/text/canonical.ts";
import { hex } from "../../../../chain/text/hex.ts";
import { Hash } from "../../../parts/hash.tsx";
import { bitsOf, differingBits } from "../bits.ts";
import type { StepProps } from "./step-props.ts";
import { tourStrings } from "../../../texts/tour.ts";

const encoder = new TextEncoder();

/** A text and its hash, and how many bits change with one letter. */
export function HashStep({ onDone }: StepProps) {
  const text = tourStrings.hash;
  const typed = useSignal("Alice, P-1001");
  /** The hashes of the present and the previous text. */
  const hashes = useSignal<readonly [now: string, before: string] | undefined>(undefined);
  useEffect(() => {
    let isPassed = false;
    const hash = async () => {
      const now = hex(await sha256(encoder.encode(typed.value)));
      if (isPassed) return;
      const before = hashes.peek()?.[0];
      hashes.value = [now, before ?? now];
      if (before !== undefined && before !== now) onDone();
    };
    void hash();
    return () => (isPassed = true);
  }, [typed.value]);
  return (
    <div class="panel">
      <label class="field">
        <span>{text.label}</span>
        <textarea
          rows={2}
          class="mono"
          spellcheck={false}
          value={typed.value}
          onInput={({ currentTarget }) => (typed.value = currentTarget.value)}
        />
      </label>
      <div class="field">
        <span>{text.hash}</span>
        <p class="tour-hash">{hashes.value && <Hash value={hashes.value[0]} isWork={false} />}</p>
      </div>
      {hashes.value && <Bits now={hashes.value[0]} before={hashes.value[1]} />}
    </div>
  );
}

const COLUMNS = 32;

/** The 256 bits of a hash. Those that differ from the previous hash are highlighted. */
function Bits({ now, before }: { readonly now: string; readonly before: string }) {
  const text = tourStrings.hash;
  const differing = differingBits(now, before);
  const count = differing.filter(Boolean).length;
  return (
    <figure class="tour-bits">
      <svg viewBox={`0 0 ${COLUMNS * 10} 80`} aria-hidden="true">
        {bitsOf(now).map((bit, place) => (
          <rect
            key={place}
            class={`${bit ? "bit-one" : "bit-zero"}${differing[place] ? " bit-differs" : ""}`}
            x={(place % COLUMNS) * 10 + 1}
            y={Math.floor(place / COLUMNS) * 10 + 1}
            width={8}
            height={8}
            rx={2}
          />
        ))}
      </svg>
      <figcaption aria-live="polite">{count > 0 ? text.differing(count) : text.unchanged}</figcaption>
    </figure>
  );
}
