import { setInterval } from "node:timers/promises";
import { LONG, type Row } from "./bench.ts";
import type { Measurement } from "./report.ts";
import type { Runtime } from "../support/e2e/runtime.ts";
import { squaresChain, storedBytes } from "./seeding.ts";
import { reader } from "./whole-chain.ts";

const MILLION = 1_000_000;

/** Tolerances for equal speed and flat memory: the difference between two measurements of the same thing. */
const SAME_SPEED = 0.9;
const FLAT_MB = 32;

/**
 * The whole chain of a million blocks in one answer, compared with its first 100,000 blocks, and the memory during
 * another read, compared with the previous one. The garbage of the first reads makes the engine's heap grow, but
 * anything retained for each block would make it grow further.
 */
export const million: Row = {
  name: "million",
  async measure(bench) {
    const database = await bench.ledgerOf("million", squaresChain(MILLION));
    return bench.withRuntime(async (runtime) => {
      const idle = runtime.memory();
      const tokens = await runtime.tokens(1);
      const read = (blocks: number) =>
        peakWhile(runtime, reader(`${runtime.url}/ledgers/million/get_chain?limit=${blocks}`, tokens).rate);
      const shorter = await read(LONG);
      await read(MILLION);
      const whole = await read(MILLION);
      const again = await read(MILLION);
      const megabytes = storedBytes(database) / 1e6;
      const speed: Measurement = {
        what: "get_chain, 1,000,000 blocks",
        here: { value: whole.result, unit: "MB/s" },
        peer: { value: shorter.result, unit: "MB/s", name: "100,000 blocks here" },
        targets: [{ kind: "times the peer", least: SAME_SPEED }],
        note: `its database has ${megabytes.toFixed(0)} MB, ${((megabytes * 1e6) / MILLION).toFixed(0)} bytes a block`,
      };
      if (idle === undefined || whole.peak === undefined || again.peak === undefined) return [speed];
      const memory: Measurement = {
        what: "the runtime's memory while they are read again, at its peak",
        here: { value: again.peak, unit: "MB" },
        peer: { value: whole.peak, unit: "MB", name: "while they were read before" },
        targets: [{ kind: "above the peer", most: FLAT_MB }],
        note: `the whole process of workerd, with what it has not collected yet; ${idle.toFixed(0)} MB before`,
      };
      return [speed, memory];
    });
  },
};

/** The runtime's peak memory during an action, sampled ten times a second. */
async function peakWhile<Result>(
  runtime: Runtime,
  act: () => Promise<Result>,
): Promise<{ result: Result; peak: number | undefined }> {
  let peak = runtime.memory();
  const over = new AbortController();
  const watching = (async () => {
    for await (const _ of setInterval(100, undefined, { signal: over.signal })) {
      const now = runtime.memory();
      if (peak !== undefined && now !== undefined) peak = Math.max(peak, now);
    }
  })().catch(() => undefined);
  try {
    const result = await act();
    return { result, peak };
  } finally {
    over.abort();
    await watching;
  }
}
