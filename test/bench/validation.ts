import { LONG, type Row } from "./bench.ts";
import { inTurns } from "./statistics.ts";

const ROUNDS = 5;

/** `is_valid` over 100,000 blocks, compared with the peer's over the same blocks in memory. */
export const validation: Row = {
  name: "is-valid",
  async measure(bench) {
    const { name, chainFile } = await bench.longLedger();
    return bench.withRuntime(async (runtime) => {
      const ours = () => rate(() => runtime.fetch(`/ledgers/${name}/is_valid`));
      await ours();
      const measured = await bench.withPeer(
        (peer) => inTurns(ROUNDS, { here: ours, peer: () => rate(() => fetch(`${peer.url}/is_valid`)) }),
        chainFile,
      );
      const here = measured?.here ?? (await inTurns(ROUNDS, { here: ours })).here;
      return [
        {
          what: `is_valid, ${LONG.toLocaleString("en")} blocks`,
          here: { value: here, unit: "blocks/s" },
          ...(measured && { peer: { value: measured.peer, unit: "blocks/s", name: "Python" } }),
          targets: [{ kind: "times the peer", least: 1.2 }],
          note: "Python checks hash, link and proof; the ledger all rules of the format and the signed checkpoint too",
        },
      ];
    });
  },
};

async function rate(validate: () => Promise<Response>): Promise<number> {
  const start = performance.now();
  const { valid } = (await (await validate()).json()) as { valid: boolean };
  if (!valid) throw new Error("the chain that was made is not valid");
  return LONG / ((performance.now() - start) / 1000);
}
