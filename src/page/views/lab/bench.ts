import { batch, computed, effect, signal } from "@preact/signals";
import type { Puzzle } from "../../../chain/puzzle.ts";
import { route } from "../../address/route.ts";
import { session } from "../../session/session.ts";
import { chain } from "../../watched-chain.ts";
import { LabChain } from "./lab-chain.ts";
import { sandboxChain } from "./sandbox.ts";
import { labSearch } from "./lab-search.ts";

/** Where the lab's chain comes from: the newest blocks of the ledger, or nowhere: a chain of its own. */
export type Source =
  { readonly from: "ledger"; readonly length: number } | { readonly from: "sandbox"; readonly puzzle: Puzzle };

/** How many blocks a sandbox chain begins with. */
const SANDBOX_LENGTH = 5;

/** The chain on the bench; it stays while other views are looked at. */
export const bench = signal<{ readonly lab: LabChain; readonly source: Source } | undefined>(undefined);

/** How many blocks of a new chain are there, while it is made. */
export const making = signal<number | undefined>(undefined);

/** Why no chain could be made. */
export const failure = signal<Error | undefined>(undefined);

let control = new AbortController();

/** Puts another chain on the bench. */
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

/** The newest blocks of the ledger, and the one before them, which they are linked to. */
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

/** Whose blocks may be on the bench. */
const reader = computed(() => `${session.value?.token} ${route.value.ledger}`);

// Whoever signs out, or goes to another ledger, leaves no copy behind.
effect(() => {
  void reader.value;
  control.abort();
  batch(() => {
    bench.value = undefined;
    making.value = undefined;
    failure.value = undefined;
  });
});
