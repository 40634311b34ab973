import { env, runDurableObjectAlarm } from "cloudflare:test";
import { expect, test } from "vitest";
import type { Block } from "../../../src/chain/block.ts";
import { openCheckpoint } from "../../../src/evidence/notes/checkpoint.ts";
import { type TreeNode, leafHash, sameHash } from "../../../src/chain/merkle-tree.ts";
import {
  cosignText,
  noteText,
  openSigner,
  parseNote,
  SIGNATURE_TYPE,
  signText,
} from "../../../src/evidence/notes/note.ts";
import { bytesOf } from "../../../src/evidence/receipts/receipt.ts";
import type { Puzzle } from "../../../src/chain/puzzle.ts";
import { patient } from "../../support/worker/client.ts";
import { behindTheBackOf, edit, sqlOn, storedChain } from "../../support/storage/in-runtime.ts";
import { call, createLedger, grow, post, rootOf, text, verifierKeysOf } from "../../support/worker/named-ledgers.ts";
import { deployedWith, newKey, ORIGIN, restart, SIGNING } from "../../support/worker/deployment.ts";
import {
  cutBlocks,
  deleteCheckpoints,
  deleteLeaves,
  deleteTree,
  editBlock,
  editNode,
  markUnsigned,
  replaceBlocks,
  replaceNote,
  replaceTree,
  zeroLevel,
} from "../../support/storage/edits.ts";
import { at, edited, PUZZLES, relinked, remined, treeOf } from "../../support/ledger/forgeries.ts";
import { proofAt } from "../../support/worker/squares-chains.ts";

deployedWith(SIGNING);

const LEDGER = "clinic";
const LENGTH = 11;
const JSON_TYPE = "application/json";

/** What an attacker has: the storage, and everything the ledger has published. */
interface Victim {
  readonly puzzle: Puzzle;
  readonly chain: readonly Block[];
  /** The newest signed checkpoint. */
  readonly newest: string;
  /** An older one, of four blocks. */
  readonly older: string;
}

interface Edit {
  readonly name: string;
  readonly apply: (victim: Victim) => Promise<unknown>;
  /** Whether a correct signature is still possible. If so, each answer is either correct or refused. */
  readonly leavesHistory?: boolean;
}

/** The chain with block 5 rewritten and all later blocks relinked and mined again. */
const forgedChain = ({ chain }: Victim) => relinked(chain, edited(at(chain, 5)), remined);

const storeTree = (nodes: readonly TreeNode[]) => edit(LEDGER, replaceTree(nodes));

/** Stores a history that is consistent in itself: blocks, and the tree over them. */
async function storeHistory(blocks: readonly Block[]): Promise<void> {
  await edit(LEDGER, replaceBlocks(blocks));
  await storeTree(await treeOf(blocks));
}

const storeNote = (note: string, size = LENGTH) => edit(LEDGER, replaceNote(note, size));
const mark = (size: number) => edit(LEDGER, markUnsigned(size));

/** A checkpoint's text for other blocks, under an origin. */
async function textFor(blocks: readonly Block[], origin = `${ORIGIN}/ledgers/${LEDGER}`): Promise<string> {
  return `${origin}\n${blocks.length}\n${btoa(String.fromCharCode(...(await rootOf(blocks))))}\n`;
}

/** A note signed by another key, under the ledger's name or another name. */
async function foreignNote(signed: string, name: string): Promise<string> {
  const signer = await openSigner(await newKey(), name, SIGNATURE_TYPE.ed25519);
  return noteText({ text: signed, signatures: [await signText(signed, signer)] });
}

