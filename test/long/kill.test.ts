// @module-tag long

import { expect, it } from "vitest";
import type { Block } from "../../src/chain/block.ts";
import type { PatientRecord } from "../../src/chain/records/record.ts";
import { devServer } from "../support/e2e/dev-server.ts";

const ROUNDS = 4;
const CLIENTS = 16;

/** How many blocks are acknowledged in a round before the kill: each takes up to half a second to mine. */
const ACKNOWLEDGED = 6;

const dev = devServer();

async function post(record: PatientRecord): Promise<Block> {
  const headers = { "Content-Type": "application/json" };
  const answer = await dev.fetch("/mine_block", { method: "POST", headers, body: JSON.stringify(record) });
  if (answer.status !== 200 && answer.status !== 201) throw new Error(`${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { block: Block }).block;
}

let patients = 0;

function patient(): PatientRecord {
  patients += 1;
  return { patient_name: `Patient ${patients}`, patient_ID: `P-${patients}`, Reg_no: `REG-${patients}` };
}

/**
 * Lets all clients post records in sequence, and kills the runtime the moment the last of the expected blocks is
 * acknowledged: if a block is acknowledged before it is durable, it is lost then.
 */
async function killUnderLoad(): Promise<{ acknowledged: Block[]; unanswered: PatientRecord[]; inFlight: number }> {
  const acknowledged: Block[] = [];
  const unanswered = new Set<PatientRecord>();
  const state: { killed?: Promise<void>; inFlight: number } = { inFlight: 0 };

  async function client(): Promise<void> {
    while (!state.killed) {
      const record = patient();
      unanswered.add(record);
      const block = await post(record).catch((error: unknown) => {
        if (!state.killed) throw error;
      });
      if (!block) return;
      unanswered.delete(record);
      // A block that still arrives after the kill was acknowledged too.
      acknowledged.push(block);
      if (acknowledged.length === ACKNOWLEDGED) {
        state.inFlight = unanswered.size;
        state.killed = dev.kill();
      }
    }
  }

  await Promise.all(Array.from({ length: CLIENTS }, client));
  await state.killed;
  return { acknowledged, unanswered: [...unanswered], inFlight: state.inFlight };
}

async function chain(): Promise<Block[]> {
  return ((await (await dev.fetch("/get_chain")).json()) as { chain: Block[] }).chain;
}

it("no acknowledged block is lost and no record is mined twice when workerd is repeatedly killed under load", async () => {
  const acknowledged: Block[] = [];
  const unanswered: PatientRecord[] = [];

  await dev.start();
  for (let round = 1; round <= ROUNDS; round += 1) {
    const killed = await killUnderLoad();
    expect(killed.acknowledged.length).toBeGreaterThan(0);
    expect(killed.inFlight).toBeGreaterThan(0);
    expect(killed.unanswered.length).toBeGreaterThan(0);
    acknowledged.push(...killed.acknowledged);
    unanswered.push(...killed.unanswered);

    await dev.start();
    const blocks = await chain();
    expect(acknowledged.map(({ index }) => blocks[index - 1])).toEqual(acknowledged);
    expect(new Set(blocks.map(({ Reg_no }) => Reg_no)).size).toBe(blocks.length);
    expect(await (await dev.fetch("/is_valid")).json()).toMatchObject({ valid: true });
  }

  // A client without an answer sends its record again. Whether it was mined, pending or lost, it is on the chain once.
  const repeated = await Promise.all(unanswered.map(post));
  const blocks = await chain();
  expect(repeated).toMatchObject(unanswered);
  expect(blocks.map(({ Reg_no }) => Reg_no).toSorted()).toEqual(
    ["0", ...Array.from({ length: patients }, (_, place) => `REG-${place + 1}`)].toSorted(),
  );
  for (const block of [...acknowledged, ...repeated]) expect(blocks[block.index - 1]).toEqual(block);
  expect(await (await dev.fetch("/is_valid")).json()).toMatchObject({ valid: true, length: blocks.length });
}, 400_000);
