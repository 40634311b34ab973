import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from "jose";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SCOPES } from "../../src/contract/scopes.ts";
import { DEVELOPMENT } from "../../src/cli/keys/token-key.ts";
import { type Outcome, run, runProcess } from "../support/cli/commands.ts";
import { ROOT } from "../support/root.ts";

// Some tests start processes, and the machine may be busy.
vi.setConfig({ testTimeout: 60_000 });

let folder: string;
/** Missing at first: the command creates it. */
let keyFolder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "patient-ledger-token-"));
  keyFolder = join(folder, "keys");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the command with the test's own key folder. */
function token(...options: string[]): Promise<Outcome> {
  return run("token", ["--key", keyFolder, ...options]);
}

async function printed(...options: string[]): Promise<string> {
  const { code, stdout, stderr } = await token(...options);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout.trim();
}

describe("npm run -s token", () => {
  it("prints only a token on standard output, for a shell to put into a variable", async () => {
    const args = ["run", "-s", "token", "--", "--key", keyFolder];
    const { stdout } = await promisify(execFile)("npm", args, { cwd: ROOT });
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  });

  it("makes a token that reads, mines and creates, but opens no sealed records, for all ledgers and one hour", async () => {
    const jwt = await printed();
    const claims = decodeJwt(jwt);
    expect(claims).toEqual({
      iss: DEVELOPMENT.issuer,
      aud: DEVELOPMENT.audience,
      sub: "developer",
      scope: "chain:read chain:mine ledger:create",
      ledgers: ["*"],
      iat: expect.any(Number) as number,
      exp: (claims.iat ?? 0) + 3600,
    });
    expect(decodeProtectedHeader(jwt)).toEqual({ alg: "ES256", kid: expect.any(String) as string });
  });

  it("accepts subject, scopes, lifetime and audience", async () => {
    const options = ["--sub", "Dr. Rao", "--scope", "chain:read", "--expires", "30m"];
    const claims = decodeJwt(await printed(...options, "--issuer", "https://clinic.example", "--audience", "ledger-7"));
    expect(claims).toMatchObject({ sub: "Dr. Rao", scope: "chain:read", iss: "https://clinic.example" });
    expect(claims.aud).toBe("ledger-7");
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(1800);
  });

  it("grants every scope if asked for all", async () => {
    expect(decodeJwt(await printed("--scope", "all"))["scope"]).toBe(SCOPES.join(" "));
  });

  it("narrows the token to patients", async () => {
    expect(decodeJwt(await printed("--patients", "P-1"))["patients"]).toEqual(["P-1"]);
    expect(decodeJwt(await printed("--patients", "P-1, ward 7"))["patients"]).toEqual(["P-1", "ward 7"]);
  });

  it("accepts the ledgers that it opens, by name or by prefix", async () => {
    expect(decodeJwt(await printed("--ledgers", "class-7-ana"))["ledgers"]).toEqual(["class-7-ana"]);
    expect(decodeJwt(await printed("--ledgers", "main,class-7-*,site-3"))["ledgers"]).toEqual([
      "main",
      "class-7-*",
      "site-3",
    ]);
  });

  it("prints a key set that verifies its tokens and contains nothing private", async () => {
    const set = JSON.parse(await printed("--jwks")) as JSONWebKeySet;
    const jwt = await printed();
    await expect(jwtVerify(jwt, createLocalJWKSet(set), { algorithms: ["ES256"] })).resolves.toMatchObject({
      payload: { sub: "developer" },
      protectedHeader: { kid: set.keys[0]?.kid },
    });
    expect(set.keys.map((key) => Object.keys(key).toSorted())).toEqual([["alg", "crv", "kid", "kty", "use", "x", "y"]]);
  });

  it("signs with another key in another folder", async () => {
    const set = JSON.parse(await printed("--jwks")) as JSONWebKeySet;
    const { stdout } = await run("token", ["--key", join(folder, "others")]);
    await expect(jwtVerify(stdout.trim(), createLocalJWKSet(set))).rejects.toMatchObject({
      code: "ERR_JWKS_NO_MATCHING_KEY",
    });
  });
});

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe("the signing key", () => {
  it("is stored where only its user can read it", async () => {
    await printed();
    expect(readdirSync(keyFolder)).toHaveLength(1);
    expect([mode(keyFolder), ...readdirSync(keyFolder).map((name) => mode(join(keyFolder, name)))]).toEqual([
      "700",
      "600",
    ]);
  });

  it("is created once and reused", async () => {
    expect(await printed("--jwks")).toBe(await printed("--jwks"));
  });

  it("is the same for commands that start simultaneously", async () => {
    const args = ["--key", keyFolder, "--jwks"];
    const starts = [...Array.from({ length: 4 }, () => runProcess), run, run] as const;
    const outcomes = await Promise.all(starts.map((start) => start("token", args)));
    const { stdout } = await token("--jwks");
    expect(outcomes).toEqual(outcomes.map(() => ({ code: 0, stdout, stderr: "" })));
  });
});

describe("a command with invalid arguments", () => {
  it.each([
    ["an unknown option", ["--colour", "red"]],
    ["an option without its value", ["--sub"]],
    ["a stray argument", ["please"]],
    ["an invalid time span", ["--expires", "soon"]],
    ["a time span that has passed", ["--expires", "1h ago"]],
    ["a holder without a name", ["--sub", ""]],
    ["a token that allows nothing", ["--scope", " "]],
    ["an unknown scope", ["--scope", "chain:read chain:delete"]],
    ["all scopes and another one", ["--scope", "all chain:read"]],
    ["no patient", ["--patients", ""]],
    ["a patient without an ID", ["--patients", "P-1,,P-2"]],
    ["an ID that no record can have", ["--patients", "P-1,P\u200b2"]],
  ])("ends with 2 and the usage on standard error: %s", async (_, options) => {
    const { code, stdout, stderr } = await token(...options);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("--expires SPAN");
  });

  it.each([
    [
      ["--scope", "chain:read chain:delete"],
      "chain:delete. The scopes are chain:read, chain:mine, ledger:create, ledger:delete, record:read",
    ],
    [["--scope", "chain:read,chain:mine"], "chain:read,chain:mine. The scopes are"],
    [["--patients", "P-1, "], "--patients has an ID that no record can have: number 2 must not be empty"],
    [["--expires", "8"], "--expires must be a number with a unit, such as 30m, 1h or 7d"],
    [["--expires", "1h AGO"], "--expires must be in the future"],
  ])("learns what to write instead: %j", async (options, advice) => {
    expect((await token(...options)).stderr).toContain(advice);
  });

  it("prints its usage on standard output if help is requested", async () => {
    expect(await printed("--help")).toContain("--expires SPAN");
  });
});
