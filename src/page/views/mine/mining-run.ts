/**
 * The mining that the page does or waits for. There is one run at a time, and it continues while other views are shown.
 */
import { batch, effect, signal } from "@preact/signals";
import type { PatientRecord } from "../../../chain/records/record.ts";
import type { Header } from "../../../chain/sealed/header.ts";
import type { LedgerClient } from "../../../client/client.ts";
import { mineExternally } from "../../../client/external/external-mining.ts";
import { mineWaiting } from "../../../client/external/header-mining.ts";
import type { HeaderWork } from "../../../client/routes/mining.ts";
import { signedRecord } from "../../../client/signing/signed-bodies.ts";
import type { MinedBody } from "../../../contract/schemas/mining.ts";
import type { Engine } from "../../engine.ts";
import type { AnyCandidate, SearchReport } from "../../miner.ts";
import { forgotten } from "../../forgetting.ts";
import { noteRefusal, signing } from "../../keys/signing.ts";
import { client } from "../../session/session.ts";
import { searchInBrowser } from "../../browser-search.ts";
import { chain } from "../../watched-chain.ts";
import type { Phase } from "./figure/passage.ts";
import { mineOnServer, type Registered, registerHere } from "./registering.ts";

/** Who searches for the proof: this browser with one of its engines, or the server. */
export type Searcher = Engine | "server";

/** The state of the mining. */
export type Stage =
  | { readonly at: "idle" }
  | { readonly at: "mining"; readonly searcher: Searcher }
  | { readonly at: "stopped"; readonly searcher: Searcher }
  | { readonly at: "failed"; readonly record?: PatientRecord; readonly error: Error }
  | ({
      readonly at: "done";
      readonly searcher: Searcher;
      readonly known: boolean;
      readonly milliseconds: number;
    } & MinedBody)
  | ({
      readonly at: "registered";
      readonly searcher: Searcher;
      readonly known: boolean;
      readonly milliseconds: number;
    } & Registered)
  /** What waited on a sealed ledger is in blocks: in this one, or if it is absent in those of others. */
  | { readonly at: "cleared"; readonly searcher: Searcher; readonly block?: Header };

/** The progress of the search in the browser. */
export interface RunningSearch {
  /** The index of the block that is being mined. */
  readonly index: number;
  /** The engine in use; absent before the first attempt. */
  readonly engine: Engine | undefined;
  readonly difficulty: number | undefined;
  /** The attempts for this record, including those of lost races. */
  readonly attempts: number;
  readonly perSecond: number;
  /** The latest attempt. */
  readonly trial: SearchReport["trial"] | undefined;
  /** A sample of the attempts, newest first, each with the number of attempts up to it. */
  readonly shown: readonly (SearchReport["trial"] & { readonly attempts: number })[];
  /** Whether the block was found and is being submitted. */
  readonly found: boolean;
}

/** How many attempts are shown, and the interval between them in milliseconds, slow enough to follow by eye. */
const SHOWN = { count: 8, pace: matchMedia("(prefers-reduced-motion: reduce)").matches ? 1000 : 250 } as const;

/** Searches with fewer hashes are too short to measure a rate. */
const MEASURABLE = 20_000;

export const stage = signal<Stage>({ at: "idle" });
export const progress = signal<RunningSearch | undefined>(undefined);
/** What the run has done last. It stays when the run ends. */
export const phase = signal<Phase>("sent");
/** What this browser mines or has mined last, without its proof. */
export const candidate = signal<AnyCandidate | undefined>(undefined);
/** The id under which the ledger has accepted the record. */
export const acceptedId = signal<string | undefined>(undefined);
/** The indexes of the blocks that another miner appended first. */
export const lostRaces = signal<readonly number[]>([]);
/** The latest rate of each engine, in hashes per second, for comparison. */
export const rates = signal<Partial<Record<Engine, number>>>({});
/** The attempts for the blocks that this browser found, by hash. On `block-hash` only the miner knows this number. */
export const attemptsHere = signal<ReadonlyMap<string, number>>(new Map());
/** Why the found block could not be submitted yet. */
export const unreachable = signal<Error | undefined>(undefined);

let giveUp = new AbortController();

// When the ledger or the user changes, drop the mining.
effect(() => {
  void client.value;
  reset();
});

// When a record was erased, drop the result, which may hold its receipt.
effect(() => {
  void forgotten.value;
  if (stage.peek().at !== "mining") reset();
});

/** Stops the current mining and clears its display. */
export function reset(next: Stage = { at: "idle" }): void {
  giveUp.abort();
  giveUp = new AbortController();
  batch(() => {
    stage.value = next;
    progress.value = undefined;
    candidate.value = undefined;
    acceptedId.value = undefined;
    lostRaces.value = [];
    unreachable.value = undefined;
  });
}

/** Stops the search, or stops waiting for the server's. */
export function stop(): void {
  const { value } = stage;
  if (value.at === "mining") reset({ at: "stopped", searcher: value.searcher });
}

/** Mines a block for a record; on a sealed ledger registers the record. */
export async function mine(record: PatientRecord, searcher: Searcher): Promise<void> {
  const isSealed = chain.peek()?.isSealed ?? false;
  const start = performance.now();
  await run(searcher, isSealed || searcher === "server" ? "sent" : "asked", record, async (ledger, ended) => {
    const answer = await (isSealed ? registerSealed : minePlain)(ledger, record, searcher, ended);
    return { ...answer, searcher, milliseconds: performance.now() - start };
  });
}

