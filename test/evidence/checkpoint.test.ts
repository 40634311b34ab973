import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkpointText, openCheckpoint, parseCheckpoint } from "../../src/evidence/notes/checkpoint.ts";
import { parseVerifierKey } from "../../src/evidence/notes/note.ts";
import { Malformed } from "../../src/chain/text/malformed.ts";
import { squaresChain } from "../support/chain/chains.ts";
import { Evidence } from "../support/chain/evidence.ts";
import { checkpointOf, LOG_TYPE, Notary, noteOf, WITNESS_TYPE } from "../support/chain/notaries.ts";

const ledger = new Notary("clinic.example/ledgers/main");
const next = new Notary(ledger.name, "the next key");
const witnesses = ["one", "two", "three"].map((name) => new Notary(`${name}.example`));
const evidence = new Evidence(squaresChain, ledger);
const TEXT = evidence.text(6);
const TIME = 1_767_312_000;

const logKey = (notary: Notary) => parseVerifierKey(notary.vkey(LOG_TYPE));
const LEDGER = [await logKey(ledger)];
const WITNESSES = await Promise.all(witnesses.map((witness) => parseVerifierKey(witness.vkey(WITNESS_TYPE))));
const malformed = { name: "Malformed" };

/** The checkpoint, signed by the ledger and cosigned by witnesses. */
const cosigned = (...by: readonly Notary[]) =>
  noteOf(TEXT, ledger.line(TEXT), ...by.map((witness) => witness.cosignatureLine(TEXT, TIME)));

describe("a checkpoint's text", () => {
  test("is origin, size and root in base64, one a line, as another program writes it", () => {
    const root = Uint8Array.from(Buffer.from(evidence.root(6), "hex"));

    expect(checkpointText({ origin: ledger.name, size: 6, root })).toBe(TEXT);
    expect(parseCheckpoint(TEXT)).toEqual({ origin: ledger.name, size: 6, root });
  });

  test("is read as it was written, whatever its content", () => {
    const origins = fc.string({ unit: "grapheme", minLength: 1 }).filter((origin) => !/\p{Cc}/u.test(origin));
    const roots = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((root) => Uint8Array.from(root));
    const property = fc.property(origins, fc.maxSafeNat(), roots, (origin, size, root) => {
      expect(parseCheckpoint(checkpointText({ origin, size, root }))).toEqual({ origin, size, root });
    });
    fc.assert(property, { numRuns: 500, examples: [["a", 0, new Uint8Array(32)]] });
  });

  test("may have further lines, which are ignored", () => {
    expect(parseCheckpoint(`${TEXT}Timestamp: 5\n— no signature\n`)).toEqual(parseCheckpoint(TEXT));
  });

  test("is either refused as malformed, or read exactly as written, whatever the text", () => {
    const edits = fc.tuple(fc.nat(TEXT.length), fc.nat(3), fc.string({ unit: "binary", maxLength: 3 }));
    const mutated = edits.map(([place, cut, put]) => TEXT.slice(0, place) + put + TEXT.slice(place + cut));
    const property = fc.property(fc.oneof(fc.string({ unit: "binary" }), mutated), (text) => {
      try {
        expect(text.startsWith(checkpointText(parseCheckpoint(text)))).toBe(true);
      } catch (error) {
        if (!(error instanceof Malformed)) throw error;
      }
    });
    fc.assert(property, { numRuns: 3000 });
  });

  const [origin = "", size = "", root = ""] = TEXT.split("\n");
  test.each([
    ["no characters", ""],
    ["no origin", `\n${size}\n${root}\n`],
    ["no root", `${origin}\n${size}\n`],
    ["no line feed at the end", TEXT.slice(0, -1)],
    ["an empty line at the end", `${TEXT}\n`],
    ["an empty line among the further lines", `${TEXT}a\n\nb\n`],
    ["a size with leading zeros", `${origin}\n06\n${root}\n`],
    ["a size with a sign", `${origin}\n+6\n${root}\n`],
    ["a negative size", `${origin}\n-6\n${root}\n`],
    ["a size that is not an integer", `${origin}\n6.0\n${root}\n`],
    ["a size in hex", `${origin}\n0x6\n${root}\n`],
    ["a size in other digits", `${origin}\n६\n${root}\n`],
    ["a space beside the size", `${origin}\n6 \n${root}\n`],
    ["a size of 2^53", `${origin}\n${2 ** 53}\n${root}\n`],
    ["a root of 31 bytes", checkpointOf(origin, 6, new Uint8Array(31))],
    ["a root of 33 bytes", checkpointOf(origin, 6, new Uint8Array(33))],
    ["a root without padding", `${origin}\n${size}\n${root.replace("=", "")}\n`],
    ["a root in another spelling", `${origin}\n${size}\n${root.slice(0, -2)}${root.at(-2) === "B" ? "C" : "B"}=\n`],
    ["carriage returns", TEXT.replaceAll("\n", "\r\n")],
  ])("is refused with %s", (_, text) => {
    expect(() => parseCheckpoint(text)).toThrow(expect.objectContaining(malformed));
  });
});

