import type { AlarmSchedule } from "../alarm-schedule.ts";
import { Allowances } from "../sharing/allowances.ts";
import type { Blocks } from "../store/blocks.ts";
import { refusal } from "../sharing/places.ts";
import type { Refusal } from "../sharing/shared-runs.ts";

/** How far a watcher is. It travels with the socket, so that the object may sleep while nothing is mined. */
interface Watch {
  /** Who watches; absent where the socket was opened by a version that did not note it. */
  readonly subject?: string;
  /** The index of the block to send next. */
  readonly next: number;
  /** The index up to which the watcher said that it has the blocks. */
  readonly acknowledged: number;
  /** When the watcher's token ends, in milliseconds since 1970. */
  readonly expires: number;
  /** Since when it is owed an acknowledgement, in milliseconds since 1970. */
  readonly waitingSince?: number;
}

/** What closed sockets are told, beside the codes of RFC 6455, section 7.4. */
const CLOSE = { slow: 4008, expired: 4001, binary: 1003, malformed: 1007, idle: 1008, failed: 1011 } as const;

/** How many may watch one ledger. */
const PLACES = { common: 300, total: 500, few: 20 } as const;

/**
 * The messages that a subject's watchers may send without need, such as an acknowledgement twice: each takes the object's
 * time. Those that acknowledge something new are no more than the blocks that were sent.
 */
const NEEDLESS_MESSAGES = { burst: 100, perSecond: 10 } as const;

/**
 * The most blocks a watcher is sent beyond those that it acknowledged. What is sent waits in this object's memory
 * until the watcher reads it, and the platform does not tell how much that is: with all watchers at the limit some 60 of
 * its 128 MB.
 */
const UNACKNOWLEDGED_LIMIT = 250;

/** How long a watcher may leave that many unacknowledged before it is dropped, in milliseconds. */
const PATIENCE = 30_000;

/** Blocks sent to one watcher in its turn. */
const BLOCKS_PER_TURN = 50;

/**
 * After so many messages, a few milliseconds of work, mining and other requests get so long a turn, in milliseconds:
 * with hundreds of watchers a busy ledger sends more than it mines, and mining comes first.
 */
const MESSAGES_PER_PAUSE = 50;
const PAUSE = 10;

/**
 * Those who watch the chain grow, over hibernatable WebSockets: each is sent every block from where it asked on, in
 * order, one a message.
 *
 * Sending runs beside mining and gives way to it; a watcher that falls behind is served from the database.
 */
export class Watchers {
  readonly #ctx: DurableObjectState;
  readonly #blocks: Blocks;
  readonly #alarms: AlarmSchedule;
  readonly #needless = new Allowances(NEEDLESS_MESSAGES);
  #behind = false;
  #sending = false;

