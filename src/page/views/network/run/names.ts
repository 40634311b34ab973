import type { NodeId } from "../../../../simulation/names.ts";
import { list, number } from "../../../language/format.ts";

/** Simulated milliseconds as seconds. */
export function seconds(milliseconds: number): string {
  return number(milliseconds / 1000, 1);
}

/** The groups of a divided network, each as a list of its nodes. */
export function groupNames(groups: readonly (readonly NodeId[])[]): readonly string[] {
  return groups.map((group) => list(group));
}
