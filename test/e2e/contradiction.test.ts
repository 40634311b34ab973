import { beforeAll, describe, expect, it } from "vitest";
import { type Block, sealBlock } from "../../src/chain/block.ts";
import type { Fault } from "../../src/chain/fault.ts";
import { blockAt, mineBlockHash, relink, tipOf } from "../support/chain/chains.ts";
import { type Command, disposeCommands } from "../support/e2e/command.ts";
import { devServer } from "../support/e2e/dev-server.ts";
import { CopyFolder, disposeCopies } from "../support/e2e/follower.ts";
import { patients, RemoteLedger } from "../support/e2e/ledgers.ts";
import { Store } from "../support/storage/on-disk.ts";
import { replaceBlocks } from "../support/storage/edits.ts";

const LENGTH = 6;
const DIFFICULTY = 8;
const EDIT = { patient_name: "Mallory" };

/** Something that an operator with access to the storage does to a chain, and how a follower must detect it. */
interface Attack {
  readonly what: string;
  readonly difficulty?: number;
  /** The first block that differs from the copy, and the rule that it breaks. */
  readonly fault: Pick<Fault, "index" | "rule">;
  readonly done: (chain: Block[]) => Block[] | Promise<Block[]>;
}

const attacks: Attack[] = [
  {
    what: "rewrites a record of a squares ledger and relinks the rest, without mining",
    fault: { index: 3, rule: "fork" },
    done: (chain) => relink(chain, 3, EDIT),
  },
  {
    what: "rewrites a record of a block-hash ledger and mines all blocks from there on again",
    difficulty: DIFFICULTY,
    fault: { index: 3, rule: "fork" },
    done: (chain) => mineFrom(chain, 3, { ...blockAt(chain, 3), ...EDIT }, 0),
  },
  {
    what: "edits a record in the middle and nothing else",
    fault: { index: 3, rule: "fork" },
    done: (chain) => chain.with(2, { ...blockAt(chain, 3), ...EDIT }),
  },
  {
    what: "edits the newest record and nothing else",
    fault: { index: LENGTH, rule: "fork" },
    done: (chain) => chain.with(LENGTH - 1, { ...tipOf(chain), ...EDIT }),
  },
  {
    what: "truncates the chain",
    difficulty: DIFFICULTY,
    fault: { index: 5, rule: "truncation" },
    done: (chain) => chain.slice(0, 4),
  },
  {
    what: "deletes all blocks but genesis",
    fault: { index: 2, rule: "truncation" },
    done: (chain) => chain.slice(0, 1),
  },
  {
    what: "forks the chain: truncates it and mines more blocks than before",
    difficulty: DIFFICULTY,
    fault: { index: 5, rule: "fork" },
    done: (chain) => mineFrom(chain, 5, { ...blockAt(chain, 5), ...EDIT }, 3),
  },
  {
    what: "starts another chain",
    difficulty: DIFFICULTY,
    fault: { index: 1, rule: "fork" },
    done: (chain) => mineFrom(chain, 1, { ...blockAt(chain, 1), timestamp: "2026-01-01T00:00:00.000Z" }, 0),
  },
  {
    what: "adds a block that was not mined",
    difficulty: DIFFICULTY,
    fault: { index: LENGTH + 1, rule: "proof" },
    done: async (chain) => [...chain, await unmined(tipOf(chain))],
  },
  {
    what: "adds a block that is mined on an older one",
    fault: { index: LENGTH + 1, rule: "previous_hash" },
    done: async (chain) => {
      const [before, tip] = [blockAt(chain, LENGTH - 1), tipOf(chain)];
      return [
        ...chain,
        await sealBlock({ ...tip, index: tip.index + 1, Reg_no: "REG-next", previous_hash: before.hash }),
      ];
    },
  },
];

/** The chain with other blocks from an index on, mined, and with this many more blocks than before. */
async function mineFrom(chain: readonly Block[], index: number, first: Block, more: number): Promise<Block[]> {
  const forged = chain.slice(0, index - 1);
  for (let next = index; next <= chain.length + more; next++) {
    const block = next === index ? first : (chain[next - 1] ?? { ...tipOf(chain), Reg_no: `REG-${next}` });
    const { hash: _, proof: __, ...candidate } = block;
    const previous_hash = forged.at(-1)?.hash ?? "0";
    forged.push(await mineBlockHash({ ...candidate, index: next, previous_hash }));
  }
  return forged;
}

