import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { SealedBlock } from "../../src/chain/sealed/header.ts";
import { hex } from "../../src/chain/text/hex.ts";
import { leafHash } from "../../src/chain/merkle-tree.ts";
import { Evidence } from "../support/chain/evidence.ts";
import { LOG_TYPE, Notary, WITNESS_TYPE } from "../support/chain/notaries.ts";
import { sealedVectors } from "../support/chain/sealed-chains.ts";
import { run } from "../support/cli/commands.ts";
import { emptyFolder } from "../support/cli/folder.ts";
import { FakeServer } from "../support/cli/served.ts";

const server = new FakeServer();
const folder = emptyFolder();
const { chain } = sealedVectors;
const ledger = new Notary("clinic.example/ledgers/sealed");
const witness = new Notary("witness.example");
const OWN = witness.vkey(WITNESS_TYPE).split("+").slice(0, 2).join("+");
const evidence = new Evidence(chain, ledger);

/** The leaf of the last of the first blocks, which alone leads from the tree before it to that with it. */
const leafOf = async ({ hash }: SealedBlock) => hex(await leafHash(Buffer.from(hash, "hex")));

/** Has the witness look once at a ledger of this many blocks. */
function look(checkpoint: string, path: readonly string[] = []) {
  const json = (body: object) => ({ type: "application/json", body: JSON.stringify(body) });
  server.serve({
    "/checkpoint": { type: "text/plain", body: checkpoint },
    "/consistency": json({ path }),
    "/cosignatures": json({ cosignatures: 1, counted: [OWN] }),
  });
  const own = ["--key", folder.file("key.json"), "--name", witness.name, "--dir", folder.path];
  const args = ["--url", server.url, "--vkey", ledger.vkey(LOG_TYPE), ...own, "--once"];
  return run("witness", args, { LEDGER_TOKEN: "t0ken" });
}

test("a witness cosigns the checkpoints of a sealed ledger, from its header tree alone, as it grows", async () => {
  writeFileSync(folder.file("key.json"), JSON.stringify(witness.jwk));

  const first = await look(evidence.checkpoint(2));
  expect(first).toMatchObject({ code: 0, stderr: "" });
  expect(first.stdout).toContain("2 blocks, the first checkpoint cosigned; cosigned.");

  const second = await look(evidence.checkpoint(3), [await leafOf(chain[2] as SealedBlock)]);
  expect(second.stdout).toContain("3 blocks, consistent with the last 2 cosigned; cosigned.");
  expect(readFileSync(folder.file("cosigned.note"), "utf8")).toBe(evidence.checkpoint(3));

  const rewritten = new Evidence(chain.toSpliced(0, 1), ledger);
  const third = await look(rewritten.checkpoint(3));
  expect(third.code).toBe(1);
  expect(third.stdout).toContain('"rule":"checkpoint"');
  expect(readFileSync(folder.file("cosigned.note"), "utf8")).toBe(evidence.checkpoint(3));
});
