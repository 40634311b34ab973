import { beforeEach, describe, expect, test, vi } from "vitest";
import {
  cosignText,
  noteText,
  openSigner,
  parseNote,
  SIGNATURE_TYPE,
  type Signer,
  verifierKeyText,
} from "../../src/evidence/notes/note.ts";
import { deploy, deployedWith, KEY, newKey, ORIGIN, SIGNING } from "../support/worker/deployment.ts";
import { grow, post, text } from "../support/worker/named-ledgers.ts";

const LEDGER = "clinic";
const TIME = 1_767_225_600;
const { cosignature, ed25519 } = SIGNATURE_TYPE;

const KEY_OF_ALICE = await newKey();
const ALICE = await openSigner(KEY_OF_ALICE, "alice.test/w", cosignature);
const ALIAS = await openSigner(KEY_OF_ALICE, "alias.test/w", cosignature);
const BOB = await openSigner(await newKey(), "bob.test/w", cosignature);
const LOG = await openSigner(await newKey(), "log.test/w", ed25519);
const SELF = await openSigner(KEY, `${ORIGIN}/ledgers/${LEDGER}`, cosignature);
const OWN = await openSigner(KEY, `${ORIGIN}/ledgers/${LEDGER}`, ed25519);
const SELF_RENAMED = await openSigner(KEY, "self.test/w", cosignature);

const keysOf = (...signers: readonly Signer[]) => signers.map(({ verifier }) => verifierKeyText(verifier));

/** The answer with this count, which accepted these signers' cosignatures. */
const counting = (cosignatures: number, ...signers: readonly Signer[]) => ({
  cosignatures,
  counted: signers.map(({ verifier: { name, id } }) => `${name}+${id}`),
});

/** A witness's verifier key of type ML-DSA-44 (0x06), with a public key of 1,312 bytes. */
const ML_DSA_44 = `pq.test/w+0badcafe+${btoa("\u0006".padEnd(1_313, "k"))}`;

deployedWith(SIGNING);

beforeEach(async () => {
  await grow(LEDGER, { puzzle: "squares" }, 3);
});

/** The ledger's answer when these signers cosigned its newest checkpoint and these keys are configured. */
async function answerTo(signers: readonly Signer[], keys: readonly string[]): Promise<unknown> {
  await deploy({ ...SIGNING, WITNESS_KEYS: keys.join(" ") });
  const { text: signed, signatures } = parseNote(await text(LEDGER, "/checkpoint"));
  const added = await Promise.all(signers.map((signer) => cosignText(signed, TIME, signer)));
  const response = await post(
    LEDGER,
    "/cosignatures",
    noteText({ text: signed, signatures: [...signatures, ...added] }),
  );
  expect(response.status).toBe(200);
  return response.json();
}

describe("POST /cosignatures", () => {
  test("counts a witness whose key is configured, and says so", async () => {
    expect(await answerTo([ALICE], keysOf(ALICE, BOB))).toEqual(counting(1, ALICE));
  });

  test("tells a witness whose key is not configured that it was not counted, whoever else was", async () => {
    await answerTo([ALICE], keysOf(ALICE));
    // Its note already carries Alice's cosignature.
    expect(await answerTo([BOB], keysOf(ALICE))).toEqual(counting(1, ALICE));
    expect(await answerTo([], keysOf(ALICE))).toEqual(counting(1, ALICE));
  });

  test("counts one key under two names once", async () => {
    expect(await answerTo([ALICE, ALIAS], keysOf(ALICE, ALIAS))).toEqual(counting(1, ALICE));
    expect(await answerTo([ALIAS], keysOf(ALICE, ALIAS))).toMatchObject({ cosignatures: 1 });
    expect(await answerTo([ALICE, ALIAS, BOB], keysOf(ALICE, ALIAS, BOB))).toMatchObject({ cosignatures: 2 });
  });

  test.each([
    ["under its own name", SELF],
    ["under another name", SELF_RENAMED],
  ])("never counts the ledger's own key %s", async (_, self) => {
    expect(await answerTo([self], keysOf(self, BOB))).toEqual(counting(0));
    expect(await answerTo([self, BOB], keysOf(self, BOB))).toEqual(counting(1, BOB));
  });

  test.each([
    ["of an unknown type", ML_DSA_44],
    ["of a log", ...keysOf(LOG)],
    ["of the ledger itself", ...keysOf(OWN)],
  ])("skips a configured key %s, and still counts the others", async (_, key) => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);

    expect(await answerTo([ALICE], [key, ...keysOf(ALICE)])).toEqual(counting(1, ALICE));
    expect(warn.mock.calls.flat().join()).toContain(key.slice(0, 40));
    warn.mockRestore();
  });
});
