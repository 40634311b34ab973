import { cloudflareTest } from "@cloudflare/vitest-plugin";

/**
 * The tests of one folder, inside workerd. Each folder has its own runtime, so that the folders run in parallel. Tests
 * search for proofs with the kernel, which finds the same proofs as `crypto.subtle` in a thirtieth of the time. The
 * default search of a deployment is tested separately, and end to end.
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
    // The Worker's modules are loaded once, not for each file. Instead, storage is emptied before each test.
    isolate: false,
    testTimeout: 30_000,
  },
});
