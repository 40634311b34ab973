/** Assembles the static files that the Worker serves. Wrangler runs it before it starts or deploys the Worker. */
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { build, type Plugin } from "esbuild";
import { bundleScript } from "./build-script.ts";
import { guidePages } from "./guide/guides.ts";
import { verifierFile } from "./verifier/verifier-file.ts";

const page = import.meta.dirname;
const assets = join(page, "../../.build/assets");
const swagger = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));

/** The style sheets of views that are loaded when they are opened first. */
const LAZY_STYLES = ["lab/lab.css", "network/network.css", "mine/mine.css", "verify/verify.css", "board/board.css"].map(
  (file) => join("views", file),
);

// Delete nothing first: a running server keeps serving these files during the build.
mkdirSync(join(assets, "docs"), { recursive: true });
cpSync(join(page, "docs.html"), join(assets, "docs.html"));
for (const file of ["docs.js", "docs.css"]) cpSync(join(page, file), join(assets, "docs", file));
for (const file of ["swagger-ui.css", "swagger-ui-bundle.js"]) cpSync(join(swagger, file), join(assets, "docs", file));

const settings = {
  bundle: true,
  minify: true,
  charset: "utf8",
  target: "es2023",
  tsconfig: join(page, "tsconfig.json"),
  legalComments: "none",
  logLevel: "warning",
} as const;
const preloads = await bundleScript(page, join(assets, "page"), {
  tsconfig: settings.tsconfig,
  target: settings.target,
});
await build({
  ...settings,
  entryPoints: ["page.css", "miner.ts", "guide/guide.css", ...LAZY_STYLES].map((file) => join(page, file)),
  outbase: page,
  outdir: join(assets, "page"),
  format: "esm",
});
/** Has a bundle's texts in English alone, from its files: a classic script cannot wait for those of a chosen language. */
const inEnglish: Plugin = {
  name: "texts-in-english",
  setup(bundle) {
    bundle.onResolve({ filter: /\/texts\/\w+\.ts$/ }, ({ path }) => ({ path: join(page, "texts/en", basename(path)) }));
  },
};
// The verifier is one file with everything in it.
const { outputFiles } = await build({
  ...settings,
  entryPoints: ["verifier.tsx", "verifier.css"].map((file) => join(page, "verifier", file)),
  outdir: join(assets, ".."),
  write: false,
  plugins: [inEnglish],
  format: "iife",
});
const bundled = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text.trim() ?? "";
const icon = readFileSync(join(page, "icon.svg"), "utf8").trim();
const verifier = await verifierFile({ script: bundled(".js"), style: bundled(".css"), icon });
for (const folder of [assets, join(assets, "..")]) writeFileSync(join(folder, "verifier.html"), verifier);
// Wrangler builds each time that it starts, which is no reason to print this.
if (process.env["npm_config_loglevel"] !== "silent") {
  console.log(`.build/verifier.html: SHA-256 ${createHash("sha256").update(verifier).digest("hex")}`);
}

// Lets the browser request the script's imports together with the script.
const links = preloads.map((file) => `<link rel="modulepreload" href="/page/${file}" />`).join("\n    ");
const index = readFileSync(join(page, "index.html"), "utf8").replace("<script", `${links}\n    <script`);
writeFileSync(join(assets, "index.html"), index);
cpSync(join(page, "icon.svg"), join(assets, "page/icon.svg"));
cpSync(join(page, "../mining/kernel/nonce-search.wasm"), join(assets, "page/nonce-search.wasm"));

const guides = join(page, "../guide");
const sources = readdirSync(guides).map(
  (file) => [basename(file, ".md"), readFileSync(join(guides, file), "utf8")] as const,
);
mkdirSync(join(assets, "guide"), { recursive: true });
for (const [path, html] of guidePages(new Map(sources))) writeFileSync(join(assets, `${path}.html`), html);
cpSync(join(page, "../../.github/pictures"), join(assets, "guide/pictures"), { recursive: true });
