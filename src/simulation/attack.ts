import type { Action } from "./actions.ts";
import type { NetworkBlock } from "./block.ts";
import type { BlockTree } from "./block-tree.ts";
import { REWARD, type Transfer, type TransferDraft } from "./coins.ts";
import type { Occurrence } from "./happening.ts";
import type { NetworkNode } from "./node.ts";
import type { AttackState, Message } from "./state.ts";

/** What an attacker can do in its network. */
export interface AttackerMeans {
  readonly tree: BlockTree;
  readonly attacker: NetworkNode;
  readonly victim: NetworkNode;
  readonly sign: (draft: TransferDraft) => Transfer;
  readonly broadcast: (carries: Message["carries"]) => void;
  readonly report: (occurrence: Occurrence) => void;
}

/** What the attacker has once it has paid. */
interface Race {
  /** The last block that the secret and the public chain share. */
  readonly fork: NetworkBlock;
  /** The first secret block. */
  readonly secret: NetworkBlock;
  readonly payment: Transfer;
}

/** A double spend while it runs: see {@link AttackState}. */
export class Attack {
  readonly #action: Extract<Action, { readonly kind: "attack" }>;
  readonly #means: AttackerMeans;
  #stage: AttackState["stage"] = "preparing";
  #race: Race | undefined;

  constructor(action: Extract<Action, { readonly kind: "attack" }>, means: AttackerMeans) {
    this.#action = action;
    this.#means = means;
  }

  get isOver(): boolean {
    return this.#stage === "succeeded" || this.#stage === "failed";
  }

  /** Whether a node is the attacker and can still give up. */
  isPlannedBy(node: NetworkNode): boolean {
    return node === this.#means.attacker && (this.#stage === "preparing" || this.#stage === "racing");
  }

  get state(): AttackState {
    const { node, victim, confirmations, giveUp } = this.#action;
    const base = { node, victim, confirmations, giveUp, stage: this.#stage };
    if (!this.#race) return base;
    const { fork, payment } = this.#race;
    return { ...base, payment, fork: fork.id, ...this.#lengths(this.#race) };
  }

  /**
   * A node may add a block.
   *
   * @returns whether it is the attacker, and did so in secret
   */
  mine(node: NetworkNode): boolean {
    if (node !== this.#means.attacker) return false;
    if (this.#stage === "preparing") return this.#begin();
    if (this.#stage === "racing") this.#means.attacker.mine();
    return this.#stage === "racing";
  }

  /** Decides what to do now that the attacker or the victim may have learned something. */
  decide(): void {
    if (!this.#race) return;
    const { tree, attacker, victim, broadcast } = this.#means;
    const { fork, secret } = this.#race;
    if (this.#stage === "racing") {
      if (!tree.contains(attacker.best(secret.id).id, fork.id)) {
        this.#startAgain(secret);
        return;
      }
      const { secretBlocks, publicBlocks } = this.#lengths(this.#race);
      if (secretBlocks > publicBlocks && this.#confirmations(this.#race) >= this.#action.confirmations) {
        attacker.letGo();
        broadcast({ kind: "block", block: attacker.tip.id });
        this.#enter("published");
      } else if (publicBlocks - secretBlocks >= this.#action.giveUp) {
        this.giveUp();
      }
    } else if (this.#stage === "published") {
      if (victim.believes(secret)) this.#enter("succeeded");
      else if (!attacker.believes(secret)) this.#enter("failed");
    }
  }

  /** Forgets the secret chain. */
  giveUp(): void {
    this.#means.attacker.letGo(this.#race?.secret.id);
    this.#enter("failed");
  }

  /** The public chain left the fork, and may have lost the coin with it. */
  #startAgain(secret: NetworkBlock): void {
    this.#means.attacker.letGo(secret.id);
    this.#race = undefined;
    this.#enter("preparing");
  }

  #enter(stage: AttackState["stage"]): void {
    this.#stage = stage;
    this.#means.report({ kind: "attack", attack: this.state });
  }

  /** Mines the first secret block and pays, if the attacker has a coin. */
  #begin(): boolean {
    const { attacker, victim, sign, broadcast } = this.#means;
    const [coin] = attacker.freeCoins;
    if (!coin) return false;
    const payment = { sender: attacker.id, amount: REWARD, coins: [{ coin: coin.coin, lastMoved: coin.lastMoved }] };
    const fork = attacker.tip;
    const secret = attacker.mine([sign({ ...payment, receiver: attacker.id }), ...attacker.mempool]);
    attacker.holdOn();
    this.#race = { fork, secret, payment: sign({ ...payment, receiver: victim.id }) };
    broadcast({ kind: "transfer", transfer: this.#race.payment });
    this.#enter("racing");
    return true;
  }

  #lengths({ fork, secret }: Race): { readonly secretBlocks: number; readonly publicBlocks: number } {
    const { attacker } = this.#means;
    const secretTip = attacker.believes(secret) ? attacker.tip : secret;
    return {
      secretBlocks: secretTip.index - fork.index,
      publicBlocks: attacker.best(secret.id).index - fork.index,
    };
  }

  /** How many confirmations the payment has in the best public chain that the attacker knows. */
  #confirmations({ secret, payment }: Race): number {
    const tip = this.#means.attacker.best(secret.id);
    for (const block of this.#means.tree.back(tip.id)) {
      if (block.transfers.some(({ id }) => id === payment.id)) return tip.index - block.index + 1;
    }
    return 0;
  }
}
