import type { Message, NodeState } from "../../../../simulation/state.ts";
import { percent } from "../../../language/format.ts";
import { networkStrings } from "../../../texts/network.ts";
import { groupNames } from "../run/names.ts";
import { NodeShape } from "../parts/node-mark.tsx";
import { messagePoint, nodePoints, type Point, SIZE } from "./picture-layout.ts";
import { isStill } from "./reduced-motion.ts";
import { now, state } from "../run/run.ts";

/** The nodes with the messages that are under way between them. */
export function Picture() {
  const text = networkStrings.picture;
  const { nodes, links, messages, groups, agreement } = state.value;
  const points = nodePoints(nodes.map(({ id }) => id));
  const summary = text.summary(
    nodes.map(({ id }) => id),
    messages.length,
  );
  return (
    <figure class="net-picture">
      <svg
        viewBox={`0 0 ${SIZE.width} ${SIZE.height}`}
        role="img"
        aria-label={groups.length > 1 ? `${summary} ${text.divided(groupNames(groups))}` : summary}
      >
        {links.map(({ between: [one, other], cut }) => (
          <line
            key={one + other}
            class={cut ? "net-link net-link-cut" : "net-link"}
            x1={points.get(one)?.x}
            y1={points.get(one)?.y}
            x2={points.get(other)?.x}
            y2={points.get(other)?.y}
          />
        ))}
        {messages.map((message) => (
          <Travelling key={message.id} message={message} points={points} />
        ))}
        {nodes.map((node) => (
          <PicturedNode
            key={node.id}
            node={node}
            at={points.get(node.id)}
            differs={agreement.others.includes(node.id)}
          />
        ))}
      </svg>
      <figcaption class="hint">{text.caption}</figcaption>
    </figure>
  );
}

interface TravellingProps {
  readonly message: Message;
  readonly points: ReadonlyMap<string, Point>;
}

/** A message on its way. It alone is drawn again for each frame. */
function Travelling({ message, points }: TravellingProps) {
  const at = messagePoint(message, points, isStill.value ? message.sent : now.value, !isStill.value);
  if (!at) return null;
  const { carries } = message;
  if (carries.kind === "transfer") {
    return (
      <g class="net-message-transfer" transform={`translate(${at.x} ${at.y})`}>
        <circle r={9} />
      </g>
    );
  }
  const block = state.value.blocks.get(carries.block);
  const isRefused = state.value.faults.has(carries.block);
  return (
    <g
      class={`net-message-block net-of-${block?.minedBy ?? "none"}${isRefused ? " net-message-refused" : ""}`}
      transform={`translate(${at.x} ${at.y})`}
    >
      <rect x={-13} y={-13} width={26} height={26} rx={4} />
      <text y={6} text-anchor="middle">
        {block?.minedBy}
      </text>
    </g>
  );
}

interface PicturedNodeProps {
  readonly node: NodeState;
  readonly at: Point | undefined;
  /** Whether most of the others have another tip. */
  readonly differs: boolean;
}

function PicturedNode({ node, at, differs }: PicturedNodeProps) {
  if (!at) return null;
  const tip = node.chain.at(-1);
  return (
    <g transform={`translate(${at.x} ${at.y})`}>
      <circle class={differs ? "net-node net-node-differs" : "net-node"} r={46} />
      <g class={`net-of-${node.id}`} transform="translate(-24 -34) scale(2)">
        <NodeShape node={node.id} />
      </g>
      <text class="net-node-share" y={32} text-anchor="middle">
        {percent(node.share)}
      </text>
      <text class="net-node-tip" y={66} text-anchor="middle">
        {networkStrings.picture.tip(tip?.index ?? 0)}
        {differs ? " ≠" : ""}
      </text>
    </g>
  );
}
