/** The simulated network that the view shows. It is kept while other views are shown, and pauses then. */
import { batch, signal } from "@preact/signals";
import type { Action, Refusal } from "../../../../simulation/actions.ts";
import type { Happening } from "../../../../simulation/happening.ts";
import type { Script } from "../../../../simulation/network.ts";
import { type Scenario, type ScenarioName, SCENARIOS } from "../../../../simulation/scenarios.ts";
import type { NetworkSettings } from "../../../../simulation/settings.ts";
import { happeningInWords } from "./happening-words.ts";
import { RecordedRun } from "./recorded-run.ts";
import { sealAll, startSealing } from "./seals.ts";

/** How many times as fast as the clock simulated time may pass. */
export const SPEEDS = [1, 2, 4, 10, 30] as const;

/** How many lines of the log are kept, and how often it is written, so that a screen reader can follow. */
const LOG = { lines: 80, pace: 500 } as const;

/** After a longer pause than this, in milliseconds, such as in a hidden tab, the run does not catch up. */
const LONGEST_FRAME = 100;

/** A line of the log. */
export interface LogLine {
  readonly key: number;
  readonly at: number;
  readonly text: string;
}

/** The chosen scenario; none after its nodes were changed. */
export const chosen = signal<ScenarioName | undefined>("honest");
export const scenario = signal<Scenario>(SCENARIOS.honest);
let run = new RecordedRun(SCENARIOS.honest);
/** The network's state. It is replaced only when something changes; the time passes in {@link now}. */
export const state = signal(run.state);
export const now = signal(0);
export const isRunning = signal(false);
export const speed = signal<number>(4);
export const log = signal<readonly LogLine[]>([]);
/** Whether the user did something in this run. */
export const isChanged = signal(false);

let unwritten: readonly Happening[] = [];
let written = 0;
let keys = 0;

/** Starts a scenario's run at its beginning, paused. */
export function begin(next: Scenario, name: ScenarioName | undefined, repeated: Script = []): void {
  run = new RecordedRun(next, repeated);
  unwritten = [];
  startSealing(next.settings.consensus);
  batch(() => {
    isRunning.value = false;
    scenario.value = next;
    chosen.value = name;
    log.value = [];
    isChanged.value = repeated.length > 0;
    state.value = run.state;
    now.value = 0;
  });
  void sealAll(run.state);
}

/** Starts another network. With other nodes, the scenario's actions make no sense any longer. */
export function change(settings: Partial<NetworkSettings>): void {
  const { settings: present, script } = scenario.peek();
  const keepsScript = settings.nodes === undefined;
  begin(
    { settings: { ...present, ...settings }, script: keepsScript ? script : [] },
    keepsScript ? chosen.peek() : undefined,
  );
}

/** Starts the run again, with the user's own changes or without. */
export function restart(withChanges: boolean): void {
  begin(scenario.peek(), chosen.peek(), withChanges ? run.recorded : []);
}

/** Does something to the network. @returns why it was refused */
export function act(action: Action): Refusal | undefined {
  const refusal = run.act(action);
  isChanged.value = run.recorded.length > 0;
  show(run.advance(run.state.now), true);
  return refusal;
}

/** Runs until the next thing that the log tells. */
export function step(): void {
  isRunning.value = false;
  show(
    run.step((happening) => happeningInWords(happening, run.state) !== undefined),
    true,
  );
}

export function pause(): void {
  isRunning.value = false;
  write();
}

export function play(): void {
  if (isRunning.peek()) return;
  isRunning.value = true;
  let last = performance.now();
  const frame = (time: number) => {
    if (!isRunning.peek()) return;
    const elapsed = Math.min(Math.max(0, time - last), LONGEST_FRAME);
    last = time;
    show(run.advance(run.state.now + elapsed * speed.peek()), time - written >= LOG.pace);
    if (time - written >= LOG.pace) written = time;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

function show(happened: readonly Happening[], writes: boolean): void {
  unwritten = [...unwritten, ...happened];
  const next = run.state;
  batch(() => {
    now.value = next.now;
    if (next.nodes !== state.peek().nodes) {
      state.value = next;
      void sealAll(next);
    }
    if (writes) write();
  });
}

function write(): void {
  // All nodes agree once the last of them has the tip: the others' lines would say it too early.
  const isLast = (happening: Happening, place: number) =>
    happening.kind !== "extended" ||
    !unwritten.slice(place + 1).some((other) => other.kind === "extended" && other.tip === happening.tip);
  const lines = unwritten.filter(isLast).flatMap((happening) => {
    const text = happeningInWords(happening, run.state);
    return text === undefined ? [] : [{ key: ++keys, at: happening.at, text }];
  });
  unwritten = [];
  if (lines.length > 0) log.value = [...log.peek(), ...lines].slice(-LOG.lines);
}