const EDITS: readonly Edit[] = [
  {
    name: "rewrites block 5, all later blocks and the tree",
    apply: async (victim) => storeHistory(await forgedChain(victim)),
  },
  {
    name: "rewrites the blocks from 5 on, but not the tree",
    apply: async (victim) => edit(LEDGER, replaceBlocks(await forgedChain(victim))),
  },
  {
    name: "rewrites the tree, but not the blocks",
    apply: async (victim) => storeTree(await treeOf(await forgedChain(victim))),
  },
  {
    name: "rewrites the second leaf and the node above it",
    leavesHistory: true,
    apply: async ({ chain }) => {
      const forged = await treeOf(chain.with(1, { ...at(chain, 2), hash: "ab".repeat(32) }));
      const nodes = (await treeOf(chain)).map((node) => {
        const isEdited = `${node.level}/${node.index}` === "0/1" || `${node.level}/${node.index}` === "1/0";
        return isEdited
          ? (forged.find(({ level, index }) => level === node.level && index === node.index) ?? node)
          : node;
      });
      await storeTree(nodes);
    },
  },
  ...[0, 1, 2, 3].map((level): Edit => ({
    name: `zeroes every node of level ${level}`,
    leavesHistory: true,
    apply: () => edit(LEDGER, zeroLevel(level)),
  })),
  {
    name: "deletes the leaves, so that the tree looks shorter than the chain",
    leavesHistory: true,
    apply: () => edit(LEDGER, deleteLeaves),
  },
  {
    name: "rewrites the history and deletes the tree",
    apply: async (victim) => {
      await edit(LEDGER, replaceBlocks(await forgedChain(victim)));
      await edit(LEDGER, deleteTree);
    },
  },
  {
    name: "puts the forged root into the stored note, under the old signature",
    apply: async (victim) => {
      const forged = await forgedChain(victim);
      await storeHistory(forged);
      await storeNote(victim.newest.replace(parseNote(victim.newest).text, await textFor(forged)));
    },
  },
  ...[`${ORIGIN}/ledgers/${LEDGER}`, "witness.test/w"].map((name): Edit => ({
    name: `leaves only a foreign signature, under the name ${name}`,
    apply: async (victim) => {
      const forged = await forgedChain(victim);
      await storeHistory(forged);
      await storeNote(await foreignNote(await textFor(forged), name));
    },
  })),
  {
    name: "keeps the genuine note and adds nothing but a foreign signature line",
    leavesHistory: true,
    apply: async ({ newest }) => {
      const { text: signed, signatures } = parseNote(newest);
      const foreign = parseNote(await foreignNote(signed, "eve.test")).signatures;
      await storeNote(noteText({ text: signed, signatures: [...signatures, ...foreign] }));
    },
  },
  {
    name: "puts an older genuine note back and marks the rest as unsigned",
    apply: async (victim) => {
      await storeHistory(await forgedChain(victim));
      await storeNote(victim.older, 4);
      await mark(LENGTH);
    },
  },
  {
    name: "puts an older genuine note back under the size of the newest",
    apply: async (victim) => {
      await storeHistory(await forgedChain(victim));
      await storeNote(victim.older, LENGTH);
    },
  },
  {
    name: "deletes the checkpoint of a rewritten history",
    apply: async (victim) => {
      await storeHistory(await forgedChain(victim));
      await edit(LEDGER, deleteCheckpoints);
    },
  },
  {
    name: "deletes the checkpoint and marks another size as unsigned",
    apply: async (victim) => {
      await storeHistory(await forgedChain(victim));
      await edit(LEDGER, deleteCheckpoints);
      await mark(LENGTH - 1);
    },
  },
  {
    name: "stores the checkpoint of another ledger",
    apply: async ({ puzzle }) => {
      await grow("other", puzzle, 3);
      await storeNote(await text("other", "/checkpoint"));
    },
  },
  {
    name: "takes over another ledger's whole history, including its checkpoint and its stored name",
    apply: async ({ puzzle }) => {
      await grow("other", puzzle, 3);
      const blocks = await storedChain("other");
      await storeHistory(blocks);
      await storeNote(await text("other", "/checkpoint"), 3);
      await behindTheBackOf(LEDGER, ({ kv }) => kv.put("name", "other"));
    },
  },
  {
    name: "stores the name of another ledger",
    leavesHistory: true,
    apply: () => behindTheBackOf(LEDGER, ({ kv }) => kv.put("name", "other")),
  },
  {
    name: "truncates the chain and the tree",
    apply: ({ chain }) => storeHistory(chain.slice(0, 6)),
  },
  {
    name: "truncates the chain and restores the checkpoint of that size, on a longer chain",
    apply: async ({ chain, older }) => {
      await storeHistory(chain.slice(0, 5));
      await storeNote(older, 4);
    },
  },
  {
    name: "edits the newest block and nothing else",
    apply: () => edit(LEDGER, editBlock(LENGTH, { patient_name: "Eve" })),
  },
  {
    name: "adds a block behind the ledger's back, with its leaf",
    apply: async ({ chain }) => {
      const tip = at(chain, LENGTH);
      const added = { ...tip, ...patient(99), index: LENGTH + 1, proof: proofAt(LENGTH + 1), previous_hash: tip.hash };
      await storeHistory([...chain, await remined(added)]);
    },
  },
  { name: "deletes all blocks", apply: () => edit(LEDGER, cutBlocks(0)) },
  { name: "empties the note", apply: () => storeNote("") },
];

