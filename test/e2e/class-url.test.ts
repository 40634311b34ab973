import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeJwt } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import { teacherToken } from "../../src/cli/class/tokens.ts";
import { DEVELOPMENT, KEY_FOLDER, openTokenKey } from "../../src/cli/keys/token-key.ts";
import { ClassRun, classRun } from "../support/e2e/class-run.ts";
import { sharedServer } from "../support/e2e/shared-server.ts";

const server = sharedServer();
const run = classRun({ "names.csv": "Ana Aigner\nBob Quill\n" });

const ON_SERVER = ["--url", server.url, "--key", KEY_FOLDER];
const PLAN = [...ON_SERVER, "--list", "names.csv", "--name", "class-url", "--difficulty", "8"];

/** The tokens of the links on the sheet, in the order of the students. */
function linkedTokens(): string[] {
  const sheet = readFileSync(join(run.folder, "sheet.html"), "utf8");
  const links = sheet.matchAll(/href="([^"#]*)\/#token=([\w.-]+)"/g);
  return Array.from(links, ([, url, token]) => {
    expect(url).toBe(server.url);
    return token ?? "";
  });
}

const statusOf = async (path: string) => (await server.fetch(path)).status;

beforeAll(() => run.start(...PLAN));

describe("npm run class on a deployment", () => {
  it("gives each student a link with a token of that student's ledgers alone, which ends with the class", async () => {
    const tokens = linkedTokens();
    expect(tokens.map((token) => decodeJwt(token))).toEqual(
      ["01", "02"].map((number) => ({
        iss: "patient-ledger-development",
        aud: "patient-ledger",
        sub: `student-${number}`,
        scope: "chain:read chain:mine",
        ledgers: ["class-url", `class-url-${number}-*`],
        class: "class-url",
        iat: expect.any(Number) as number,
        exp: expect.toSatisfy((exp: number) => Math.abs(exp - Date.now() / 1000 - 10_800) < 120) as number,
      })),
    );
    const opened = await Promise.all(
      ["class-url", "class-url-01-1", "class-url-02-1", "main"].map(
        async (name) => (await server.fetch(`/ledgers/${name}`, {}, tokens[1])).status,
      ),
    );
    expect(opened).toEqual([200, 403, 200, 403]);
  });

  it("prints a link to the board, and that a student's link cannot be withdrawn, but no name", async () => {
    expect(run.output).toContain("cannot be withdrawn");
    expect((await server.fetch("/classes/class-url", {}, run.token)).status).toBe(200);
    expect((await server.fetch("/ledgers/main", {}, run.token)).status).toBe(403);
    expect(run.output).not.toMatch(/Aigner|Quill|https:\/\/localhost|fingerprint/);
  });

  it("resumes after a kill, and deletes the class, its ledger and its sandboxes on Ctrl-C", async () => {
    await run.kill();
    await run.start(...ON_SERVER);
    expect(run.output).toContain("Resuming the class class-url.");
    expect(linkedTokens()).toHaveLength(2);

    await run.interrupt();
    const ledgers = ["class-url", "class-url-01-1", "class-url-02-1"];
    expect(await Promise.all(ledgers.map((name) => statusOf(`/ledgers/${name}`)))).toEqual([410, 410, 410]);
    expect(await statusOf("/classes/class-url")).toBe(404);
    expect(existsSync(run.folder)).toBe(false);

    await run.run(...PLAN);
    expect(await run.end()).toBe(2);
    expect(run.output).toContain(
      "A class called class-url has been held there, and was deleted. Choose another --name.",
    );
  });

  it.each([
    ["a key that the folder does not hold", ["--key", "nowhere"], "nowhere holds no key that signs tokens"],
    ["a port", ["--port", "8787"], "--port is for a class on this machine only"],
    ["the address of a ledger", ["--url", `${server.url}/ledgers/main`], "must be the deployment's address"],
  ])("is refused with %s", async (_, options, message) => {
    const { code, output } = await run.another("--students", "1", "--name", "class-none", ...ON_SERVER, ...options);
    expect({ code, output }).toEqual({ code: 2, output: expect.stringContaining(message) as string });
  });

  it("leaves everything there with --keep, and to no other class of its name", async () => {
    const kept = [...ON_SERVER, "--students", "1", "--name", "class-kept", "--difficulty", "8"];
    const present = async () => [await statusOf("/ledgers/class-kept"), await statusOf("/classes/class-kept")];
    await run.start(...kept, "--keep");
    await run.interrupt();
    expect(run.output).toContain(`The class is kept in ${run.folder}.`);
    expect(await present()).toEqual([200, 200]);

    const elsewhere = new ClassRun();
    try {
      expect(await elsewhere.another(...kept)).toEqual({
        code: 2,
        output: expect.stringContaining("There is a class or a ledger called class-kept already.") as string,
      });
    } finally {
      await elsewhere.dispose();
    }
    expect(await present()).toEqual([200, 200]);
  });

  it("goes on with a deletion that was stopped halfway", async () => {
    const teacher = await teacherToken({ key: await openTokenKey(KEY_FOLDER), ...DEVELOPMENT }, "class-kept", "1h");
    const deletion = await server.fetch("/ledgers/class-kept", { method: "DELETE" }, teacher);
    expect(deletion.status).toBe(204);

    await run.run(...ON_SERVER);
    expect(await run.end()).toBe(0);
    const left = ["/ledgers/class-kept", "/ledgers/class-kept-01-1", "/classes/class-kept"];
    expect(await Promise.all(left.map(statusOf))).toEqual([410, 410, 404]);
    expect(existsSync(run.folder)).toBe(false);
  });
});
