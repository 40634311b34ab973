import { reset } from "cloudflare:test";
import { beforeEach } from "vitest";

const open = caches.open.bind(caches);
let tests = 0;

beforeEach(async () => {
  await reset();
  // A cache write at the very end of a test may arrive after the reset, so each test has its own cache.
  tests += 1;
  caches.open = (name) => open(`${name}-${tests}`);
});
