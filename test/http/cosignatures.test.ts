import { beforeEach, describe, expect, test } from "vitest";
import { parseCheckpoint } from "../../src/evidence/notes/checkpoint.ts";
import {
  cosignText,
  noteText,
  openSigner,
  parseNote,
  SIGNATURE_TYPE,
  type Signer,
  verifierKeyText,
  verifyNote,
} from "../../src/evidence/notes/note.ts";
import { call, createLedger, grow, place, post, text, verifierKeysOf } from "../support/worker/named-ledgers.ts";
import { deploy, deployedWith, newKey, SIGNING } from "../support/worker/deployment.ts";
import { sqlOn, storedChain } from "../support/storage/in-runtime.ts";
import { validChain } from "../support/worker/squares-chains.ts";
import { expectProblem } from "../support/worker/problems.ts";

const newWitness = async (name: string) => openSigner(await newKey(), name, SIGNATURE_TYPE.cosignature);
const ALICE = await newWitness("alice.test/w");
const BOB = await newWitness("bob.test/w");
const STRANGER = await newWitness("stranger.test/w");
const WITNESS_KEYS = [ALICE, BOB].map(({ verifier }) => verifierKeyText(verifier)).join(" ");

deployedWith({ ...SIGNING, WITNESS_KEYS });

const LEDGER = "clinic";
const SQUARES = { puzzle: "squares" } as const;
const LENGTH = 5;
/** In seconds since 1970. The ledger does not judge a witness's time. */
const TIME = 1_767_225_600;

let note: string;

beforeEach(async () => {
  await grow(LEDGER, SQUARES, LENGTH);
  note = await text(LEDGER, "/checkpoint");
});

/** A checkpoint with cosignatures added. */
async function cosigned(checkpoint: string, witnesses: readonly Signer[], time = TIME): Promise<string> {
  const { text: signed, signatures } = parseNote(checkpoint);
  const added = await Promise.all(witnesses.map((witness) => cosignText(signed, time, witness)));
  return noteText({ text: signed, signatures: [...signatures, ...added] });
}

/** The number of cosignatures that the ledger reports for a checkpoint after this body was sent. */
async function sent(body: string): Promise<number> {
  const response = await post(LEDGER, "/cosignatures", body);
  expect(response.status).toBe(200);
  return (await response.json<{ cosignatures: number }>()).cosignatures;
}

/** The checkpoint of an older tree, as its receipts carry it. */
async function checkpointOf(size: number): Promise<string> {
  return (JSON.parse(await text(LEDGER, `/blocks/1/proof?size=${size}`)) as { checkpoint: string }).checkpoint;
}

const cosignersOf = async (checkpoint: string, ...witnesses: Signer[]) => {
  const signers = await verifyNote(
    parseNote(checkpoint),
    witnesses.map(({ verifier }) => verifier),
  );
  return signers.map(({ key }) => key.name);
};

const sizeOf = (checkpoint: string) => parseCheckpoint(parseNote(checkpoint).text).size;

describe("POST /cosignatures", () => {
  test("stores a witness's cosignature with the checkpoint, next to the ledger's own signature", async () => {
    expect(await sent(await cosigned(note, [ALICE]))).toBe(1);

    const kept = await text(LEDGER, "/checkpoint");
    expect(await cosignersOf(kept, ALICE)).toEqual([ALICE.verifier.name]);
    expect(await verifyNote(parseNote(kept), await verifierKeysOf(LEDGER))).toHaveLength(1);
    expect(kept.startsWith(note)).toBe(true);
    expect(await text(LEDGER, "/checkpoint?cosignatures=1")).toBe(kept);
  });

  test("counts the witnesses that cosigned a checkpoint, sent separately or together", async () => {
    expect(await sent(await cosigned(note, [ALICE]))).toBe(1);
    expect(await sent(await cosigned(note, [BOB]))).toBe(2);
    const kept = await text(LEDGER, "/checkpoint?cosignatures=2");
    expect(await cosignersOf(kept, ALICE, BOB)).toEqual([ALICE.verifier.name, BOB.verifier.name]);

    const older = await checkpointOf(2);
    expect(await sent(await cosigned(older, [BOB, ALICE]))).toBe(2);
  });

  test("loses no cosignature when several arrive at once", async () => {
    await Promise.all([ALICE, BOB].map(async (witness) => sent(await cosigned(note, [witness]))));

    expect(await cosignersOf(await text(LEDGER, "/checkpoint"), ALICE, BOB)).toHaveLength(2);
  });

  test("replaces a witness's older cosignature with its newer one", async () => {
    await sent(await cosigned(note, [ALICE, BOB]));
    const before = parseNote(await text(LEDGER, "/checkpoint")).signatures;

    expect(await sent(await cosigned(note, [ALICE], TIME + 60))).toBe(2);

    const after = parseNote(await text(LEDGER, "/checkpoint")).signatures;
    expect(after).toHaveLength(before.length);
    const timeOf = (signatures: typeof after) => {
      const own = signatures.find(({ name }) => name === ALICE.verifier.name)?.signature ?? new Uint8Array(8);
      return Number(new DataView(own.buffer).getBigUint64(0));
    };
    expect([timeOf(before), timeOf(after)]).toEqual([TIME, TIME + 60]);
  });

  test("ignores witnesses that the deployment does not know", async () => {
    expect(await sent(await cosigned(note, [STRANGER]))).toBe(0);
    expect(await text(LEDGER, "/checkpoint")).toBe(note);

    expect(await sent(await cosigned(note, [STRANGER, ALICE]))).toBe(1);
    expect(await text(LEDGER, "/checkpoint")).not.toContain(STRANGER.verifier.name);
  });

  test("reports the number of cosignatures, even to a request that adds none", async () => {
    await sent(await cosigned(note, [ALICE]));

    expect(await sent(await cosigned(note, [STRANGER]))).toBe(1);
    expect(await sent(note)).toBe(1);
  });

  test("keeps a cosignature while newer checkpoints are added", async () => {
    await sent(await cosigned(note, [ALICE]));
    const kept = await text(LEDGER, "/checkpoint");

    await grow(LEDGER, SQUARES, LENGTH + 2);

    expect(sizeOf(await text(LEDGER, "/checkpoint"))).toBe(LENGTH + 2);
    expect(await text(LEDGER, "/checkpoint?cosignatures=1")).toBe(kept);
    expect(await checkpointOf(LENGTH)).toBe(kept);
  });

  test("accepts cosignatures for an earlier size, and serves the newest checkpoint with enough of them", async () => {
    await sent(await cosigned(await checkpointOf(2), [ALICE, BOB]));
    await sent(await cosigned(await checkpointOf(3), [ALICE]));

    const sizes = [0, 1, 2].map(async (k) => sizeOf(await text(LEDGER, `/checkpoint?cosignatures=${k}`)));
    expect(await Promise.all(sizes)).toEqual([LENGTH, 3, 2]);
    await expectProblem(await call(LEDGER, "/checkpoint?cosignatures=3"), 404, "evidence-not-found");
  });

  test("does not count a former witness", async () => {
    await sent(await cosigned(note, [ALICE, BOB]));
    await deploy({ ...SIGNING, WITNESS_KEYS: verifierKeyText(BOB.verifier) });

    expect(await sent(await cosigned(note, [BOB], TIME + 1))).toBe(1);
  });

  test("keeps those of the newest 100 sizes, and no more", async () => {
    const chain = await validChain(103);
    await place(LEDGER, chain);
    for (const { index } of chain) await sent(await cosigned(await checkpointOf(index), [ALICE]));

    const rows = await sqlOn(LEDGER, "SELECT size FROM checkpoints WHERE cosignatures > 0 ORDER BY size");
    expect(rows.map(({ size }) => size)).toEqual(chain.slice(3).map(({ index }) => index));
  });
});

