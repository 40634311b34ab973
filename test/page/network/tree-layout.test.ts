import * as fc from "fast-check";
import { expect, test } from "vitest";
import { blocksBeside } from "../../../src/page/views/network/copies/copy.ts";
import { layOut } from "../../../src/page/views/network/copies/tree-layout.ts";
import { after, anyRuns } from "../../support/simulation/networks.ts";

/** The layouts of all nodes' copies after any run, from any place on. */
const layouts = fc.tuple(anyRuns, fc.integer({ min: 1, max: 12 })).map(([run, first]) => {
  const { state } = after(run);
  return state.nodes.map((node) => {
    const beside = blocksBeside(node, state);
    return { node, beside, first, layout: layOut(node.chain, beside, first) };
  });
});

const eachLayout = (check: (copy: ReturnType<typeof layouts.generate>["value"][number]) => void) =>
  fc.assert(
    fc.property(layouts, (copies) => copies.forEach(check)),
    { numRuns: 60 },
  );

test("no two blocks of a copy are drawn at the same place, and each has the column of its index", () => {
  eachLayout(({ layout: { placed }, first }) => {
    expect(new Set(placed.map(({ column, lane }) => `${column}/${lane}`)).size).toBe(placed.length);
    expect(placed.map(({ column }) => column)).toEqual(placed.map(({ block }) => block.index - first));
  });
});

test("the chain alone is in the first lane, with its confirmations counted from the tip", () => {
  eachLayout(({ node, layout: { placed }, first }) => {
    const inFirst = placed.filter(({ lane }) => lane === 0);
    expect(inFirst.map(({ block }) => block)).toEqual(node.chain.slice(first - 1));
    expect(inFirst.map(({ confirmations }) => confirmations).toReversed()).toEqual(
      inFirst.map((_, place) => place + 1),
    );
    expect(placed.every(({ lane, confirmations }) => lane === 0 || confirmations === 0)).toBe(true);
  });
});

test("a line leads to each block from where its parent is, also from before the first column", () => {
  eachLayout(({ node, beside, layout: { placed, lines } }) => {
    const at = new Map(placed.map(({ block, column, lane }) => [block.id, { column, lane }]));
    const known = new Map([...node.chain, ...beside].map((block) => [block.id, block]));
    for (const { block, column, lane } of placed) {
      const line = lines.find(({ to }) => to.column === column && to.lane === lane);
      const parent = known.get(block.parent ?? "");
      const place = parent && (at.get(parent.id) ?? { column: -1, lane: line?.from.lane });
      expect(line?.from).toEqual(place);
    }
  });
});

test("every branch that reaches the first column is drawn whole, or counted as hidden", () => {
  eachLayout(({ beside, layout: { placed, hidden }, first }) => {
    const drawn = new Set(placed.map(({ block }) => block.id));
    const missing = beside.filter(({ id, index }) => index >= first && !drawn.has(id));
    expect(missing.length > 0).toBe(hidden > 0);
  });
});
