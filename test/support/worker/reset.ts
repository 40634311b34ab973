import { reset } from "cloudflare:test";
import { beforeEach } from "vitest";

const open = caches.open.bind(caches);
let tests = 0;

beforeEach(async () => {
  await reset();
  // What a test puts into the cache at its very end may arrive there after the reset: each test has a cache of its own.
  tests += 1;
  caches.open = (name) => open(`${name}-${tests}`);
});