/** A block after the tip that fits it except for its proof. */
async function unmined(tip: Block): Promise<Block> {
  for (let proof = 0; ; proof++) {
    const block = { ...tip, index: tip.index + 1, Reg_no: "REG-next", previous_hash: tip.hash, proof };
    const sealed = await sealBlock(block);
    if (!sealed.hash.startsWith("00")) return sealed;
  }
}

/** A ledger that two followers copy: one runs through the attack, the other is restarted after it. */
interface Victim {
  readonly ledger: RemoteLedger;
  readonly held: Block[];
  readonly forged: Block[];
  readonly copies: Record<Mode, CopyFolder>;
  readonly running: Command;
}
type Mode = "running" | "restarted";

const dev = devServer();
const victims = new Map<Attack, Victim>();
disposeCopies();
disposeCommands();

/** Creates a ledger, fills it and lets followers copy it. */
async function prepare(attack: Attack, number: number): Promise<Victim> {
  const ledger = await RemoteLedger.create(dev, `attack-${number}`, attack.difficulty);
  await ledger.mine(patients(LENGTH - 1));
  const held = await ledger.chain();
  const copies = { running: new CopyFolder(), restarted: new CopyFolder() };
  const running = copies.running.follow(ledger.url, dev.token);
  await running.says(`The copy has ${LENGTH} blocks`);
  expect(await copies.restarted.follow(ledger.url, dev.token, "--once").end()).toMatchObject({ code: 0 });
  return { ledger, held, forged: await attack.done([...held]), copies, running };
}

// All attacks are made together, while the server is stopped, so that it is restarted only once.
beforeAll(async () => {
  await dev.start();
  for (const [number, attack] of attacks.entries()) victims.set(attack, await prepare(attack, number));
  await dev.stop();
  for (const { ledger, forged } of victims.values()) new Store(dev, ledger.path).edit(replaceBlocks(forged));
  await dev.start();
});

const named = attacks.map((attack) => [attack.what, attack] as const);

function victimOf(attack: Attack): Victim {
  const victim = victims.get(attack);
  if (!victim) throw new Error("the attack was not made");
  return victim;
}

/** Waits until a follower has stopped, and returns the fault that it found. Its copy must be unchanged. */
async function faultOf(attack: Attack, mode: Mode, follower: Command): Promise<Fault> {
  const { held, copies } = victimOf(attack);
  const { code, stdout, stderr } = await follower.end();
  expect({ code, stderr: stderr.trimEnd().split("\n").at(-1) }).toEqual({
    code: 1,
    stderr: expect.any(String) as string,
  });
  const { fault } = JSON.parse(stdout) as { fault: Fault };
  expect(stderr).toContain(fault.detail);
  expect(stdout + stderr).not.toContain("Mallory");
  expect(copies[mode].blocks).toEqual(held);
  return fault;
}

describe("a restarted follower stops with 1 and the first fault, when the ledger", () => {
  it.each(named)("%s", async (_, attack) => {
    const { ledger, held, forged, copies } = victimOf(attack);
    expect(await ledger.chain()).toEqual(forged);
    const { index, rule } = attack.fault;
    const said: Partial<Record<Fault["rule"], object>> = {
      truncation: { expected: `${held.length} blocks`, actual: index === 2 ? "1 block" : `${index - 1} blocks` },
      fork: { expected: held[index - 1]?.hash },
    };

    for (const options of [[], ["--once"]]) {
      const fault = await faultOf(attack, "restarted", copies.restarted.follow(ledger.url, dev.token, ...options));
      expect(fault).toMatchObject({ ...attack.fault, ...said[rule] });
    }
  });
});

describe("a running follower stops with 1 and the fault when it reconnects, when the ledger", () => {
  it.each(named)("%s", async (_, attack) => {
    const { held, forged, running } = victimOf(attack);
    const fault = await faultOf(attack, "running", running);
    expect(fault.rule).toBe(attack.fault.rule);
    // It may name any block that contradicts its copy, the first or a later one.
    expect(fault.index).toBeGreaterThanOrEqual(attack.fault.index);
    expect(forged[fault.index - 1]).not.toEqual(held[fault.index - 1]);
  });
});
