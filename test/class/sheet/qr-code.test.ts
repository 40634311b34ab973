import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { qrCode } from "../../../src/class/sheet/qr-code.ts";
import { drawn, readQrCode } from "../../support/class/qr-image.ts";

describe("a QR code of the sheet", () => {
  test("is read back by a decoder, whatever the address and however long the link", () => {
    const host = fc.oneof(fc.ipV4(), fc.domain());
    const link = fc
      .tuple(host, fc.integer({ min: 1, max: 65_535 }), fc.stringMatching(/^[\w.-]{9,600}$/))
      .map(([name, port, secret]) => `https://${name}:${port}/#token=${secret}`);
    fc.assert(
      fc.property(link, (text) => {
        expect(readQrCode(drawn(qrCode(text, "a link").toString()))).toBe(text);
      }),
      { numRuns: 40 },
    );
  });

  test("leaves the white border that scanners need", () => {
    const { width, grey } = drawn(qrCode("https://192.168.1.20:8787", "a link").toString(), 1);
    const border = grey.filter((_, place) => {
      const [x, y] = [place % width, Math.floor(place / width)];
      return Math.min(x, y, width - 1 - x, width - 1 - y) < 4;
    });
    expect(new Set(border)).toEqual(new Set([255]));
  });
});
