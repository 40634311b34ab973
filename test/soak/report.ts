import { atWork, median, type Sample } from "./memory.ts";

/** More than this is growth, not noise such as leftovers from the start of the load, and garbage not yet collected. */
const GROWTH = { factor: 1.3, megabytes: 48 } as const;

/** The shortest stretch on which growth is judged, in seconds: a newly started runtime fills its heap. */
const SHORTEST = 90;

/** The memory of the rounds at equal work, that of the slowest round. */
export function roundsLine(rounds: readonly (readonly Sample[])[]): string {
  const work = Math.min(...rounds.map((samples) => samples.at(-1)?.answers ?? 0));
  const measured = rounds.map((samples) => atWork(samples, work)).filter((megabytes) => megabytes !== undefined);
  if (measured.length === 0) return "memory of the rounds: not measured";
  return `memory of each round after ${work} answers: ${range(measured)}`;
}

/** The memory over the stretch without a kill, about every ten seconds. */
export function calmLine(samples: readonly Sample[]): string {
  if (samples.length === 0) return "memory without kills: not measured";
  const points = samples
    .filter((_, place) => place % 5 === 0)
    .map(({ second, megabytes }) => `${second} s ${megabytes}`);
  return `memory without kills: ${range(samples.map(({ megabytes }) => megabytes))}; ${points.join(", ")}`;
}

/**
 * Whether memory grew over a stretch without a kill: its last quarter against its second, since the first fills caches.
 */
export function growthOf(samples: readonly Sample[]): { readonly isTooMuch: boolean; readonly words: string } {
  const quarter = Math.floor(samples.length / 4);
  if ((samples.at(-1)?.second ?? 0) < SHORTEST) {
    return { isTooMuch: false, words: `growth of memory: not judged, without kills for less than ${SHORTEST} s` };
  }
  const megabytes = samples.map((sample) => sample.megabytes);
  const before = median(megabytes.slice(quarter, 2 * quarter));
  const after = median(megabytes.slice(-quarter));
  const isTooMuch = after > before * GROWTH.factor && after > before + GROWTH.megabytes;
  return { isTooMuch, words: `growth of memory: from ${before} to ${after} MB, ${isTooMuch ? "too much" : "steady"}` };
}

function range(megabytes: readonly number[]): string {
  return `first ${megabytes[0]}, last ${megabytes.at(-1)}, peak ${Math.max(...megabytes)} MB`;
}
