import { LONG, type Row } from "./bench.ts";
import { type Answers, send } from "./load.ts";
import { inTurns, median } from "./statistics.ts";

const ROUNDS = 5;

/** The whole chain of 100,000 blocks in one answer, compared with the peer's, which holds the same blocks in memory. */
export const wholeChain: Row = {
  name: "get-chain",
  async measure(bench) {
    const { name, chainFile } = await bench.longLedger();
    return bench.withRuntime(async (runtime) => {
      const url = `${runtime.url}/ledgers/${name}/get_chain`;
      const tokens = await runtime.tokens(1);
      const ours = reader(url, tokens);
      const measured = await bench.withPeer(async (peer) => {
        const theirs = reader(`${peer.url}/get_chain`, []);
        const rates = await inTurns(ROUNDS, { here: ours.rate, peer: theirs.rate });
        return { ...rates, firstByte: theirs.firstByte() };
      }, chainFile);
      const here = measured?.here ?? (await inTurns(ROUNDS, { here: ours.rate })).here;
      return [
        {
          what: `get_chain, ${LONG.toLocaleString("en")} blocks`,
          here: { value: here, unit: "MB/s" },
          ...(measured && { peer: { value: measured.peer, unit: "MB/s", name: "Python" } }),
          targets: [{ kind: "times the peer", least: 1 }],
        },
        {
          what: "its first byte",
          here: { value: ours.firstByte(), unit: "ms" },
          ...(measured && { peer: { value: measured.firstByte, unit: "ms", name: "Python" } }),
          targets: [{ kind: "below", most: 100 }],
        },
      ];
    });
  },
};

/** Repeatedly reads an address with one client. */
export function reader(url: string, tokens: readonly string[]) {
  const firstBytes: number[] = [];
  return {
    /** Reads it once. @returns MB a second */
    async rate(this: void): Promise<number> {
      const answers = await send({ url, tokens, expect: 200, until: { requests: 1 } });
      firstBytes.push(...answers.firstBytes);
      return rateOf(answers);
    },
    firstByte: () => median(firstBytes),
  };
}

function rateOf({ bytes, seconds }: Answers): number {
  return bytes / 1e6 / seconds;
}
