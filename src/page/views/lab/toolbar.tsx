import { Icon } from "../../parts/icon.tsx";
import { indexAt } from "./edits.ts";
import type { LabChain } from "./lab-chain.ts";
import { newRecord } from "./sandbox.ts";
import { labStrings } from "../../texts/lab.ts";

/** Undo, redo, and reset to the original chain. */
export function UndoBar({ lab }: { readonly lab: LabChain }) {
  const text = labStrings;
  return (
    <div class="actions">
      <button type="button" disabled={!lab.canUndo.value} onClick={() => lab.undo()}>
        <Icon name="undo" />
        {text.undo}
      </button>
      <button type="button" disabled={!lab.canRedo.value} onClick={() => lab.redo()}>
        {text.redo}
      </button>
      <button type="button" disabled={!lab.canUndo.value} onClick={() => lab.reset()}>
        {text.reset}
      </button>
    </div>
  );
}

/** Repairs the chain from its first faulty block on, with hashes alone or by mining. */
export function RepairBar({ lab, mines = true }: { readonly lab: LabChain; readonly mines?: boolean }) {
  const text = labStrings;
  const broken = lab.broken.value;
  const isBroken = broken >= 0;
  return (
    <div class="actions">
      <button type="button" disabled={!isBroken} onClick={() => void lab.relink(broken)}>
        <Icon name="link" />
        {text.relinkRest}
      </button>
      {mines && (
        <button type="button" disabled={!isBroken || !lab.canMine(broken)} onClick={() => void lab.mineRest(broken)}>
          <Icon name="pick" />
          {text.mineRest}
        </button>
      )}
      <span class="hint">
        {isBroken
          ? text.fromBlock(indexAt(lab.before, broken))
          : lab.isWhole.value
            ? text.nothingBroken
            : text.checking}
      </span>
    </div>
  );
}

/** Adds a block to the chain's end, or removes one. */
export function EndBar({ lab }: { readonly lab: LabChain }) {
  const text = labStrings;
  const { length } = lab.blocks.value;
  const add = () => lab.add(newRecord(lab.blocks.value, indexAt(lab.before, length) - 2), Date.now());
  return (
    <div class="actions">
      <button type="button" disabled={lab.mining.place.value !== undefined} onClick={() => void add()}>
        {text.add}
      </button>
      <button type="button" disabled={length === 1} onClick={() => lab.cut(length - 1)}>
        {text.cut}
      </button>
    </div>
  );
}