  /** @param alarms when {@link sweep} has to be called is planned there */
  constructor(ctx: DurableObjectState, blocks: Blocks, alarms: AlarmSchedule) {
    this.#ctx = ctx;
    this.#blocks = blocks;
    this.#alarms = alarms;
    alarms.recall("watchers", this.nextSweep());
    // Answered by the platform, without waking the object: lets watchers see that the connection lives.
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /**
   * Lets one more watch.
   *
   * @param subject who watches
   * @param from the index of the first block to send; the next one that is mined when not given
   * @param expires when the watcher's token ends, in milliseconds since 1970
   * @returns the socket to hand to the client, or why there is none
   */
  add(subject: string, from: number | undefined, expires: number): WebSocket | Refusal {
    this.sweep();
    // One that was told to close counts until it does: its client may go on sending.
    const sockets = this.#ctx.getWebSockets();
    const own = sockets.filter((socket) => watchOf(socket).subject === subject);
    const refused = refusal(PLACES, { all: sockets.length, own: own.length });
    if (refused) return refused;
    const { 0: client, 1: server } = new WebSocketPair();
    this.#ctx.acceptWebSocket(server);
    const next = from ?? this.#blocks.length() + 1;
    keep(server, { subject, next, acknowledged: next - 1, expires });
    this.notify();
    return client;
  }

  /** Takes a watcher's acknowledgement: the index, in decimal, up to which it has the blocks. */
  acknowledge(socket: WebSocket, message: string | ArrayBuffer): void {
    // A client may go on sending after it was told to stop.
    if (!isOpen(socket)) return;
    const { waitingSince, ...watch } = watchOf(socket);
    if (typeof message !== "string") {
      socket.close(CLOSE.binary, "Send text: the index of the newest block you have.");
      return;
    }
    const index = /^\d{1,16}$/.test(message) ? Number(message) : Number.NaN;
    if (!(index < watch.next)) {
      socket.close(CLOSE.malformed, "Send the index of the newest block you have, as text.");
    } else if (index > watch.acknowledged) {
      keep(socket, { ...watch, acknowledged: index });
      // Who was not waiting for this is up to date, or being sent what it lacks.
      if (waitingSince !== undefined) this.notify();
    } else if (!this.#needless.take(watch.subject ?? "")) {
      socket.close(CLOSE.idle, "Too many messages said nothing new. Acknowledge each block once at the most.");
    }
  }

  /** Sends what is to be sent, soon: called when a block was appended. */
  notify(): void {
    this.#behind = true;
    if (!this.#sending) this.#ctx.waitUntil(this.#send());
  }

  async #send(): Promise<void> {
    this.#sending = true;
    try {
      let messages = 0;
      while (this.#behind) {
        // Several blocks that are mined at once are sent in one round.
        await scheduler.wait(0);
        this.#behind = false;
        this.sweep();
        const pages = new Map<number, string[]>();
        for (const socket of this.#ctx.getWebSockets()) {
          const sent = this.#turnOf(socket, pages);
          if (sent === BLOCKS_PER_TURN) this.#behind = true;
          messages += sent;
          if (messages < MESSAGES_PER_PAUSE) continue;
          messages = 0;
          await scheduler.wait(PAUSE);
        }
      }
    } finally {
      this.#sending = false;
      this.planSweep();
    }
  }

  /** Drops the watchers whose token has ended, or who left too much unacknowledged for too long. */
  sweep(): void {
    const now = Date.now();
    for (const socket of this.#ctx.getWebSockets().filter(isOpen)) {
      const { expires, waitingSince = now } = watchOf(socket);
      if (now >= expires) socket.close(CLOSE.expired, "Your token has expired. Come back with a new one and ?from=.");
      else if (now - waitingSince >= PATIENCE) {
        socket.close(CLOSE.slow, "You fell behind. Come back with ?from=, and acknowledge what you receive.");
      }
    }
  }

  /** Has the sweep come when the first watcher's time is up. */
  planSweep(): void {
    this.#alarms.set("watchers", this.nextSweep());
  }

  /** When the first watcher's time is up, in milliseconds since 1970; nothing when nobody watches. */
  nextSweep(): number | undefined {
    const times = this.#ctx
      .getWebSockets()
      .filter(isOpen)
      .map((socket) => {
        const { expires, waitingSince = Infinity } = watchOf(socket);
        return Math.min(expires, waitingSince + PATIENCE);
      });
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  /** A watcher's turn; a socket that fails must not keep the others from theirs. */
  #turnOf(socket: WebSocket, pages: Map<number, string[]>): number {
    try {
      return isOpen(socket) ? this.#sendTo(socket, pages) : 0;
    } catch {
      socket.close(CLOSE.failed, "Something went wrong here. Come back with ?from=.");
      return 0;
    }
  }

  /**
   * Gives a watcher its turn.
   *
   * @param pages the blocks read in this round, by the index of the first: most watchers want the same
   * @returns how many blocks it was sent
   */
  #sendTo(socket: WebSocket, pages: Map<number, string[]>): number {
    const watch = watchOf(socket);
    const allowed = Math.min(BLOCKS_PER_TURN, watch.acknowledged + UNACKNOWLEDGED_LIMIT - watch.next + 1);
    if (allowed <= 0) return 0;
    let page = pages.get(watch.next);
    if (!page) {
      const blocks = this.#blocks.range(watch.next, this.#blocks.length(), BLOCKS_PER_TURN);
      page = blocks.map((block) => JSON.stringify(block));
      pages.set(watch.next, page);
    }
    const texts = page.slice(0, allowed);
    for (const text of texts) socket.send(text);
    const next = watch.next + texts.length;
    const isAtLimit = next - watch.acknowledged > UNACKNOWLEDGED_LIMIT;
    if (texts.length > 0) keep(socket, { ...watch, next, ...(isAtLimit ? { waitingSince: Date.now() } : {}) });
    return texts.length;
  }
}

function isOpen(socket: WebSocket): boolean {
  return socket.readyState === WebSocket.READY_STATE_OPEN;
}

function watchOf(socket: WebSocket): Watch {
  return socket.deserializeAttachment() as Watch;
}

function keep(socket: WebSocket, watch: Watch): void {
  socket.serializeAttachment(watch);
}
