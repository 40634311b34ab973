import type { Action } from "./actions.ts";
import type { Attack } from "./attack.ts";
import { BlockTree } from "./block-tree.ts";
import type { Transfer, TransferDraft } from "./coins.ts";
import { type Consensus, CONSENSUS } from "./consensus.ts";
import { EventQueue } from "./event-queue.ts";
import type { Happening, Occurrence } from "./happening.ts";
import type { NodeId } from "./names.ts";
import { NetworkNode } from "./node.ts";
import { Random } from "./random.ts";
import type { NetworkSettings } from "./settings.ts";
import type { Message } from "./state.ts";
import { Topology } from "./topology.ts";

/** What is due at some time. */
export type Event =
  /** A node is drawn that may add a block. */
  | { readonly kind: "turn" }
  | { readonly kind: "message"; readonly message: Message }
  | { readonly kind: "action"; readonly action: Action };

/** The parts of a network, and how messages get from one node to another. */
export class World {
  readonly settings: NetworkSettings;
  readonly consensus: Consensus;
  readonly tree: BlockTree;
  readonly topology: Topology;
  readonly nodes: readonly NetworkNode[];
  readonly weights: Map<NodeId, number>;
  readonly queue = new EventQueue<Event>();
  now = 0;
  mining = true;
  attack: Attack | undefined;
  #happenings: Happening[] = [];
  #messages = 0;
  #transfers = 0;

  constructor(settings: NetworkSettings) {
    const { seed, consensus, nodes, latency } = settings;
    this.settings = settings;
    this.consensus = CONSENSUS[consensus];
    this.tree = new BlockTree(this.consensus.blockWork);
    const ids = nodes.map(({ id }) => id);
    this.topology = new Topology(ids, latency, new Random(seed));
    const around = { tree: this.tree, now: () => this.now, report: (event: Occurrence) => this.report(event) };
    this.nodes = ids.map((id) => new NetworkNode(id, around));
    this.weights = new Map(nodes.map(({ id, weight }) => [id, weight]));
  }

  node(id: NodeId): NetworkNode | undefined {
    return this.nodes.find((node) => node.id === id);
  }

  sign(draft: TransferDraft, signedBy: NodeId): Transfer {
    return { ...draft, id: `t${++this.#transfers}`, signedBy };
  }

  /** Sends a message to a node, unless it is in another group. */
  send(from: NodeId, to: NodeId, carries: Message["carries"]): void {
    if (from === to || !this.topology.areConnected(from, to)) return;
    const arrives = this.now + this.topology.latencyOf(from, to);
    const message = { id: ++this.#messages, from, to, sent: this.now, arrives, carries };
    this.queue.add(arrives, { kind: "message", message });
  }

  broadcast(from: NodeId, carries: Message["carries"]): void {
    for (const { id } of this.nodes) this.send(from, id, carries);
  }

  /** The messages under way. */
  get messages(): readonly Message[] {
    return this.queue.events.flatMap((event) => (event.kind === "message" ? [event.message] : []));
  }

  report(occurrence: Occurrence): void {
    this.#happenings.push({ ...occurrence, at: this.now });
  }

  /** What was reported since the last call. */
  takeHappenings(): readonly Happening[] {
    const happenings = this.#happenings;
    this.#happenings = [];
    return happenings;
  }
}
