import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { ExchangedCode } from "../../src/contract/schemas/class.ts";
import { ClassRun, classRun } from "../support/e2e/class-run.ts";
import { HAS_PROC, listenersOf } from "../support/e2e/listening.ts";
import { membersOf } from "../support/e2e/process-group.ts";

/** Eight bits, so that no test waits for a block. */
const PLAN = ["--list", "names.csv", "--name", "class-7b", "--difficulty", "8"];

const PATIENT = { patient_name: "Alice", patient_ID: "P-1001", Reg_no: "REG-2024-0001" };

const run = classRun({ "names.csv": "name;mail\nAna Aigner;a@example.org\nBob Quill;b@example.org\nChloé Roy;\n" });

/** What the class is, which a new one of its name would not be. */
interface Identity {
  readonly codes: readonly (string | null)[];
  readonly chains: readonly string[];
  readonly certificate: string;
}

async function identity(): Promise<Identity> {
  const names = ["class-7b", "class-7b-01-1", "class-7b-02-1", "class-7b-03-1"];
  const chains = await Promise.all(names.map(async (name) => (await run.fetch(`/ledgers/${name}/get_chain`)).text()));
  return { codes: await run.codes("class-7b"), chains, certificate: run.certificate };
}

beforeAll(() => run.start(...PLAN));

