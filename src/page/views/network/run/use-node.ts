import { type Signal, useSignal } from "@preact/signals";
import type { NodeId } from "../../../../simulation/names.ts";
import { state } from "./run.ts";

/** A node that a form has chosen; the first choice again once a run lacks it. */
export function useNode<Chosen extends NodeId | undefined>(first: Chosen): Signal<Chosen> {
  const chosen = useSignal<Chosen>(first);
  const { value } = chosen;
  if (value !== undefined && !state.value.nodes.some(({ id }) => id === value)) chosen.value = first;
  return chosen;
}
