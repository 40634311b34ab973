import { env, listDurableObjectIds, reset, runInDurableObject } from "cloudflare:test";
import { beforeEach } from "vitest";

const open = caches.open.bind(caches);
let tests = 0;

beforeEach(async () => {
  // Only the storage of objects that are awake is emptied.
  for (const id of await listDurableObjectIds(env.LEDGER)) {
    await runInDurableObject(env.LEDGER.get(id), () => undefined).catch(() => undefined);
  }
  await reset();
  // What a test puts into the cache at its very end may arrive there after the reset: each test has a cache of its own.
  tests += 1;
  caches.open = (name) => open(`${name}-${tests}`);
});