/** Mines in this browser a block of the entries that wait on a sealed ledger. */
export async function mineWaitingHere(searcher: Engine): Promise<void> {
  await run(searcher, "asked", undefined, async (ledger, ended) => {
    const mined = await mineWaiting(ledger, { search: headerSearch(searcher), ...callbacks(ended, "asked") });
    return { at: "cleared", searcher, ...(mined ? { block: mined.block } : {}) };
  });
}

/** Runs what mines, and shows how it ends. */
async function run(
  searcher: Searcher,
  first: Phase,
  record: PatientRecord | undefined,
  work: (ledger: LedgerClient, ended: AbortSignal) => Promise<Stage>,
): Promise<void> {
  const ledger = client.peek();
  if (!ledger) return;
  batch(() => {
    reset({ at: "mining", searcher });
    phase.value = first;
  });
  const { signal: ended } = giveUp;
  try {
    const result = await work(ledger, ended);
    if (!ended.aborted) stage.value = result;
  } catch (error) {
    noteRefusal(error);
    if (!ended.aborted) stage.value = { at: "failed", ...(record ? { record } : {}), error: error as Error };
  }
}

/** Mines a block for a record on a plain ledger. */
async function minePlain(ledger: LedgerClient, record: PatientRecord, searcher: Searcher, ended: AbortSignal) {
  const mined =
    searcher === "server"
      ? await mineOnServer<MinedBody>(ledger, record, callbacks(ended, "accepted"))
      : await mineExternally(ledger, record, {
          search: (work, passed) => searchInBrowser({ work, engine: searcher, isRace: true }, passed, follow(work)),
          ...callbacks(ended, "asked"),
        });
  return { ...mined, at: "done" } as const;
}

/** Registers a record on a sealed ledger, signed if there is a key to sign with. */
async function registerSealed(ledger: LedgerClient, typed: PatientRecord, searcher: Searcher, ended: AbortSignal) {
  const signs = await signing(chain.peek());
  // Signed once: a repeated request must send the same salts and signature.
  const record = signs ? await signedRecord(typed, signs.key, signs.ledger, signs.seen) : typed;
  ended.throwIfAborted();
  const registered =
    searcher === "server"
      ? await mineOnServer<Registered>(ledger, record, callbacks(ended, "accepted"))
      : await registerHere(ledger, record, {
          search: headerSearch(searcher),
          ...callbacks(ended, "asked"),
        });
  return { ...registered, at: "registered" } as const;
}

/** How this browser searches for a header's nonce. */
function headerSearch(engine: Engine) {
  return async ({ candidate: header }: HeaderWork, passed: AbortSignal) => {
    // On block-hash the proof of the tip does not matter.
    const work = { candidate: header, tip: { proof: 0 } };
    const found = await searchInBrowser({ work, engine, isRace: true }, passed, follow(work));
    return found && { candidate: { ...header, timestamp: found.timestamp }, proof: found.proof };
  };
}

/** @param next what the run does once the ledger has accepted the record */
function callbacks(ended: AbortSignal, next: Phase) {
  return {
    onAccepted: (id: string) => {
      if (ended.aborted) return;
      acceptedId.value = id;
      phase.value = next;
    },
    onPassed: lose,
    onUnreachable: (error: Error) => (unreachable.value = ended.aborted ? undefined : error),
    signal: ended,
  };
}

/** Records a lost race: another block was appended at this index. */
function lose(index: number): void {
  const { value } = progress;
  batch(() => {
    if (value) progress.value = { ...value, found: false };
    phase.value = "asked";
    lostRaces.value = [...lostRaces.peek(), index];
    unreachable.value = undefined;
  });
}

/** Shows the start of a search, and returns the callback for its reports. */
function follow(work: { readonly candidate: AnyCandidate }): (report: SearchReport) => void {
  const { index, difficulty } = work.candidate;
  const before = progress.peek()?.attempts ?? 0;
  let shownAt = -Infinity;
  unreachable.value = undefined;
  candidate.value = work.candidate;
  phase.value = "searching";
  progress.value = {
    index,
    engine: undefined,
    difficulty,
    attempts: before,
    perSecond: 0,
    trial: undefined,
    shown: [],
    found: false,
  };
  return ({ engine, attempts: tried, milliseconds, trial, block }) => {
    const attempts = before + tried;
    const shown = progress.peek()?.shown ?? [];
    const perSecond = tried / (milliseconds / 1000);
    if (tried >= MEASURABLE) rates.value = { ...rates.peek(), [engine]: perSecond };
    if (block) attemptsHere.value = new Map([...attemptsHere.peek(), [block.hash, tried]]);
    const isShown = block !== undefined || milliseconds - shownAt >= SHOWN.pace;
    if (isShown) shownAt = milliseconds;
    if (block) phase.value = "submitted";
    progress.value = {
      index,
      engine,
      difficulty,
      attempts,
      perSecond,
      trial,
      shown: isShown ? [{ ...trial, attempts }, ...shown].slice(0, SHOWN.count) : shown,
      found: block !== undefined,
    };
  };
}
