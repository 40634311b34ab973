import { beforeEach, describe, expect, test } from "vitest";
import type { VerdictBody } from "../../src/contract/schemas/verdict.ts";
import { call, createLedger, grow, post, text } from "../support/worker/named-ledgers.ts";
import { deployedWith, SIGNING } from "../support/worker/deployment.ts";
import { edit } from "../support/storage/in-runtime.ts";
import { expectProblem } from "../support/worker/problems.ts";
import { editBlock } from "../support/storage/edits.ts";

deployedWith(SIGNING);

const LEDGER = "clinic";
const SQUARES = { puzzle: "squares" } as const;
const LENGTH = 5;

let note: string;

beforeEach(async () => {
  await grow(LEDGER, SQUARES, LENGTH);
  note = await text(LEDGER, "/checkpoint");
});

/** The ledger's verdict on a saved checkpoint. */
async function verdictOn(checkpoint: string): Promise<VerdictBody> {
  const response = await post(LEDGER, "/is_valid", checkpoint);
  expect(response.status).toBe(200);
  return response.json<VerdictBody>();
}

describe("POST /is_valid", () => {
  test("confirms a saved checkpoint, of every size that the ledger ever signed", async () => {
    for (let size = 1; size <= LENGTH; size++) {
      const { checkpoint } = JSON.parse(await text(LEDGER, `/blocks/1/proof?size=${size}`)) as { checkpoint: string };

      expect(await verdictOn(checkpoint)).toMatchObject({
        message: "The blockchain is valid.",
        valid: true,
        length: LENGTH,
        checkpoint: { size: LENGTH },
        kept: { size },
      });
    }
  });

  test("confirms it even if the ledger has grown since", async () => {
    await grow(LEDGER, SQUARES, LENGTH + 2);

    expect(await verdictOn(note)).toMatchObject({ valid: true, length: LENGTH + 2, kept: { size: LENGTH } });
  });

  test("names the checkpoint that the chain no longer contains", async () => {
    await edit(LEDGER, editBlock(2, { patient_name: "Eve" }));

    expect(await verdictOn(note)).toMatchObject({
      message: "The blockchain is not valid.",
      valid: false,
      kept: { size: LENGTH },
    });
  });

  test("accepts any client's text/plain", async () => {
    const response = await post(LEDGER, "/is_valid", note, "Text/Plain; charset=utf-8");

    expect(response.status).toBe(200);
  });

  test.each([
    ["an empty body", () => ""],
    ["a body that is not a note", () => "5 blocks"],
    ["a note without its signatures", () => note.slice(0, note.indexOf("— "))],
    ["one without its last line feed", () => note.trimEnd()],
    ["one with another size", () => note.replace("\n5\n", "\n4\n")],
    [
      "one whose signature is another's",
      () => note.replace(/— .*\n$/, `— ledger.test/ledgers/clinic ${"A".repeat(91)}=\n`),
    ],
    ["one with a malformed size", () => note.replace("\n5\n", "\n05\n")],
    ["one with carriage returns", () => note.replaceAll("\n", "\r\n")],
  ])("refuses %s", async (_, body) => {
    expect(body()).not.toBe(note);

    await expectProblem(await post(LEDGER, "/is_valid", body()), 400, "invalid-checkpoint");
  });

  test.each(["/is_valid", "/cosignatures"])("echoes nothing of a note that %s refuses", async (path) => {
    const word = "Alice-P-1001";
    const places = [
      note.replace(/^.*/, word),
      note.replace("\n5\n", `\n5${word}\n`),
      note.replace("\n5\n", `\n5\n${word}`),
      note.replace("— ledger.test", `— ${word}`),
      note.replace(/ (\S+)\n$/, ` ${word}$1\n`),
      `${note}${word}\n`,
      word,
    ];
    for (const body of places) {
      expect(body).toContain(word);
      const answer = await post(LEDGER, path, body);
      expect({ body, ...(await expectProblem(answer, 400, "invalid-checkpoint")) }.detail).not.toContain(word);
    }
  });

  test("refuses another ledger's checkpoint", async () => {
    await createLedger("another", SQUARES);

    const response = await post(LEDGER, "/is_valid", await text("another", "/checkpoint"));

    const { detail } = await expectProblem(response, 400, "invalid-checkpoint");
    expect(detail).toContain("another ledger");
    expect(detail).not.toContain("ledgers/another");
  });

  test("says of a checkpoint without its line breaks that it is damaged, not that it is another ledger's", async () => {
    const response = await post(LEDGER, "/is_valid", note.replaceAll("\n", ""));

    const { detail } = await expectProblem(response, 400, "invalid-checkpoint");
    expect(detail).toMatch(/^The checkpoint is damaged: .* Send the file unchanged/);
  });

  test("refuses another type of body, one that is too long, and queries", async () => {
    const json = await post(LEDGER, "/is_valid", note, "application/json");
    await expectProblem(json, 415, "unsupported-media-type");
    await expectProblem(await post(LEDGER, "/is_valid", "a".repeat(262_145)), 413, "body-too-large");
    const { detail } = await expectProblem(await post(LEDGER, "/is_valid?tree=rebuild", note), 400, "invalid-query");
    expect(detail).toContain("tree");
  });
});

describe("GET /is_valid", () => {
  test("names the checkpoint that the chain agrees with", async () => {
    expect(JSON.parse(await text(LEDGER, "/is_valid"))).toEqual({
      message: "The blockchain is valid.",
      valid: true,
      length: LENGTH,
      head: expect.stringMatching(/^[0-9a-f]{64}$/),
      checkpoint: { size: LENGTH },
    });
    expect(await text(LEDGER, "/is_valid?tree=rebuild")).toBe(await text(LEDGER, "/is_valid"));
  });

  test("accepts no other query", async () => {
    for (const query of ["tree=", "tree=all", "rebuild", "tree=rebuild&tree=rebuild"]) {
      const response = await call(LEDGER, `/is_valid?${query}`);
      expect((await expectProblem(response, 400, "invalid-query")).detail).toMatch(/tree|rebuild/);
    }
  });
});
