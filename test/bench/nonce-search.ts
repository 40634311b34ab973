import { join } from "node:path";
import { build } from "esbuild";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import type { Row } from "./bench.ts";
import type { Measurement } from "./report.ts";
import { inTurns } from "./statistics.ts";

const HASHES = 300_000;
const ROUNDS = 5;

/** The searches with `crypto.subtle`, compared with bare loops of digests over as many bytes, all inside workerd. */
export const nonceSearch: Row = {
  name: "nonce-search",
  async measure() {
    const worker = await startWorker();
    try {
      const rate = (search: string) => async () => {
        const start = performance.now();
        const answer = await fetch(`${worker.url}/${search}?hashes=${HASHES}`);
        // In the runtime the clock stands still during computation, so it is timed from outside.
        const seconds = (performance.now() - start) / 1000;
        if (!answer.ok) throw new Error(`${search}: ${answer.status} ${await answer.text()}`);
        return ((await answer.json()) as { hashes: number }).hashes / seconds;
      };
      const rates = await inTurns(ROUNDS, {
        squares: rate("squares"),
        bareSquares: rate("squares/bare"),
        blockHash: rate("block-hash"),
        bareBlockHash: rate("block-hash/bare"),
      });
      return [
        measurement("squares", rates.squares, rates.bareSquares),
        measurement("block-hash", rates.blockHash, rates.bareBlockHash),
      ];
    } finally {
      await worker.stop();
    }
  },
};

function measurement(puzzle: string, search: number, bare: number): Measurement {
  return {
    what: `nonce search through crypto.subtle, ${puzzle}`,
    here: { value: search, unit: "hashes/s" },
    peer: { value: bare, unit: "hashes/s", name: "a bare loop of digests" },
    targets: [{ kind: "times the peer", least: 0.85 }],
  };
}

async function startWorker(): Promise<{ url: string; stop: () => Promise<void> }> {
  const entryPoints = [join(import.meta.dirname, "nonce-worker.ts")];
  const { outputFiles } = await build({ entryPoints, bundle: true, format: "esm", target: "es2024", write: false });
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      modules: true,
      script: outputFiles[0]?.text ?? "",
      compatibilityDate: "2026-07-30",
      cf: false,
      host: "127.0.0.1",
      port: 0,
    }),
  );
  return { url: (await miniflare.ready).origin, stop: () => miniflare.dispose() };
}
