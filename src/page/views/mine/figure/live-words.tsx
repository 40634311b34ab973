import { expectedAttempts } from "../../../../chain/proof-of-work.ts";
import type { Mempool } from "../../../../client/routes/mempool.ts";
import { compact } from "../../../language/format.ts";
import { isolated, Prose } from "../../../parts/isolated.tsx";
import { figureStrings } from "../../../texts/figure.ts";
import { chain } from "../../../watched-chain.ts";
import { candidate, progress, stage } from "../mining-run.ts";
import type { Light, Step } from "./passage.ts";
import { ownBlock } from "./record-passage.ts";

export interface StepProps {
  readonly step: Step;
  readonly light: Light;
  readonly mempool: Mempool | undefined;
}

/** What a step's figures are now, in a few words. */
export function LiveWords(props: StepProps) {
  return <Prose text={wordsOf(props)} />;
}

function wordsOf({ step, light, mempool }: StepProps): string {
  const text = figureStrings.live;
  const length = chain.value?.length.value ?? 0;
  const index = ownBlock.value?.index;
  const newest = chain.value?.blocks.get(length);
  // Nothing is known of a ledger that has not answered yet.
  if (length === 0) return "";
  if (light === "stopped" || (light === "failed" && step !== "validation")) return figureStrings.lights[light];
  switch (step) {
    case "mempool":
      return mempool ? text.waiting(mempool.size) : "";
    case "candidate":
      return light === "off" ? text.next(length + 1) : text.candidate(index ?? candidate.value?.index ?? length + 1);
    case "validation":
      return light === "now" ? text.checking : light === "done" ? text.valid : light === "failed" ? text.refused : "";
    case "search":
      return searchWords(light);
    case "check":
      if (light === "now") return text.checking;
      return index === undefined || light !== "done" ? text.newest(length) : text.appended(index);
    case "reward": {
      const block = light === "off" ? newest : ownBlock.value;
      if (!block) return "";
      // Genesis has no miner.
      return block.index === 1 ? text.noCredit : text.credit(isolated(block.mined_by));
    }
    case "propagation":
      return light === "now" ? text.onWay : text.arrived(index ?? length);
  }
}

function searchWords(light: Light): string {
  const text = figureStrings.live;
  const { value } = stage;
  const isOnServer = "searcher" in value && value.searcher === "server";
  if (light === "now" && isOnServer) return text.onServer;
  if (light !== "off" && !isOnServer && progress.value) return text.attempts(progress.value.attempts);
  const difficulty = chain.value?.description.value?.difficulty;
  return chain.value?.description.value ? text.expected(compact(expectedAttempts(difficulty))) : "";
}
