import type { ComponentType } from "preact";
import type { TourStep } from "../../../address/address.ts";
import { miningStrings } from "../../../texts/mining.ts";
import { tourStrings } from "../../../texts/tour.ts";
import { BlockStep } from "./block-step.tsx";
import { ChainStep } from "./chain-step.tsx";
import { CheckpointStep } from "./checkpoint-step.tsx";
import { CoinsStep } from "./coins/coins-step.tsx";
import { CostStep } from "./cost-step.tsx";
import { EditStep } from "./edit-step.tsx";
import { ErasureStep } from "./erasure-step.tsx";
import { HashStep } from "./hash-step.tsx";
import { LoopStep } from "./loop-step.tsx";
import { ByHandStep } from "./mining/by-hand-step.tsx";
import { LotteryStep } from "./mining/lottery-step.tsx";
import { MachineStep } from "./mining/machine-step.tsx";
import { TargetStep } from "./mining/target-step.tsx";
import { RelinkStep } from "./relink-step.tsx";
import { SignatureStep } from "./signature-step.tsx";
import type { StepProps } from "./step-props.ts";

const [hash, block, chain, edit, relink, cost, loop, checkpoint, erasure, signature] = tourStrings.steps;
const { steps } = miningStrings;

/** What a step consists of: something to try, and what is said about it. */
interface StepParts {
  readonly Step: ComponentType<StepProps>;
  readonly content: {
    readonly title: string;
    readonly text: string;
    readonly task: string;
    readonly learned: string;
  };
}

/** The steps of the tour. */
export const STEPS: Record<TourStep, StepParts> = {
  "by-hand": { Step: ByHandStep, content: steps.byHand },
  machine: { Step: MachineStep, content: steps.machine },
  hash: { Step: HashStep, content: hash },
  block: { Step: BlockStep, content: block },
  chain: { Step: ChainStep, content: chain },
  edit: { Step: EditStep, content: edit },
  relink: { Step: RelinkStep, content: relink },
  cost: { Step: CostStep, content: cost },
  loop: { Step: LoopStep, content: loop },
  target: { Step: TargetStep, content: steps.target },
  lottery: { Step: LotteryStep, content: steps.lottery },
  coins: { Step: CoinsStep, content: steps.coins },
  checkpoint: { Step: CheckpointStep, content: checkpoint },
  erasure: { Step: ErasureStep, content: erasure },
  signature: { Step: SignatureStep, content: signature },
};
