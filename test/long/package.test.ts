// @module-tag long

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fetchTool, npx } from "../support/long/npx.ts";
import { PACKED, Project, VERSION } from "../support/package/installed.ts";

const PUBLINT = "publint@0.3.25";
const ATTW = "@arethetypeswrong/cli@0.18.5";

beforeAll(async () => {
  await fetchTool(PUBLINT, ["publint", "--version"]);
  await fetchTool(ATTW, ["attw", "--version"]);
});

describe("the packed file", () => {
  it("has a package.json without a complaint of publint", async () => {
    expect(await npx(PUBLINT, ["publint", PACKED, "--strict"])).toContain("All good!");
  });

  it("has types that resolve wherever ES modules do, as attw finds", async () => {
    // It ends with an error if it finds a problem.
    const said = await npx(ATTW, ["attw", PACKED, "--profile", "esm-only", "--format", "ascii"]);
    expect(said.match(/^(?:node16 \(from ESM\)|bundler): 🟢/gm)).toHaveLength(6);
  });
});

describe("npm", () => {
  const project = new Project();
  afterAll(() => project.dispose());

  it("installs it from the registry's packages, with no warning, and without any script", async () => {
    const { stderr } = await project.install("--ignore-scripts");
    expect(stderr).toBe("");
    expect(await project.command(["--version"])).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: "" });
    const { stdout } = await project.run("npm", ["ls", "--all", "--parseable"]);
    expect(stdout.trim().split("\n").length).toBeLessThan(8);
  });
});
