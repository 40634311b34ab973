import { type Signal, signal, useSignal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import type { Puzzle } from "../../../../chain/puzzle.ts";
import { LabChain } from "../lab-chain.ts";
import { sandboxChain } from "../sandbox.ts";
import { labSearch } from "../lab-search.ts";
import { OWN_LENGTH, ownBlocks } from "./mining/own-chain.ts";

/** A step's own small chain, mined when the step is opened. */
export function useSandbox(puzzle: Puzzle, length: number): Signal<LabChain | undefined> {
  const lab = useSignal<LabChain | undefined>(undefined);
  useEffect(() => {
    const control = new AbortController();
    const make = async () => {
      const blocks = await sandboxChain(
        puzzle,
        length,
        Date.now(),
        labSearch(() => {}, control.signal),
      );
      if (!control.signal.aborted) lab.value = new LabChain(blocks, labSearch);
    };
    void make();
    return () => {
      control.abort();
      lab.peek()?.mining.stop();
    };
  }, []);
  return lab;
}

/** The chain that the reader mined earlier in the tour; if there is none, a chain of the step's own, with the paper's puzzle. */
export function useOwnChain(length: number): Signal<LabChain | undefined> {
  const sandbox = useSandbox(SQUARES, length);
  const [own] = useState(() =>
    ownBlocks.peek().length >= OWN_LENGTH ? signal(new LabChain(ownBlocks.peek(), labSearch)) : undefined,
  );
  useEffect(() => () => own?.peek().mining.stop(), []);
  return own ?? sandbox;
}

/** The paper's puzzle, and one whose proofs are bound to the content and are mined while the reader watches. */
export const SQUARES: Puzzle = { puzzle: "squares" };
export const BLOCK_HASH: Puzzle = { puzzle: "block-hash", difficulty: 12 };
