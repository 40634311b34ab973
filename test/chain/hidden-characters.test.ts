import { expect, test } from "vitest";
import { hasNeedlessHidden } from "../../src/chain/text/hidden-characters.ts";

/**
 * The characters of canonical combining class 9: those of Unicode 14 from Python's unicodedata, then those of 15 and
 * 16.
 */
const VIRAMAS = (
  "094D 09CD 0A4D 0ACD 0B4D 0BCD 0C4D 0CCD 0D3B 0D3C 0D4D 0DCA 0E3A 0EBA 0F84 1039 103A 1714 1715 1734 17D2 1A60 1B44 " +
  "1BAA 1BAB 1BF2 1BF3 2D7F A806 A82C A8C4 A953 A9C0 AAF6 ABED 10A3F 11046 11070 1107F 110B9 11133 11134 111C0 11235 " +
  "112EA 1134D 11442 114C2 115BF 1163F 116B6 1172B 11839 1193D 1193E 119E0 11A34 11A47 11A99 11C3F 11D44 11D45 11D97 " +
  "11F41 11F42 113CE 113CF 113D0 1612F"
)
  .split(" ")
  .map((code) => String.fromCodePoint(Number.parseInt(code, 16)));

test("a joiner is needed after each virama, and after no other mark of a script that does not join", () => {
  expect(VIRAMAS.filter((virama) => hasNeedlessHidden(`x${virama}\u200d`))).toEqual([]);

  const marks = Array.from({ length: 0x20000 }, (_, code) => String.fromCodePoint(code)).filter((character) =>
    /^\p{M}$/u.test(character),
  );
  const joined = marks.filter((mark) => !hasNeedlessHidden(`x${mark}\u200d`));
  const inJoiningScripts = joined.filter((mark) =>
    /[\p{scx=Arab}\p{scx=Syrc}\p{scx=Mand}\p{scx=Nkoo}\p{scx=Mong}\p{scx=Phag}\p{scx=Adlm}\p{scx=Rohg}\p{scx=Mani}\p{scx=Phlp}\p{scx=Sogd}\p{scx=Chrs}\p{scx=Ougr}]/u.test(
      mark,
    ),
  );
  expect(joined.filter((mark) => !VIRAMAS.includes(mark) && !inJoiningScripts.includes(mark))).toEqual([]);
  expect(marks.length).toBeGreaterThan(2000);
});
