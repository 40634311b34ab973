import { execFile, type ExecFileException } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { ROOT } from "../root.ts";

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

const readManifest = (folder: string) => JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;

/** The version of the repository and of its package. */
export const VERSION = readManifest(ROOT).version;

/** The package as `npm run pack` writes it, which `npm test` runs first. */
export const PACKED = join(ROOT, `.build/patient-ledger-${VERSION}.tgz`);

/** The same, unpacked. */
export const UNPACKED = join(ROOT, ".build/package");

/** The compiler of this repository, which Node 20 cannot run. */
export const TSC = join(ROOT, "node_modules/typescript/bin/tsc");

/** The environment of a user without this repository: the machine's own Node and npm, and no settings of npm's. */
const OUTSIDE = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_|^LEDGER_TOKEN$|^NODE_OPTIONS$|^VITEST/.test(name)),
  ),
  PATH: (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => !folder.includes("node_modules"))
    .join(delimiter),
};

/** How a program ended. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A project in a folder of its own, with the package installed as its user does it. */
export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), "patient-ledger-project-"));

  constructor() {
    this.write("package.json", JSON.stringify({ private: true, type: "module" }));
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  /** Installs with npm. The dependencies come from this repository's own install, so that no registry is needed. */
  async installOffline(): Promise<void> {
    if (!existsSync(PACKED)) throw new Error("There is no package to test: run npm run pack first.");
    const packages = Object.keys(readManifest(UNPACKED).dependencies).map((name) => join(ROOT, "node_modules", name));
    await this.install("--offline", "--install-links", "--cache", join(this.folder, ".npm"), ...packages);
  }

  /** Installs with npm. @throws Error with what npm said, if it fails */
  async install(...options: readonly string[]): Promise<Outcome> {
    const outcome = await this.run("npm", ["install", "--no-audit", "--no-fund", ...options, PACKED]);
    if (outcome.code !== 0) throw new Error(`npm install failed:\n${outcome.stderr}`);
    return outcome;
  }

  /** Gives the project types of Node, as `npm install @types/node` does. */
  addNodeTypes(): void {
    for (const name of ["@types", "undici-types"]) {
      const link = join(this.folder, "node_modules", name);
      if (!existsSync(link)) symlinkSync(join(ROOT, "node_modules", name), link);
    }
  }

  /** Runs a program in the project's folder, as from a shell. */
  run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}, input = ""): Promise<Outcome> {
    const options = { cwd: this.folder, env: { ...OUTSIDE, ...env }, maxBuffer: 2 ** 26 };
    return new Promise((resolve) => {
      const child = execFile(program, args, options, (error: ExecFileException | null, stdout, stderr) => {
        resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr });
      });
      child.stdin?.end(input);
    });
  }

  /** Runs a command of the package. */
  command(args: readonly string[], env: NodeJS.ProcessEnv = {}, input?: string): Promise<Outcome> {
    return this.run(join(this.folder, "node_modules/.bin/patient-ledger"), args, env, input);
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A project with the installed package for a test file. Call this at the top of the file. */
export function installedProject(): Project {
  const project = new Project();
  beforeAll(() => project.installOffline());
  afterAll(() => project.dispose());
  return project;
}
