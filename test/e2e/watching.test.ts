import { beforeAll, expect, it } from "vitest";
import { LedgerClient, watchBlocks } from "../../src/client/index.ts";
import { devServer } from "../support/e2e/dev-server.ts";
import { patients, RemoteLedger } from "../support/e2e/ledgers.ts";
import { until } from "../support/e2e/until.ts";

const dev = devServer();
beforeAll(() => dev.start());

// It starts the server twice, which takes most of its time.
it(
  "watches on where it was when the server is killed and started again",
  { tags: "long", timeout: 240_000 },
  async () => {
    const ledger = await RemoteLedger.create(dev, "watched-on", 8);
    const client = new LedgerClient({ url: ledger.url, token: async () => dev.token });
    const stop = new AbortController();
    const seen: string[] = [];
    const watching = (async () => {
      for await (const { hash } of watchBlocks(client, { from: 1, signal: stop.signal })) seen.push(hash);
    })();
    const reaches = (length: number) =>
      until(
        () => `${length} blocks have come, and not ${seen.length}`,
        () => seen.length >= length,
      );

    await ledger.mine(patients(5, "before"));
    await reaches(6);
    await dev.kill();
    await dev.start();
    await ledger.mine(patients(130, "after"));
    await reaches(136);
    stop.abort();
    await watching;

    expect(seen).toEqual((await ledger.chain()).map(({ hash }) => hash));
  },
);
