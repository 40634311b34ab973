/** Puts the static files together that the Worker serves. Run by wrangler before it starts or deploys. */
import { cpSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { build } from "esbuild";

const page = import.meta.dirname;
const assets = join(page, "../../.build/assets");
const swagger = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));

// Nothing is removed first: a server that runs meanwhile goes on serving.
mkdirSync(join(assets, "docs"), { recursive: true });
cpSync(join(page, "docs.html"), join(assets, "docs.html"));
for (const file of ["docs.js", "docs.css"]) cpSync(join(page, file), join(assets, "docs", file));
for (const file of ["swagger-ui.css", "swagger-ui-bundle.js"]) cpSync(join(swagger, file), join(assets, "docs", file));

await build({
  entryPoints: [join(page, "page.tsx"), join(page, "page.css"), join(page, "miner.ts")],
  outdir: join(assets, "page"),
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2023",
  tsconfig: join(page, "tsconfig.json"),
  legalComments: "none",
  logLevel: "warning",
});
cpSync(join(page, "index.html"), join(assets, "index.html"));
cpSync(join(page, "icon.svg"), join(assets, "page/icon.svg"));
cpSync(join(page, "../mining/kernel/nonce-search.wasm"), join(assets, "page/nonce-search.wasm"));
