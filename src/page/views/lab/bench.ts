import { batch, computed, effect, signal } from "@preact/signals";
import type { Puzzle } from "../../../chain/puzzle.ts";
import { route } from "../../address/route.ts";
import { holder } from "../../session/session.ts";
import { chain } from "../../watched-chain.ts";
import { LabChain } from "./lab-chain.ts";
import { sandboxChain } from "./sandbox.ts";
import { labSearch } from "./lab-search.ts";

/** Where the lab's chain comes from: a copy of the ledger's newest blocks, or a new sandbox chain. */
export type Source =
  { readonly from: "ledger"; readonly length: number } | { readonly from: "sandbox"; readonly puzzle: Puzzle };

/** The number of blocks in a new sandbox chain. */
const SANDBOX_LENGTH = 5;

/** The chain on the workbench. It is preserved while other views are shown. */
export const bench = signal<{ readonly lab: LabChain; readonly source: Source } | undefined>(undefined);

/** How many blocks of a new chain exist so far, while it is being made. */
export const making = signal<number | undefined>(undefined);

/** Why no chain could be made. */
export const failure = signal<Error | undefined>(undefined);

let control = new AbortController();

/** Replaces the chain on the workbench. */
export async function make(source: Source): Promise<void> {
  control.abort();
  const { signal: passed } = (control = new AbortController());
  batch(() => {
    making.value = 0;
    failure.value = undefined;
  });
  try {
    const lab = source.from === "ledger" ? await copy(source.length) : await fresh(source.puzzle, passed);
    if (!passed.aborted) bench.value = { lab, source };
  } catch (error) {
    if (!passed.aborted) failure.value = error as Error;
  }
  if (!passed.aborted) making.value = undefined;
}

/** Copies a plain ledger's newest blocks, and the block before them, which the first of them is linked to. */
async function copy(wanted: number): Promise<LabChain> {
  const { value: ledger } = chain;
  if (!ledger) throw new Error("no ledger is open");
  const last = ledger.length.value;
  const first = Math.max(1, last - wanted + 1);
  const start = Math.max(1, first - 1);
  const indices = Array.from({ length: last - start + 1 }, (_, place) => start + place);
  const blocks = await Promise.all(indices.map((index) => ledger.block(index)));
  return start < first ? new LabChain(blocks.slice(1), labSearch, blocks[0]) : new LabChain(blocks, labSearch);
}

async function fresh(puzzle: Puzzle, passed: AbortSignal): Promise<LabChain> {
  const search = labSearch(() => {}, passed);
  const blocks = await sandboxChain(puzzle, SANDBOX_LENGTH, Date.now(), search, ({ index }) => {
    if (!passed.aborted) making.value = index;
  });
  return new LabChain(blocks, labSearch);
}

/** Identifies the session and the ledger that the copied blocks belong to. */
const reader = computed(() => `${holder.value} ${route.value.ledger}`);

// Signing out or changing the ledger removes the copy.
effect(() => {
  void reader.value;
  control.abort();
  batch(() => {
    bench.value = undefined;
    making.value = undefined;
    failure.value = undefined;
  });
});
