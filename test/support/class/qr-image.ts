import jsQR from "jsqr";

/** An image in shades of grey, row by row: 0 is black and 255 is white. */
export interface Image {
  readonly width: number;
  readonly height: number;
  readonly grey: Uint8Array;
}

/** Reads the QR code in an image; `undefined` if there is none that can be read. */
export function readQrCode({ width, height, grey }: Image): string | undefined {
  const pixels = Uint8ClampedArray.from({ length: grey.length * 4 }, (_, place) =>
    place % 4 === 3 ? 255 : (grey[place >> 2] ?? 255),
  );
  return jsQR(pixels, width, height, { inversionAttempts: "dontInvert" })?.data;
}

/**
 * Draws a QR code of the sheet, whose path consists of polygons along the lines of a grid.
 *
 * @param svg an `svg` element with one `path`
 * @param scale how many pixels a module is wide
 */
export function drawn(svg: string, scale = 3): Image {
  const [, left = "", , side = ""] = /viewBox="(-?\d+) (-?\d+) (\d+) \d+"/.exec(svg) ?? [];
  const path = / d="([^"]+)"/.exec(svg)?.[1] ?? "";
  const size = Number(side) * scale;
  const grey = new Uint8Array(size * size).fill(255);
  const edges = verticalEdges(path);
  for (let row = 0; row < size; row++) {
    const y = (row + 0.5) / scale + Number(left);
    const crossed = edges.filter(({ top, bottom }) => top < y && y < bottom).map(({ x }) => (x - Number(left)) * scale);
    const borders = crossed.toSorted((one, other) => one - other);
    for (let place = 0; place + 1 < borders.length; place += 2) {
      grey.fill(0, row * size + (borders[place] ?? 0), row * size + (borders[place + 1] ?? 0));
    }
  }
  return { width: size, height: size, grey };
}

function verticalEdges(path: string): { x: number; top: number; bottom: number }[] {
  return path
    .split("Z")
    .filter((polygon) => polygon !== "")
    .flatMap((polygon) => {
      const corners = polygon
        .slice(1)
        .split("L")
        .map((corner) => corner.split(" ").map(Number));
      return corners.flatMap(([x = 0, y = 0], place) => {
        const [nextX = 0, nextY = 0] = corners[(place + 1) % corners.length] ?? [];
        return x === nextX ? [{ x, top: Math.min(y, nextY), bottom: Math.max(y, nextY) }] : [];
      });
    });
}
