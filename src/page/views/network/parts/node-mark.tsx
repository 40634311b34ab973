import type { NodeId } from "../../../../simulation/names.ts";

/** A shape for each node, on a grid of 24, so that colour is not the only sign. */
const SHAPES: Readonly<Record<string, string>> = {
  A: "M12 1a11 11 0 1 0 0 22 11 11 0 0 0 0-22",
  B: "M2 2h20v20H2z",
  C: "M12 0l12 22H0z",
  D: "M12 0l12 12-12 12L0 12z",
  E: "M6 1.5h12L24 12l-6 10.5H6L0 12z",
};

/** A node's letter in its shape and colour. Genesis, which nobody mined, has a plain mark. */
export function NodeMark({ node }: { readonly node: NodeId | undefined }) {
  return (
    <svg class={`net-mark net-of-${node ?? "none"}`} viewBox="0 0 24 24" aria-hidden="true">
      <NodeShape node={node} />
    </svg>
  );
}

/** The same inside another drawing, on a grid of 24. */
export function NodeShape({ node }: { readonly node: NodeId | undefined }) {
  return (
    <>
      <path d={SHAPES[node ?? ""] ?? SHAPES["B"]} />
      <text x="12" y={node === "C" ? 18.5 : 16.8} text-anchor="middle">
        {node ?? "0"}
      </text>
    </>
  );
}
