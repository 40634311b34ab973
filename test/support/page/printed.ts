import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Image } from "../class/qr-image.ts";

/** Millimetres in a point, the unit of a PDF. */
const MM = 25.4 / 72;

const DPI = 150;

/** Whether the PDFs that Chromium prints can be read here. On Debian: apt-get install poppler-utils. */
export const HAS_POPPLER = (process.env["PATH"] ?? "")
  .split(delimiter)
  .some((folder) => existsSync(join(folder, "pdftotext")));

/** A word on a printed page, and where it stands, in millimetres. */
export interface Word {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The words on each page of a PDF. */
export function wordsOfPages(file: string): Word[][] {
  const layout = execFileSync("pdftotext", ["-bbox", file, "-"], { encoding: "utf8" });
  return layout
    .split("<page ")
    .slice(1)
    .map((page) =>
      Array.from(
        page.matchAll(/<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)<\/word>/g),
        ([, left, top, right, bottom, text = ""]) => ({
          text,
          left: Number(left) * MM,
          top: Number(top) * MM,
          right: Number(right) * MM,
          bottom: Number(bottom) * MM,
        }),
      ),
    );
}

/** Each page of a PDF as a printer would draw it, in shades of grey. */
export function imagesOfPages(file: string, folder: string): Image[] {
  execFileSync("pdftoppm", ["-r", String(DPI), "-gray", file, join(folder, "page")]);
  const names = readdirSync(folder).filter((name) => name.endsWith(".pgm"));
  return names.toSorted().map((name) => pgm(readFileSync(join(folder, name))));
}

/**
 * Cuts out the dark figures in a column of a page, from top to bottom.
 *
 * @param left where the column begins, and `right` where it ends, in millimetres
 * @param least the least height of a figure, in millimetres; a cut line is lower
 */
export function figuresIn(page: Image, left: number, right: number, least: number): Image[] {
  const pixels = (mm: number) => Math.round((mm / 25.4) * DPI);
  const [from, to] = [pixels(left), pixels(right)];
  const isDark = Array.from({ length: page.height }, (_, row) =>
    page.grey.subarray(row * page.width + from, row * page.width + to).some((shade) => shade < 128),
  );
  const figures: Image[] = [];
  for (let top = isDark.indexOf(true); top !== -1;) {
    // A gap of more than a millimetre ends a figure.
    let bottom = top;
    for (let row = top; row < bottom + pixels(1) && row < page.height; row++) if (isDark[row]) bottom = row + 1;
    if (bottom - top > pixels(least)) figures.push(cropped(page, from, to, top - pixels(2), bottom + pixels(2)));
    top = isDark.indexOf(true, bottom);
  }
  return figures;
}

function cropped({ width, grey }: Image, left: number, right: number, top: number, bottom: number): Image {
  const cut = { width: right - left, height: bottom - top, grey: new Uint8Array((right - left) * (bottom - top)) };
  for (let row = top; row < bottom; row++) {
    cut.grey.set(grey.subarray(row * width + left, row * width + right), (row - top) * cut.width);
  }
  return cut;
}

/** Reads a portable greymap: a header of three lines, then a byte for each pixel. */
function pgm(bytes: Buffer): Image {
  const [header = "", width, height] =
    /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.subarray(0, 40).toString("latin1")) ?? [];
  return { width: Number(width), height: Number(height), grey: bytes.subarray(header.length) };
}
