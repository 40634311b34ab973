import { useSignal, useSignalEffect } from "@preact/signals";
import { canonicalText } from "../../../../chain/text/canonical.ts";
import type { Block } from "../../../../chain/block.ts";
import { Hash } from "../../../parts/hash.tsx";
import { JsonText } from "../../../parts/isolated.tsx";
import { EditableBlock } from "../editable-block.tsx";
import { LabChain } from "../lab-chain.ts";
import { labSearch } from "../lab-search.ts";
import type { StepProps } from "./step-props.ts";
import { SQUARES, useSandbox } from "./use-sandbox.ts";
import { tourStrings } from "../../../texts/tour.ts";

/** One block: its fields, the text that is hashed, and the hash. */
export function BlockStep({ onDone }: StepProps) {
  const sandbox = useSandbox(SQUARES, 2);
  const lab = useSignal<LabChain | undefined>(undefined);
  const wasBroken = useSignal(false);
  useSignalEffect(() => {
    const [before, block] = sandbox.value?.blocks.peek() ?? [];
    if (before && block && !lab.peek()) lab.value = new LabChain([block], labSearch, before);
  });
  useSignalEffect(() => {
    const { value: present } = lab;
    if (!present) return;
    if (present.broken.value >= 0) wasBroken.value = true;
    else if (wasBroken.value && present.isWhole.value) onDone();
  });
  const block = lab.value?.blocks.value[0];
  if (!lab.value || !block) return null;
  return (
    <div class="tour-pair">
      <EditableBlock lab={lab.value} place={0} actions={["rehash"]} />
      <HashedText block={block} hash={lab.value.findings.value.hashes[0]} />
    </div>
  );
}

/** The text that a block's hash is computed from. */
function HashedText({ block, hash }: { readonly block: Block; readonly hash: string | undefined }) {
  const text = tourStrings.block;
  const { hash: _, ...unhashed } = block;
  return (
    <div class="panel tour-hashed">
      <h2>{text.hashed}</h2>
      <pre class="mono">
        <JsonText text={canonicalText(unhashed)} />
      </pre>
      <h2>{text.hash}</h2>
      <p class="tour-hash">{hash && <Hash value={hash} isWork={block.difficulty !== undefined} />}</p>
    </div>
  );
}