/** A note with one letter changed in the signatures of matching names. */
const tampered = (signed: string, name: string) =>
  signed.replace(
    new RegExp(`(— ${name} .{30})(.)`),
    (_, before: string, letter: string) => before + (letter === "A" ? "B" : "A"),
  );

/** The line that a witness adds. */
const lineOf = async (witness: Signer) => (await cosigned(note, [witness])).slice(note.length);

describe("POST /cosignatures refuses", () => {
  test.each([
    ["a witness's invalid signature", async () => tampered(await cosigned(note, [ALICE]), "alice.test/w")],
    [
      "an invalid signature along with a valid one",
      async () => tampered(await cosigned(note, [ALICE, BOB]), "bob.test/w"),
    ],
    ["a ledger's invalid signature", async () => tampered(await cosigned(note, [ALICE]), "ledger.test/\\S+")],
    [
      "a checkpoint without the ledger's signature",
      async () => note.slice(0, note.indexOf("— ")) + (await lineOf(ALICE)),
    ],
    ["a body that is not a note", async () => "cosigned"],
    ["an empty body", async () => ""],
  ])("%s", async (_, body) => {
    const refused = await body();
    expect(refused).not.toBe(await cosigned(note, [ALICE]));

    await expectProblem(await post(LEDGER, "/cosignatures", refused), 400, "invalid-checkpoint");

    expect(await text(LEDGER, "/checkpoint")).toBe(note);
  });

  test("another ledger's checkpoint", async () => {
    await createLedger("another", SQUARES);
    const body = await cosigned(await text("another", "/checkpoint"), [ALICE]);

    const { detail } = await expectProblem(await post(LEDGER, "/cosignatures", body), 400, "invalid-checkpoint");
    expect(detail).toContain("another ledger");
    expect(detail).not.toContain("ledgers/another");
  });

  test.each([
    ["a size that the ledger no longer has", async () => (await storedChain(LEDGER)).slice(0, 3)],
    ["a tree that is not the ledger's", () => validChain(LENGTH)],
  ])("%s, and says that the checkpoint is evidence", async (_, forged) => {
    await place(LEDGER, await forged());

    const response = await post(LEDGER, "/cosignatures", await cosigned(note, [ALICE]));

    const { detail } = await expectProblem(response, 409, "checkpoint-conflict");
    expect(detail).toContain("evidence");
  });

  test("a body of another type, and one that is too long", async () => {
    const body = await cosigned(note, [ALICE]);

    const json = await post(LEDGER, "/cosignatures", body, "application/json");
    expect((await expectProblem(json, 415, "unsupported-media-type")).detail).toContain("text/plain");
    await expectProblem(await post(LEDGER, "/cosignatures", "a".repeat(262_145)), 413, "body-too-large");
  });

  test("everything while a witness's key cannot be read", async () => {
    await deploy({ ...SIGNING, WITNESS_KEYS: "alice" });

    const response = await post(LEDGER, "/cosignatures", note);
    expect((await expectProblem(response, 503, "signing-not-configured")).detail).toContain("operator");
  });
});
