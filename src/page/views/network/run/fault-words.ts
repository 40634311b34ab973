import type { Refusal } from "../../../../simulation/actions.ts";
import type { BlockFault } from "../../../../simulation/block.ts";
import type { Transfer, TransferFault } from "../../../../simulation/coins.ts";
import type { BlockId } from "../../../../simulation/names.ts";
import type { NetworkState } from "../../../../simulation/state.ts";
import { networkStrings } from "../../../texts/network.ts";

/** Names a block in a sentence: by its place and by who mined it. */
export function blockName(id: BlockId, { blocks }: NetworkState): string {
  const text = networkStrings.names;
  const block = blocks.get(id);
  return block?.minedBy === undefined ? text.genesis : text.block(block.index, block.minedBy);
}

/** Why a block is refused, as the end of a sentence. */
export function blockFaultInWords(fault: BlockFault, state: NetworkState): string {
  const text = networkStrings.faults;
  switch (fault.rule) {
    case "proof":
      return text[state.consensus];
    case "transfer":
      return text.inTransfer(fault.transfer.id, transferFaultInWords(fault.fault, fault.transfer, state));
    case "ancestor":
      return text.ancestor(blockName(fault.ancestor, state), blockFaultInWords(fault.fault, state));
  }
}

/** Why a transfer is refused, as the end of a sentence. */
export function transferFaultInWords(fault: TransferFault, { sender }: Transfer, state: NetworkState): string {
  const text = networkStrings.faults;
  const name = (id: BlockId) => blockName(id, state);
  switch (fault.rule) {
    case "form":
      return text.form;
    case "signature":
      return text.signature(sender, fault.signedBy);
    case "unknown":
      return text.unknown(name(fault.coin.coin));
    case "double-spend":
      return text.doubleSpend(name(fault.coin.coin), name(fault.spentIn));
    case "conflict":
      return text.conflict(name(fault.coin.coin), fault.transfer);
    case "owner":
      return text.owner(name(fault.coin.coin), fault.owner);
    case "amount":
      return text.amount(fault.sum);
  }
}

/** Why an action is refused, as the end of a sentence. */
export function refusalInWords(refusal: Refusal, state: NetworkState): string {
  const text = networkStrings.faults;
  switch (refusal.rule) {
    case "impossible":
      return text.impossible;
    case "funds":
      return text.funds(refusal.coins);
    case "transfer":
      return transferFaultInWords(refusal.fault, refusal.transfer, state);
    case "leader":
      return text.leader(refusal.leader);
  }
}
