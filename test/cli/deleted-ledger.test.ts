import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { blockAt, squaresChain } from "../support/chain/chains.ts";
import { LOG_TYPE, Notary } from "../support/chain/notaries.ts";
import { run } from "../support/cli/commands.ts";
import { problem } from "../support/cli/fake-ledger.ts";
import { emptyFolder } from "../support/cli/folder.ts";
import { FakeServer } from "../support/cli/served.ts";

const server = new FakeServer();
const folder = emptyFolder();
const ledger = new Notary("class.example/ledgers/practice");
const { patient_name, patient_ID, Reg_no } = blockAt(squaresChain, 2);

const GONE = problem(410, "ledger-deleted");

const record = ["--patient-name", patient_name, "--patient-id", patient_ID, "--reg-no", Reg_no];
const vkey = ["--vkey", ledger.vkey(LOG_TYPE)];

/** Each command as it is left running, with what it needs. Those that follow something already have its beginning. */
const COMMANDS = [
  ["verify", () => []],
  ["verify", () => vkey],
  ["follow", () => ["--dir", folder.path]],
  [
    "follow",
    () => {
      writeFileSync(folder.file("chain.ndjson"), `${JSON.stringify(blockAt(squaresChain, 1))}\n`);
      return ["--dir", folder.path];
    },
  ],
  ["mine", () => record],
  ["mine", () => ["--every", "1"]],
  [
    "register",
    () => {
      writeFileSync(folder.file("list.ndjson"), `${JSON.stringify({ patient_name, patient_ID, Reg_no })}\n`);
      return ["--file", folder.file("list.ndjson"), "--receipts", folder.file("receipts.ndjson")];
    },
  ],
  ["witness", () => ["--key", folder.file("key.json"), "--name", "witness.example", "--dir", folder.path, ...vkey]],
] as const satisfies readonly (readonly [Parameters<typeof run>[0], () => readonly string[]])[];

test.each(COMMANDS)(
  "npm run %s ends when the ledger was deleted, with the ledger's words",
  async (command, options) => {
    server.serve({}, GONE);

    const { code, stderr } = await run(command, ["--url", server.url, ...options()], { LEDGER_TOKEN: "t0ken" });

    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("It is ledger-deleted.") as string });
  },
);
