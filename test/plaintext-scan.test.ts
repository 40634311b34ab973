import { createHash } from "node:crypto";
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ByteSearch } from "./support/chain/byte-search.ts";
import { formsOfText } from "./support/chain/written-forms.ts";
import { StorageScan } from "./support/e2e/storage-scan.ts";

const TEXTS = [
  "Wilhelmina Quartermaine",
  "José Ángel Núñez",
  "𠮷野 花子",
  `O"Brien <Zoë> 100 %`,
  "ABCDEFGH",
  "x".repeat(200),
];

/** Each way to write a text down, by means of Node and not of the scan. */
const WRITERS: Readonly<Record<string, (text: string) => Buffer>> = {
  "UTF-8": (text) => Buffer.from(text),
  "UTF-16LE": (text) => Buffer.from(text, "utf16le"),
  "UTF-16BE": (text) => Buffer.from(text, "utf16le").swap16(),
  "JSON in ASCII": (text) =>
    Buffer.from(text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)),
  "percent-encoding": (text) => Buffer.from(encodeURIComponent(text)),
  "a form": (text) => Buffer.from(new URLSearchParams({ a: text }).toString()),
  hex: (text) => Buffer.from(Buffer.from(text).toString("hex")),
  "hex of UTF-16LE": (text) => Buffer.from(Buffer.from(text, "utf16le").toString("hex")),
  "upper-case hex": (text) => Buffer.from(Buffer.from(text).toString("hex").toUpperCase()),
  "lower case": (text) => Buffer.from(text.toLowerCase()),
  "upper case": (text) => Buffer.from(text.toUpperCase()),
  "decomposed characters": (text) => Buffer.from(text.normalize("NFD")),
  "SHA-256": (text) => createHash("sha256").update(text).digest(),
  "SHA-256 in hex": (text) => Buffer.from(createHash("sha256").update(text).digest("hex")),
  "SHA-256 in base64url": (text) => Buffer.from(createHash("sha256").update(text).digest("base64url")),
  ...Object.fromEntries(
    (["base64", "base64url"] as const).flatMap((encoding) =>
      ["", "1", "12", "123"].map((before) => [
        `${encoding} after ${before.length} bytes`,
        (text: string) => Buffer.from(Buffer.from(`${before}${text}:rest`).toString(encoding)),
      ]),
    ),
  ),
};

/** Bytes without any text. */
const noise = (length: number) =>
  Buffer.from(Array.from({ length }, (_, place) => (place * 197 + (place >> 3)) & 0xff));

describe.each(Object.entries(WRITERS))("the scan for plaintext finds what was written as %s", (_, write) => {
  test.each(TEXTS)("%s", async (text) => {
    const search = new ByteSearch(await formsOfText(text));

    for (const before of [0, 1, 2, 3, 61, 4095]) {
      const bytes = Buffer.concat([noise(before), write(text), noise(before)]);
      expect(search.in(bytes).size).toBeGreaterThan(0);
      expect(search.in(noise(2 * before)).size).toBe(0);
    }
  });
});

describe("a search for many byte strings", () => {
  test("finds exactly those that are there, with their places", () => {
    const sought = Array.from({ length: 5_000 }, (_, place) => ({
      name: String(place),
      bytes: createHash("sha256").update(String(place)).digest(),
    }));
    const search = new ByteSearch(sought);
    const some = [4_999, 0, 77];

    const found = search.in(Buffer.concat([noise(10), ...some.map((place) => sought[place]?.bytes ?? noise(0))]));

    expect([...found.keys()]).toEqual(some.map(String));
    expect([...found.values()]).toEqual([10, 42, 74]);
  });

  test("finds what a page of a database cuts in two", () => {
    const bytes = Buffer.from("Wilhelmina Quartermaine of the long, long, long, long, long and very long name");
    const search = new ByteSearch([{ name: "name", bytes }]);

    for (const at of [0, 10, 30]) expect(search.in(bytes.subarray(at, at + 48)).size).toBe(1);
  });

  test("refuses what is too short to be recognized", () => {
    expect(() => new ByteSearch([{ name: "a name", bytes: Buffer.from("Bob") }])).toThrow("a name is too short");
  });
});

describe("a scan of files", () => {
  const folder = mkdtempSync(join(tmpdir(), "patient-ledger-scan-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("reads every file in every folder, and measures the write-ahead logs", async () => {
    const scan = new StorageScan();
    await scan.addTexts(["Wilhelmina Quartermaine"]);
    mkdirSync(join(folder, "a/b"), { recursive: true });
    writeFileSync(
      join(folder, "a/b/x.sqlite-wal"),
      Buffer.from(`${"-".repeat(70_000)}Wilhelmina Quartermaine`, "utf16le"),
    );
    writeFileSync(join(folder, "y"), "nothing");

    const { files, bytes, found } = scan.files(folder);

    expect(files.toSorted()).toEqual([join("a", "b", "x.sqlite-wal"), "y"]);
    expect(bytes).toEqual({ all: 2 * 70_023 + 7, log: 2 * 70_023 });
    const what = "Wilhelmina Quartermaine as UTF-16LE";
    expect(found).toContainEqual({ what, file: join("a", "b", "x.sqlite-wal"), at: 140_000 });
  });

  test("finds the hashes of a record's fields, and of all of them", () => {
    const scan = new StorageScan();
    const record = { patient_name: "Bob", patient_ID: "P-1", Reg_no: "R-1" };
    scan.addRecords([record]);
    const hashOf = (text: string, encoding: "hex" | "base64url") => createHash("sha256").update(text).digest(encoding);

    for (const text of ["Bob", "P-1", "R-1", "BobP-1R-1", JSON.stringify(["Bob", "P-1", "R-1"])]) {
      expect(scan.text("log", hashOf(text, "hex")).length).toBeGreaterThan(0);
      expect(scan.text("log", hashOf(text, "base64url")).length).toBeGreaterThan(0);
    }
    expect(scan.text("log", hashOf("Eve", "hex"))).toEqual([]);
  });

  test.runIf(existsSync("/proc/self/fd"))("finds what is in a file that is open and was deleted", async () => {
    const scan = new StorageScan();
    await scan.addTexts(["Wilhelmina Quartermaine"]);
    const file = join(folder, "temporary");
    writeFileSync(file, "Wilhelmina Quartermaine");
    const descriptor = openSync(file, "r");
    rmSync(file);

    expect(scan.deletedFiles(process.pid).map(({ what }) => what)).toEqual(["Wilhelmina Quartermaine as UTF-8"]);
    closeSync(descriptor);
    expect(scan.deletedFiles(process.pid)).toEqual([]);
  });
});
