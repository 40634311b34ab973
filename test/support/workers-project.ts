import { cloudflareTest } from "@cloudflare/vitest-plugin";

/**
 * The tests of one folder, inside workerd. Each folder has a runtime of its own, so that they run side by side. Proofs
 * are searched by the kernel, which finds the same ones as `crypto.subtle` in a thirtieth of the time: what a deployment
 * searches with by default is tested by itself, and end to end.
 */
export const workers = (folder: string) => ({
  plugins: [
    cloudflareTest({
      wrangler: { configPath: "./wrangler.toml" },
      miniflare: { cf: false, bindings: { NONCE_SEARCH: "simd" } },
    }),
  ],
  test: {
    name: folder,
    include: [`test/${folder}/**/*.test.ts`],
    setupFiles: ["test/support/worker/reset.ts"],
    // The Worker's modules are loaded once, not for each file; storage is emptied before each test instead.
    isolate: false,
    testTimeout: 30_000,
  },
});
