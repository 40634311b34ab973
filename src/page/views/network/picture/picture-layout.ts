import type { NodeId } from "../../../../simulation/names.ts";
import type { Message } from "../../../../simulation/state.ts";

/** The size of the drawing. */
export const SIZE = { width: 640, height: 440 } as const;

const CENTRE = { x: SIZE.width / 2, y: SIZE.height / 2 - 5 } as const;
const RADIUS = { x: 235, y: 150 } as const;

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where the nodes are: evenly around the centre, the first at the top. */
export function nodePoints(nodes: readonly NodeId[]): ReadonlyMap<NodeId, Point> {
  return new Map(
    nodes.map((node, place) => {
      const angle = (2 * Math.PI * place) / nodes.length - Math.PI / 2;
      return [node, { x: CENTRE.x + RADIUS.x * Math.cos(angle), y: CENTRE.y + RADIUS.y * Math.sin(angle) }];
    }),
  );
}

/** Where a message is at a time. Without motion it waits beside the node that sent it. */
export function messagePoint(
  { from, to, sent, arrives }: Message,
  points: ReadonlyMap<NodeId, Point>,
  now: number,
  moves: boolean,
): Point | undefined {
  const [start, end] = [points.get(from), points.get(to)];
  if (!start || !end) return undefined;
  const passed = arrives > sent ? (now - sent) / (arrives - sent) : 1;
  const part = moves ? Math.min(1, Math.max(0, passed)) : 0.3;
  return { x: start.x + (end.x - start.x) * part, y: start.y + (end.y - start.y) * part };
}