const record = (number: number) => JSON.stringify(patient(number));

/** Every route that can sign. Those that would append a block come last. */
function routes({ chain, newest, older }: Victim, cosigned: readonly string[]): [string, () => Promise<Response>][] {
  const { patient_name, patient_ID, Reg_no } = at(chain, 3);
  const proof = at(chain, 2).difficulty === undefined ? { proof: proofAt(LENGTH + 1) } : {};
  return [
    ["GET /checkpoint", () => call(LEDGER, "/checkpoint")],
    ["GET /checkpoint?cosignatures=1", () => call(LEDGER, "/checkpoint?cosignatures=1")],
    ...[1, 2, 4, 5, 6, LENGTH].flatMap((index): [string, () => Promise<Response>][] => [
      [`GET /blocks/${index}/proof`, () => call(LEDGER, `/blocks/${index}/proof`)],
      ...[index, index + 1, LENGTH].map((size): [string, () => Promise<Response>] => [
        `GET /blocks/${index}/proof?size=${size}`,
        () => call(LEDGER, `/blocks/${index}/proof?size=${size}`),
      ]),
    ]),
    ...[newest, older, ...cosigned].map((note, place): [string, () => Promise<Response>] => [
      `POST /cosignatures ${place}`,
      () => post(LEDGER, "/cosignatures", note),
    ]),
    [
      "POST /mine_block again",
      () => post(LEDGER, "/mine_block", JSON.stringify({ patient_name, patient_ID, Reg_no }), JSON_TYPE),
    ],
    ["POST /records", () => post(LEDGER, "/records", `${record(201)}\n`, "application/x-ndjson")],
    [
      "POST /mine_block async",
      () =>
        call(LEDGER, "/mine_block", {
          method: "POST",
          body: record(202),
          headers: { "Content-Type": JSON_TYPE, Prefer: "respond-async" },
        }),
    ],
    [
      "POST /mine_block with a proof",
      () => post(LEDGER, "/mine_block", JSON.stringify({ ...patient(203), ...proof }), JSON_TYPE),
    ],
    ["POST /mine_block", () => post(LEDGER, "/mine_block", record(204), JSON_TYPE)],
  ];
}

/** Every signed checkpoint in an answer. */
function notesIn(answer: string): string[] {
  const texts = answer.startsWith("{")
    ? [JSON.parse(answer) as { checkpoint?: string; receipt?: { checkpoint: string } }]
    : [];
  const notes = texts.flatMap(({ checkpoint, receipt }) => [checkpoint, receipt?.checkpoint]);
  return [...notes, answer].filter((note) => note?.startsWith(`${ORIGIN}/`) === true) as string[];
}

const TEMPERATURES = [
  ["running", () => Promise.resolve()],
  ["restarted", restart],
] as const;

/** Whether `npm test` attacks such a ledger: it has both puzzles and both states, and the long suite combines them all. */
const isShort = ({ puzzle }: Puzzle, temperature: string) => (puzzle === "squares") === (temperature === "running");