describe("npm run class", () => {
  it("gives each student a sandbox, and all of them one ledger", async () => {
    const ledgers = ["class-7b", "class-7b-01-1", "class-7b-02-1", "class-7b-03-1"];
    for (const name of ledgers) {
      const described = await (await run.fetch(`/ledgers/${name}`)).json();
      expect(described).toMatchObject({ name, sandbox: true, puzzle: "block-hash", difficulty: 8, length: 1 });
    }
  });

  it("gives out codes, each for a token of that student's ledgers alone", async () => {
    const [, code] = await run.codes("class-7b");
    const answer = await run.post("/codes", { code, device: "d".repeat(22) }, "");
    expect(answer.status).toBe(200);
    const { token, ...place } = (await answer.json()) as ExchangedCode;
    expect(place).toMatchObject({ class: "class-7b", number: 2, subject: "student-02", sandbox: "class-7b-02-1" });
    for (const [ledger, status] of [
      ["class-7b-02-1", 201],
      ["class-7b", 201],
      ["class-7b-01-1", 403],
      ["main", 403],
    ] as const) {
      const mined = await run.post(`/ledgers/${ledger}/mine_block`, PATIENT, token);
      expect({ ledger, status: mined.status }).toEqual({ ledger, status });
    }
    expect((await run.fetch("/classes/class-7b/codes", {}, token)).status).toBe(403);
  });

  it("prints the addresses, the certificate's fingerprint and the board, but no code and no name", async () => {
    const { output, port } = run;
    const { fingerprint256 } = new X509Certificate(run.certificate);
    expect(output).toContain("The class class-7b is open: 3 students, until ");
    expect(output).toContain(`\n  ${fingerprint256}\n`);
    expect(output).toMatch(new RegExp(`^ {2}https://[^/]+:${port}$`, "m"));
    expect(output).toMatch(new RegExp(`^ {2}http://[^/]+:${port + 1}$`, "m"));
    expect(output).toMatch(new RegExp(`^ {2}https://localhost:${port}/#token=`, "m"));
    for (const secret of [...(await run.codes("class-7b")), "Aigner", "Quill", "Roy"])
      expect(output).not.toContain(secret);
  });

  it("writes the sheet with names and codes, which only its owner may read", async () => {
    const [, sheet = ""] = /print and cut:\n {2}(.+)$/m.exec(run.output) ?? [];
    const text = readFileSync(sheet, "utf8");
    for (const word of [...(await run.codes("class-7b")), "Ana Aigner", "Bob Quill", "Chloé Roy"])
      expect(text).toContain(word);
    const modes = [run.folder, sheet, join(run.folder, "roster"), join(run.folder, "worker.env")];
    expect(modes.map((path) => (statSync(path).mode & 0o077).toString(8))).toEqual(["0", "0", "0", "0"]);
  });

  it("tells the page the addresses that the sheet has, so that the board prints the same", async () => {
    const [, sheet = ""] = /print and cut:\n {2}(.+)$/m.exec(run.output) ?? [];
    const [, addresses = ""] = / data-addresses="([^"]+)"/.exec(await (await run.fetch("/")).text()) ?? [];
    const [first = "", ...others] = addresses.split(" ");
    const text = readFileSync(sheet, "utf8");
    expect(text).toContain(`<p class="address">${first}</p>`);
    for (const address of others) expect(text).toContain(`<span class="other">${address}</span>`);
  });

  it("explains the certificate warning over plain http, at every path of the next port", async () => {
    const help = await fetch(`http://127.0.0.1:${run.port + 1}/get_chain`, { redirect: "error" });
    const words = await help.text();
    expect({ status: help.status, type: help.headers.get("content-type") }).toEqual({
      status: 200,
      type: "text/html; charset=utf-8",
    });
    expect(words).toContain(`:${run.port}"`);
    expect(words).not.toMatch(/<script|class-7b|Aigner/);
  });

  it.skipIf(!HAS_PROC)("shows the machine's other users no token, code or name among its arguments", async () => {
    const shown = membersOf(run.group).map(({ pid }) => readFileSync(`/proc/${pid}/cmdline`, "utf8"));
    expect(shown.some((line) => line.includes("workerd"))).toBe(true);
    const { d: key } = JSON.parse(readFileSync(join(run.folder, "token-key.json"), "utf8")) as { d: string };
    for (const secret of [run.token, key, ...(await run.codes("class-7b")), "Aigner"]) {
      expect(shown.filter((line) => line.includes(secret ?? "?"))).toEqual([]);
    }
  });

  it.skipIf(!HAS_PROC)("answers the network on two ports, and on no other without a secret", async () => {
    const open = listenersOf(run.group).filter(({ isLoopback }) => !isLoopback);
    const ports = new Set(open.map(({ port }) => port));
    expect(ports).toContain(run.port);
    expect(ports).toContain(run.port + 1);
    for (const port of [...ports].filter((each) => each !== run.port && each !== run.port + 1)) {
      expect((await fetch(`http://127.0.0.1:${port}/get_chain`)).status).toBe(403);
    }
  });

  it("is refused, and says why, if one is running, or if its port is taken", async () => {
    const again = await run.another(...PLAN);
    expect(again.code).toBe(2);
    expect(again.output).toContain(`Another process is already writing to ${run.folder}.`);
    const other = new ClassRun({}, run.port);
    try {
      await other.run("--students", "2");
      expect(await other.end()).toBe(2);
      expect(other.output).toContain(`Port ${run.port} is taken.`);
      expect(other.output).toContain("choose another with --port");
    } finally {
      await other.dispose();
    }
  });
});

describe("npm run class, killed with all its processes", () => {
  it("resumes the same class, and ends it with everything in it on Ctrl-C", async () => {
    const before = await identity();
    await run.kill();

    const contradicting = await run.another("--students", "4");
    expect(contradicting.code).toBe(2);
    expect(contradicting.output).toContain("holds the class class-7b with 3 students");
    expect(contradicting.output).toContain("To start a new class, delete that folder first.");

    await run.start();
    expect(run.output).toContain("Resuming the class class-7b.");
    expect(await identity()).toEqual(before);

    // As a browser does that has not accepted the certificate yet.
    await expect(fetch(run.url)).rejects.toThrow("fetch failed");
    await run.interrupt();
    expect(run.output).not.toContain("TLS handshake failed");
    expect(run.output).toContain("The class class-7b is over");
    expect(existsSync(run.folder)).toBe(false);
    // Devices that have accepted the certificate do not ask again in the next lesson.
    expect(run.certificate).toBe(before.certificate);
  });
});
