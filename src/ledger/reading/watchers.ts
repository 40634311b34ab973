import type { AlarmSchedule } from "../alarm-schedule.ts";
import { Allowances } from "../sharing/allowances.ts";
import type { StoredBlocks } from "../store/stored-blocks.ts";
import { refusal } from "../sharing/places.ts";
import type { Refusal } from "../sharing/shared-runs.ts";

/** A watcher's state. It is attached to the socket, so that the object can hibernate while nothing is mined. */
interface Watch {
  /** Who watches; absent if the socket was opened by a version that did not store it. */
  readonly subject?: string;
  /** The index of the block to send next. */
  readonly next: number;
  /** The index up to which the watcher has acknowledged the blocks. */
  readonly acknowledged: number;
  /** When the watcher's token expires, in milliseconds since 1970. */
  readonly expires: number;
  /** When sending stopped to wait for an acknowledgement, in milliseconds since 1970. */
  readonly waitingSince?: number;
}

/** The codes that sockets are closed with, 4000 and above in addition to those of RFC 6455, section 7.4. */
const CLOSE = {
  slow: 4008,
  expired: 4001,
  deleted: 4010,
  binary: 1003,
  malformed: 1007,
  idle: 1008,
  failed: 1011,
} as const;

/** How many watchers one ledger may have. */
const PLACES = { common: 300, total: 500, few: 20 } as const;

/**
 * How many needless messages, such as repeated acknowledgements, a subject's watchers may send: each costs the object
 * time. Acknowledgements of something new need no limit, since there can be no more of them than blocks sent.
 */
const NEEDLESS_MESSAGES = { burst: 100, perSecond: 10 } as const;

/**
 * The most blocks a watcher is sent beyond those it has acknowledged. Sent blocks stay in this object's memory until
 * the watcher reads them, and the platform does not tell how many there are. With all watchers at the limit, they take
 * about 60 of the 128 MB.
 */
const UNACKNOWLEDGED_LIMIT = 250;

/** How long a watcher may stay at that limit before it is dropped, in milliseconds. */
const PATIENCE = 30_000;

/** The most blocks sent to one watcher in its turn. */
const BLOCKS_PER_TURN = 50;

/**
 * After this many messages, which take a few milliseconds, sending pauses for mining and other requests, for a time in
 * milliseconds. With hundreds of watchers, a busy ledger sends more than it mines, but mining comes first.
 */
const MESSAGES_PER_PAUSE = 50;
const PAUSE = 10;

/**
 * The watchers of the chain, over hibernatable WebSockets. Each is sent every block from the index it asked for, in
 * order, one block a message.
 *
 * Sending runs concurrently with mining and yields to it. A watcher that falls behind is served from the database.
 */
export class Watchers {
  readonly #ctx: DurableObjectState;
  readonly #blocks: StoredBlocks;
  readonly #alarms: AlarmSchedule;
  readonly #whenServable: () => Promise<void>;
  readonly #needless = new Allowances(NEEDLESS_MESSAGES);
  #behind = false;
  #sending = false;
  #isDismissed = false;

