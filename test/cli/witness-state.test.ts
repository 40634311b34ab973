import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseVerifierKey } from "../../src/evidence/notes/note.ts";
import { WitnessState } from "../../src/cli/witness/witness-state.ts";
import { squaresChain } from "../support/chain/chains.ts";
import { Evidence } from "../support/chain/evidence.ts";
import { LOG_TYPE, Notary } from "../support/chain/notaries.ts";
import { testFolder } from "../support/cli/commands.ts";

const { path: root } = testFolder();
const ledger = new Notary("clinic.example/ledgers/main");
const evidence = new Evidence(squaresChain, ledger);
const keys = [await parseVerifierKey(ledger.vkey(LOG_TYPE))];

const newFolder = () => mkdtempSync(join(root, "witness-"));

describe("a witness's state", () => {
  test("is empty before the first checkpoint", async () => {
    expect(await new WitnessState(newFolder()).read(keys)).toBeUndefined();
  });

  test("is the last written checkpoint, even for the next process", async () => {
    const folder = newFolder();
    await new WitnessState(folder).write(evidence.checkpoint(3));
    await new WitnessState(folder).write(evidence.checkpoint(5));

    const state = await new WitnessState(folder).read(keys);

    expect(state).toMatchObject({ origin: ledger.name, size: 5 });
    expect(Buffer.from(state?.root ?? []).toString("hex")).toBe(evidence.root(5));
    expect(readdirSync(folder)).toEqual(["cosigned.note"]);
  });

  test("survives a crash that left a half-written successor", async () => {
    const folder = newFolder();
    await new WitnessState(folder).write(evidence.checkpoint(3));
    writeFileSync(join(folder, "cosigned.note.new"), evidence.checkpoint(5).slice(0, 40));

    expect(await new WitnessState(folder).read(keys)).toMatchObject({ size: 3 });
    await new WitnessState(folder).write(evidence.checkpoint(6));
    expect(await new WitnessState(folder).read(keys)).toMatchObject({ size: 6 });
  });

  test("is accessible to its owner only", async () => {
    const folder = newFolder();
    await new WitnessState(folder).write(evidence.checkpoint(3));

    expect(statSync(join(folder, "cosigned.note")).mode & 0o777).toBe(0o600);
  });

  const stranger = new Notary(ledger.name, "another seed");
  test.each<[string, string]>([
    ["empty", ""],
    ["truncated", evidence.checkpoint(3).slice(0, -10)],
    ["edited", evidence.checkpoint(3).replace("\n3\n", "\n2\n")],
    ["not a note", "garbage\n"],
    ["signed by another key", new Evidence(squaresChain, stranger).checkpoint(3)],
    ["of another ledger", new Evidence(squaresChain, new Notary("other.example")).checkpoint(3)],
  ])("is not treated as empty if its file is %s: earlier cosignatures must not be forgotten", async (_, text) => {
    const folder = newFolder();
    writeFileSync(join(folder, "cosigned.note"), text);

    await expect(new WitnessState(folder).read(keys)).rejects.toMatchObject({ name: "Malformed" });
  });

  test("is read with the current keys while the ledger's key changes", async () => {
    const folder = newFolder();
    await new WitnessState(folder).write(evidence.checkpoint(3));
    const next = await parseVerifierKey(stranger.vkey(LOG_TYPE));

    expect(await new WitnessState(folder).read([next, ...keys])).toMatchObject({ size: 3 });
    await expect(new WitnessState(folder).read([next])).rejects.toThrow("not signed");
  });
});

describe("a checkpoint that contradicts it", () => {
  test("is saved next to it with its signatures, and replaces nothing", async () => {
    const folder = newFolder();
    const state = new WitnessState(folder);
    await state.write(evidence.checkpoint(5));

    const file = await state.saveEvidence(evidence.checkpoint(4));

    expect(readFileSync(file, "utf8")).toBe(evidence.checkpoint(4));
    expect(existsSync(join(folder, "cosigned.note"))).toBe(true);
    expect(await state.read(keys)).toMatchObject({ size: 5 });
  });
});