for (const puzzle of PUZZLES) {
  for (const [temperature, restarted] of TEMPERATURES) {
    test.each(EDITS)(
      `on a ${puzzle.puzzle} ledger that is ${temperature}, no route signs another history for an attacker who $name`,
      isShort(puzzle, temperature) ? {} : { tags: "long" },
      async ({ apply, leavesHistory = false }) => {
        await grow(LEDGER, puzzle, LENGTH);
        const newest = await text(LEDGER, "/checkpoint");
        const older = (JSON.parse(await text(LEDGER, "/blocks/1/proof?size=4")) as { checkpoint: string }).checkpoint;
        const chain = await storedChain(LEDGER);
        const victim: Victim = { puzzle, chain, newest, older };
        const keys = { ledger: await verifierKeysOf(LEDGER) };
        const witness = await openSigner(await newKey(), "witness.test/w", SIGNATURE_TYPE.cosignature);
        const cosigned = await Promise.all(
          [newest, older].map(async (note) => {
            const { text: signed, signatures } = parseNote(note);
            return noteText({ text: signed, signatures: [...signatures, await cosignText(signed, 1, witness)] });
          }),
        );
        await apply(victim);
        await restarted();

        for (const [route, ask] of routes(victim, cosigned)) {
          const response = await ask();
          const answer = await response.text();
          const added = (await storedChain(LEDGER)).slice(LENGTH);
          // A new block must follow the signed one, or no chain agrees with the new signature.
          const { hash: signedTip } = at(chain, LENGTH);
          expect(added[0]?.previous_hash ?? signedTip).toBe(signedTip);
          for (const note of notesIn(answer)) {
            const { size, root, origin } = await openCheckpoint(note, keys);
            expect(origin).toBe(`${ORIGIN}/ledgers/${LEDGER}`);
            const genuine = await rootOf([...chain, ...added].slice(0, size));
            expect({ route, size, isGenuine: sameHash(root, genuine) }).toEqual({ route, size, isGenuine: true });
          }
          const isUnanswerable = route.includes("cosignatures=1") && response.status === 404;
          const isRefused = response.status === 409 || leavesHistory || isUnanswerable;
          expect({ route, answer, isRefused }).toEqual({ route, answer, isRefused: true });
          expect(response.status).toBeLessThan(500);
        }
        // No refused record is left to be mined, now or when the alarm fires.
        await runDurableObjectAlarm(env.LEDGER.getByName(LEDGER));
        const left = [...(await sqlOn(LEDGER, "SELECT Reg_no FROM mempool")), ...(await storedChain(LEDGER))];
        const refused = left.filter(({ Reg_no }) => typeof Reg_no === "string" && /20[1-4]$/.test(Reg_no));
        expect(leavesHistory ? [] : refused).toEqual([]);
      },
    );
  }
}

/** Edits of the newest block and its leaf. The leaf is part of the root's path only if it has no sibling. */
const TIP_EDITS: readonly [string, (chain: readonly Block[]) => Promise<readonly Block[]>][] = [
  [
    "rewrites the newest block and its leaf",
    async (chain) => [...chain.slice(0, -1), await remined(edited(at(chain, chain.length)))],
  ],
  [
    "rewrites the history from block 2 on, and the newest leaf alone",
    (chain) => relinked(chain, edited(at(chain, 2)), remined),
  ],
];

for (const puzzle of PUZZLES) {
  for (const [name, forge] of TIP_EDITS) {
    for (const [temperature, restarted] of TEMPERATURES) {
      test.each([2, 3, 4, 5, 6, 7, 8])(
        `on a ${puzzle.puzzle} ledger of %i blocks that is ${temperature}, nothing is signed or mined for an attacker who ${name}`,
        isShort(puzzle, temperature) ? {} : { tags: "long" },
        async (length) => {
          await grow(LEDGER, puzzle, length);
          const forged = await forge(await storedChain(LEDGER));
          await edit(LEDGER, replaceBlocks(forged));
          const leaf = (await leafHash(bytesOf(at(forged, length).hash))).buffer;
          await edit(LEDGER, editNode(0, length - 1, leaf));
          await restarted();

          for (const answer of [
            await call(LEDGER, "/checkpoint"),
            await call(LEDGER, `/blocks/${length}/proof`),
            await post(LEDGER, "/mine_block", record(300), JSON_TYPE),
          ]) {
            expect([answer.status, await answer.text()]).toEqual([409, expect.stringContaining("ledger-contradicted")]);
          }
          expect(await (await call(LEDGER, "/is_valid")).json()).toMatchObject({ valid: false });
          expect((await storedChain(LEDGER)).length).toBe(length);
        },
      );
    }
  }
}

test("a new ledger cannot be created in place of another one that is named in its storage", async () => {
  await createLedger(LEDGER, { puzzle: "squares" });
  await behindTheBackOf(LEDGER, ({ kv }) => kv.put("name", "main"));
  await restart();
  expect((await text(LEDGER, "/checkpoint")).split("\n")[0]).toBe(`${ORIGIN}/ledgers/${LEDGER}`);
});
