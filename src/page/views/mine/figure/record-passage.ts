import { computed } from "@preact/signals";
import type { AnyTip } from "../../../../chain/kind.ts";
import { Refusal } from "../../../../client/client.ts";
import { chain } from "../../../watched-chain.ts";
import { phase, stage } from "../mining-run.ts";
import type { End, Passage } from "./passage.ts";

/** How far the record of the present run has come; absent before the first run. */
export const passage = computed((): Passage | undefined => {
  const { value } = stage;
  // What others have mined is not this page's to show.
  if (value.at === "idle" || (value.at === "cleared" && !value.block)) return undefined;
  return { isSealed: chain.value?.isSealed ?? false, phase: phase.value, end: endOf() };
});

/** The block that the present run has put on the chain. */
export const ownBlock = computed((): AnyTip | undefined => {
  const { value } = stage;
  return "block" in value ? value.block : undefined;
});

function endOf(): End | undefined {
  const { value } = stage;
  switch (value.at) {
    case "idle":
    case "mining":
      return undefined;
    case "stopped":
      return "stopped";
    case "failed":
      return { problem: value.error instanceof Refusal ? value.error.problem : undefined };
    case "cleared":
      return value.block && endWith(value.block);
    default:
      return value.known ? "known" : endWith(value.block);
  }
}

function endWith({ index, hash }: AnyTip): End {
  return chain.value?.blocks.get(index)?.hash === hash ? "arrived" : "appended";
}