describe("a signed checkpoint", () => {
  test("is opened with the ledger's key", async () => {
    const opened = await openCheckpoint(cosigned(), { ledger: LEDGER });

    expect(opened).toMatchObject({ origin: ledger.name, size: 6, cosignedBy: [] });
    expect(Buffer.from(opened.root).toString("hex")).toBe(evidence.root(6));
  });

  test("is refused if no trusted key signed it", async () => {
    const notes = [
      noteOf(TEXT, next.line(TEXT)),
      noteOf(TEXT, witnesses[0]?.cosignatureLine(TEXT, TIME) ?? ""),
      noteOf(TEXT, ledger.cosignatureLine(TEXT, TIME)),
    ];
    for (const note of notes) {
      await expect(openCheckpoint(note, { ledger: LEDGER, witnesses: WITNESSES })).rejects.toThrow("not signed");
    }
    await expect(openCheckpoint(cosigned(), { ledger: [] })).rejects.toMatchObject(malformed);
  });

  test("is refused if it is another ledger's, even if a trusted key signed it", async () => {
    const foreign = checkpointOf("clinic.example/ledgers/other", 6, new Uint8Array(32));
    const note = noteOf(foreign, ledger.line(foreign));

    await expect(openCheckpoint(note, { ledger: LEDGER })).rejects.toThrow("another ledger");
  });

  test("of another ledger is not accepted for a key that is trusted only for that ledger", async () => {
    const other = new Notary("clinic.example/ledgers/other");
    const policy = { ledger: [...LEDGER, await logKey(other)] };

    await expect(openCheckpoint(noteOf(TEXT, other.line(TEXT)), policy)).rejects.toThrow("not signed");
    expect((await openCheckpoint(cosigned(), policy)).origin).toBe(ledger.name);
  });

  test("is refused if any character of its text or signature is changed", async () => {
    const note = cosigned(...witnesses);
    const policy = { ledger: LEDGER, witnesses: WITNESSES, quorum: witnesses.length };
    expect((await openCheckpoint(note, policy)).cosignedBy).toEqual(WITNESSES.map((key) => ({ key, time: TIME })));

    for (const place of note.split("").keys()) {
      const other = note[place] === "A" ? "B" : "A";
      const forged = `${note.slice(0, place)}${other}${note.slice(place + 1)}`;
      await expect(openCheckpoint(forged, policy)).rejects.toMatchObject(malformed);
    }
  });

  test.each([0, 1, 2, 3])("with %i cosignatures is opened for quorums up to that number only", async (count) => {
    const policy = { ledger: LEDGER, witnesses: WITNESSES };
    const open = (quorum: number) => openCheckpoint(cosigned(...witnesses.slice(0, count)), { ...policy, quorum });
    const quorums = [0, 1, 2, 3];

    for (const quorum of quorums.filter((asked) => asked <= count)) {
      const expected = WITNESSES.slice(0, count).map((key) => ({ key, time: TIME }));
      expect((await open(quorum)).cosignedBy).toEqual(expected);
    }
    for (const quorum of quorums.filter((asked) => asked > count)) {
      await expect(open(quorum)).rejects.toThrow(`cosigned by ${count} of the witnesses, ${quorum} are required`);
    }
  });

  test.each([0n, 1n, BigInt(TIME), 253_402_300_800n, 2n ** 53n + 1n, 2n ** 63n - 1n])(
    "says when each witness signed, even at the time %s",
    async (time) => {
      const [first, second] = witnesses as [Notary, Notary];
      const lines = [first.cosignatureLine(TEXT, time), second.cosignatureLine(TEXT, TIME)];
      const { cosignedBy } = await openCheckpoint(noteOf(TEXT, ledger.line(TEXT), ...lines), {
        ledger: LEDGER,
        witnesses: WITNESSES,
      });
      expect(cosignedBy.map((signed) => signed.time)).toEqual([Number(time), TIME]);
    },
  );

  test("is refused with a cosignature at the time 2^63, which tlog-cosignature does not allow", async () => {
    const line = witnesses[0]?.cosignatureLine(TEXT, 2n ** 63n) ?? "";
    const opening = openCheckpoint(noteOf(TEXT, ledger.line(TEXT), line), { ledger: LEDGER, witnesses: WITNESSES });
    await expect(opening).rejects.toThrow("not valid");
  });

  test("counts each witness once, and neither unknown signers nor the ledger itself", async () => {
    const [first, second] = witnesses as [Notary, Notary];
    const lines = [first, first, new Notary("stranger.example"), ledger].map((by) => by.cosignatureLine(TEXT, TIME));
    const note = noteOf(TEXT, ledger.line(TEXT), ...lines, second.line(TEXT));
    const policy = { ledger: LEDGER, witnesses: [...WITNESSES, ...WITNESSES], quorum: 2 };

    await expect(openCheckpoint(note, policy)).rejects.toThrow("cosigned by 1");
  });

  test("is refused if a cosignature is wrong, even if the quorum is reached without it", async () => {
    const [first, second] = witnesses as [Notary, Notary];
    const wrong = second.cosignatureLine(evidence.text(5), TIME);
    const note = noteOf(TEXT, ledger.line(TEXT), first.cosignatureLine(TEXT, TIME), wrong);

    await expect(openCheckpoint(note, { ledger: LEDGER, witnesses: WITNESSES, quorum: 1 })).rejects.toThrow(
      "not valid",
    );
  });

  test("is opened during a key rotation with the old key, the new one, or both", async () => {
    const both = noteOf(TEXT, ledger.line(TEXT), next.line(TEXT));
    const [before, after] = [cosigned(), noteOf(TEXT, next.line(TEXT))];
    const newKey = await logKey(next);

    for (const keys of [LEDGER, [newKey], [...LEDGER, newKey], [newKey, ...LEDGER]]) {
      expect((await openCheckpoint(both, { ledger: keys })).size).toBe(6);
    }
    expect((await openCheckpoint(before, { ledger: [newKey, ...LEDGER] })).size).toBe(6);
    expect((await openCheckpoint(after, { ledger: [newKey, ...LEDGER] })).size).toBe(6);
    await expect(openCheckpoint(before, { ledger: [newKey] })).rejects.toThrow("not signed");
    await expect(openCheckpoint(after, { ledger: LEDGER })).rejects.toThrow("not signed");
  });
});
