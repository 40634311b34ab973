import type { Action } from "../../../../simulation/actions.ts";
import type { NetworkBlock } from "../../../../simulation/block.ts";
import type { Happening } from "../../../../simulation/happening.ts";
import type { NetworkState } from "../../../../simulation/state.ts";
import { networkStrings } from "../../../texts/network.ts";
import { groupNames, seconds } from "./names.ts";
import { blockFaultInWords, blockName, refusalInWords, transferFaultInWords } from "./fault-words.ts";

/**
 * Says what happened in a sentence, for the log.
 *
 * @returns nothing for what would only repeat another line: messages that arrive, and blocks that were refused because
 *   of the one before them
 */
export function happeningInWords(happening: Happening, state: NetworkState): string | undefined {
  const text = networkStrings.log;
  switch (happening.kind) {
    case "mined":
      return minedInWords(happening, state);
    case "arrived":
      return undefined;
    case "lost":
      return text.lost(happening.messages.length);
    case "extended":
      return agreedInWords(happening, state);
    case "reorganized":
      return reorganizedInWords(happening, state);
    case "refused-block": {
      const { block, fault } = happening.refused;
      const parent = state.blocks.get(block)?.parent;
      if (parent !== undefined && state.faults.has(parent)) return undefined;
      return text.refusedBlock(happening.node, blockName(block, state), blockFaultInWords(fault, state));
    }
    case "refused-transfer": {
      const { transfer, fault } = happening.refused;
      return text.refusedTransfer(happening.node, transfer.id, transferFaultInWords(fault, transfer, state));
    }
    case "acted": {
      const done = actionInWords(happening.action);
      return happening.refusal ? text.refused(done, refusalInWords(happening.refusal, state)) : done;
    }
    case "attack":
      return networkStrings.attack.stages[happening.attack.stage];
  }
}

type Of<Kind extends Happening["kind"]> = Extract<Happening, { readonly kind: Kind }>;

function minedInWords({ node, block: id }: Of<"mined">, state: NetworkState): string | undefined {
  const text = networkStrings.log;
  const block = state.blocks.get(id);
  if (!block) return undefined;
  const { attack } = state;
  if (attack?.node === node && attack.stage === "racing") return text.secretly(node, block.index);
  if (isMinedAgain(block, state)) return text.minedAgain(node, block.index);
  return (state.consensus === "stake" ? text.signed : text.mined)(node, block.index);
}

/** Whether there was a block with the same content at the same place before, whose proof did not fit. */
function isMinedAgain(block: NetworkBlock, { blocks }: NetworkState): boolean {
  for (const other of blocks.values()) {
    if (other === block) break;
    if (other.proofOf !== undefined && other.parent === block.parent && other.rewardTo === block.rewardTo) return true;
  }
  return false;
}

/** Says that all nodes agree, when the last of them takes the common tip. */
function agreedInWords({ tip }: Of<"extended">, state: NetworkState): string | undefined {
  const { common, others } = state.agreement;
  return others.length === 0 && common === tip ? networkStrings.log.agreed(blockName(tip, state)) : undefined;
}

function reorganizedInWords({ node, reorganization }: Of<"reorganized">, state: NetworkState): string {
  const text = networkStrings.log;
  const { abandoned, adopted, fork, returned, lost } = reorganization;
  return [
    text.reorganized(node, abandoned.length, blockName(fork, state), adopted.length),
    ...(returned.length > 0 ? [text.returned(returned.length)] : []),
    ...(lost.length > 0 ? [text.gone(lost.length)] : []),
  ].join(" ");
}

function actionInWords(action: Action): string {
  const text = networkStrings.actions;
  switch (action.kind) {
    case "weight":
      return text.weight(action.node);
    case "latency":
      return text.latency(seconds(action.latency));
    case "mining":
      return action.on ? text.miningOn : text.miningOff;
    case "partition":
      return action.groups.length > 1 ? text.divided(groupNames(action.groups)) : text.healed;
    case "pay":
      return text.paid(action.from, action.to, action.coins);
    case "submit":
      return text.submitted(action.node, action.transfer.amount, action.transfer.sender, action.transfer.receiver);
    case "edit":
      return text.edited(action.node, action.index);
    case "reprove":
      return text.reproved(action.node);
    case "prove":
      return text.proven(action.node);
    case "return":
      return text.returned(action.node);
    case "attack":
      return text.attacked(action.node, action.victim);
  }
}
