import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MOST_STUDENTS } from "../../../src/class/class-names.ts";
import { namesIn, readNameList } from "../../../src/cli/class/name-list.ts";
import { testFolder } from "../../support/cli/commands.ts";

const { path: folder, write } = testFolder();

const NAMES = ["Ana", "Bob O’Hara", "Chloé"];

/** Why a list is refused; empty if it is not. */
function messageFor(text: string): string {
  try {
    namesIn(text);
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

describe("a list of names", () => {
  test.each([
    ["one name a line", "Ana\nBob O’Hara\nChloé\n"],
    ["no line break at the end", "Ana\nBob O’Hara\nChloé"],
    ["line breaks of Windows", "Ana\r\nBob O’Hara\r\nChloé\r\n"],
    ["line breaks of old Macs", "Ana\rBob O’Hara\rChloé\r"],
    ["blank lines and spaces around names", "\n  Ana\n\n Bob O’Hara \n\t\nChloé\n\n"],
    ["a header row", "name\nAna\nBob O’Hara\nChloé\n"],
    ["a header row in capitals", "NAME\nAna\nBob O’Hara\nChloé\n"],
    ["a byte order mark before the header row", "\ufeffname\nAna\nBob O’Hara\nChloé\n"],
    ["a byte order mark before the first name", "\ufeffAna\nBob O’Hara\nChloé\n"],
    ["further columns", "number,name,class\n1,Ana,7b\n2,Bob O’Hara,7b\n3,Chloé,7b\n"],
    ["further columns with semicolons", "number;Name\n1;Ana\n2;Bob O’Hara\n3;Chloé\n"],
    ["further columns with tabs", "name\tnumber\nAna\t1\nBob O’Hara\t2\nChloé\t3\n"],
    ["quotes around every value", '"name","class"\n"Ana","7b"\n"Bob O’Hara","7b"\n"Chloé","7b"\n'],
    ["rows that end early behind the name", "name,mail\nAna\nBob O’Hara,b@example.org\nChloé,\n"],
    ["rows of empty values", "name;mail\nAna;\n;\nBob O’Hara;\nChloé;\n;\n"],
    ["a letter and its accent as two characters", "Ana\nBob O’Hara\nChloe\u0301\n"],
  ])("may have %s", (_, text) => {
    expect(namesIn(text)).toEqual(NAMES);
  });

  test("may have names with a comma in quotes, and two students with one name", () => {
    expect(namesIn('"Lee, Ana"\n"Lee, Ana"\n"Ana ""Annie"" Lee"\n')).toEqual([
      "Lee, Ana",
      "Lee, Ana",
      'Ana "Annie" Lee',
    ]);
  });

  test.each([
    ["nothing but line breaks", "\n\n", "There is no name in it."],
    ["a header row alone", "name,mail\n", "There is no name in it."],
    ["several values without a header row", "Lee, Ana\nSu, Bo\n", "Line 1 has several values."],
    ["several values in a later row without a header row", "Ana\nSu, Bo\n", "Line 2 has several values."],
    ["a header row without the column", "first,last\nAna,Lee\n", "Line 1 has several values."],
    ["the column twice", "name,Name\nAna,Lee\n", "Two columns are called name"],
    ["a row without a name", "name,mail\nAna,a@example.org\n,b@example.org\n", "The name in line 3 must not be empty."],
    ["a row that ends before the name", "mail,name\na@example.org\n", "The name in line 2 must not be empty."],
    ["a quote that does not end", 'name\n"Ana\nBob\n', "must be enclosed in quotes"],
    ["a quote within a value", 'Ana "Annie" Lee\n', "must be enclosed in quotes"],
    ["a name that is too long", `Ana\n${"a".repeat(81)}\n`, "The name in line 2 is longer than 80 characters."],
    ["a control character", "Ana\u0007\n", "The name in line 1 "],
    ["a character that turns the direction of text", "Ana\u202eann\n", "The name in line 1 "],
    ["no letter in a name", "Ana\n!!!\n", "The name in line 2 must have a letter or a digit."],
    ["a character that was decoded wrongly", "Chlo\ufffd\n", "The name in line 1 "],
    ["more names than a class has students", "Ana\n".repeat(MOST_STUDENTS + 1), "at most 99 students"],
  ])("must not have %s", (_, text, message) => {
    expect(() => namesIn(text)).toThrow(message);
  });

  test("is refused without a word of what is in it", () => {
    const secret = fc.string({ minLength: 4, unit: fc.constantFrom(..."Zq\"',;\t\n\u0007") });
    fc.assert(
      fc.property(secret, (text) => {
        expect(messageFor(text)).not.toMatch(/[Zq]{2}/);
      }),
    );
  });

  test("has the names that a spreadsheet wrote into it, in their order", () => {
    const name = fc
      .string({ minLength: 1, maxLength: 30, unit: fc.constantFrom(..."aé, ;\"'-") })
      .map((text) => `x${text}x`);
    const row = fc.tuple(fc.nat(), name).map(([number, own]) => [String(number), own] as const);
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: MOST_STUDENTS }),
        fc.constantFrom(",", ";", "\t"),
        (rows, separator) => {
          const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
          const lines = [["number", "name"], ...rows].map((values) =>
            values.map((value) => quoted(value)).join(separator),
          );
          expect(namesIn(lines.join("\r\n"))).toEqual(rows.map(([, own]) => own));
        },
      ),
    );
  });
});

describe("the file of a list", () => {
  test.each([
    ["is none", undefined, "does not exist"],
    ["is empty", "", "is empty"],
    ["is a spreadsheet and no CSV", new Uint8Array([0x50, 0x4b, 0x03, 0x04]), "ZIP archive"],
    ["is UTF-16", new Uint8Array([0xff, 0xfe, 0x41, 0]), "UTF-16"],
    ["has another encoding", new Uint8Array([0x43, 0x68, 0x6c, 0x6f, 0xe9]), "is not UTF-8"],
    ["is no list", "Lee, Ana\n", "has several values"],
  ])("is named in the message if it %s", async (name, content, message) => {
    const file = content === undefined ? `${folder}/nowhere.csv` : write(`${name}.csv`, content);
    await expect(readNameList(file)).rejects.toThrow(message);
    await expect(readNameList(file)).rejects.toThrow(file);
  });

  test("may come from a spreadsheet", async () => {
    expect(await readNameList(write("class.csv", "\ufeffname;mail\r\nAna;a@example.org\r\n"))).toEqual(["Ana"]);
  });
});