  /**
   * @param alarms used to plan the next call of {@link sweep}
   * @param whenServable resolves when all blocks that are stored at the time of the call may be sent
   */
  constructor(
    ctx: DurableObjectState,
    blocks: StoredBlocks,
    alarms: AlarmSchedule,
    whenServable: () => Promise<void> = () => Promise.resolve(),
  ) {
    this.#ctx = ctx;
    this.#blocks = blocks;
    this.#alarms = alarms;
    this.#whenServable = whenServable;
    alarms.recall("watchers", this.nextSweep());
    // The platform answers pings without waking the object, so that watchers can tell that the connection is alive.
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /**
   * Adds a watcher.
   *
   * @param subject who watches
   * @param from the index of the first block to send; the next block to be mined if absent
   * @param expires when the watcher's token expires, in milliseconds since 1970
   * @returns the client's end of the socket, or why the watcher was refused
   */
  add(subject: string, from: number | undefined, expires: number): WebSocket | Refusal {
    this.sweep();
    // A closing socket counts until its client closes it too, since that client may keep sending.
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

  /** Handles a watcher's acknowledgement: the index, in decimal, up to which it has the blocks. */
  acknowledge(socket: WebSocket, message: string | ArrayBuffer): void {
    // A client may keep sending after its socket was closed here.
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
      // Any other watcher is up to date, or is already being sent the blocks it lacks.
      if (waitingSince !== undefined) this.notify();
    } else if (!this.#needless.take(watch.subject ?? "")) {
      socket.close(CLOSE.idle, "Too many messages acknowledged nothing new. Acknowledge each block at most once.");
    }
  }

  /** Call this after appending a block: it starts sending soon. */
  notify(): void {
    this.#behind = true;
    if (!this.#sending) this.#ctx.waitUntil(this.#send());
  }

  async #send(): Promise<void> {
    this.#sending = true;
    try {
      let messages = 0;
      while (this.#behind) {
        // Blocks that are mined in the same turn are sent in one round.
        await scheduler.wait(0);
        if (this.#isDismissed) return;
        this.#behind = false;
        const length = this.#blocks.length();
        await this.#whenServable().catch((error: unknown) => {
          // The next notification tries again.
          this.#behind = true;
          throw error;
        });
        this.sweep();
        const pages = new Map<number, string[]>();
        for (const socket of this.#ctx.getWebSockets()) {
          const sent = this.#turnOf(socket, pages, length);
          if (sent === BLOCKS_PER_TURN) this.#behind = true;
          messages += sent;
          if (messages < MESSAGES_PER_PAUSE) continue;
          messages = 0;
          await scheduler.wait(PAUSE);
          if (this.#isDismissed) return;
        }
      }
    } finally {
      this.#sending = false;
      this.planSweep();
    }
  }

  /** Drops the watchers whose token has expired, or that left too many blocks unacknowledged for too long. */
  sweep(): void {
    const now = Date.now();
    for (const socket of this.#ctx.getWebSockets().filter(isOpen)) {
      const { expires, waitingSince = now } = watchOf(socket);
      if (now >= expires) socket.close(CLOSE.expired, "Your token has expired. Reconnect with a new one and ?from=.");
      else if (now - waitingSince >= PATIENCE) {
        socket.close(CLOSE.slow, "You fell behind. Reconnect with ?from=, and acknowledge the blocks you receive.");
      }
    }
  }

  /** Drops the watchers of subjects whose tokens were withdrawn. */
  dismissSubjects(subjects: readonly string[]): void {
    for (const socket of this.#ctx.getWebSockets().filter(isOpen)) {
      const { subject } = watchOf(socket);
      if (subject === undefined || !subjects.includes(subject)) continue;
      socket.close(CLOSE.expired, "Your token was withdrawn. Reconnect with a new one and ?from=.");
    }
  }

  /** Drops all watchers for good, since the ledger was deleted. */
  dismiss(): void {
    this.#isDismissed = true;
    for (const socket of this.#ctx.getWebSockets().filter(isOpen)) {
      socket.close(CLOSE.deleted, "This ledger was deleted. Open another one.");
    }
  }

  /** Plans the next sweep for when the first watcher's time is up. */
  planSweep(): void {
    this.#alarms.set("watchers", this.nextSweep());
  }

  /** When the first watcher's time is up, in milliseconds since 1970; `undefined` if there are no watchers. */
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

  /** Gives a watcher its turn. A socket that fails must not affect the other watchers. */
  #turnOf(socket: WebSocket, pages: Map<number, string[]>, length: number): number {
    try {
      return isOpen(socket) ? this.#sendTo(socket, pages, length) : 0;
    } catch {
      socket.close(CLOSE.failed, "Something went wrong here. Reconnect with ?from=.");
      return 0;
    }
  }

  /**
   * Sends a watcher its next blocks.
   *
   * @param pages the blocks read in this round, by the index of the first; most watchers need the same ones
   * @param length how many blocks may be sent
   * @returns how many blocks it was sent
   */
  #sendTo(socket: WebSocket, pages: Map<number, string[]>, length: number): number {
    const watch = watchOf(socket);
    const allowed = Math.min(BLOCKS_PER_TURN, watch.acknowledged + UNACKNOWLEDGED_LIMIT - watch.next + 1);
    if (allowed <= 0) return 0;
    let page = pages.get(watch.next);
    if (!page) {
      const blocks = this.#blocks.range(watch.next, length, BLOCKS_PER_TURN);
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
