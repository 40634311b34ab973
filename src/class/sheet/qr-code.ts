import { correction, generate } from "lean-qr";
import { toSvgPath } from "lean-qr/extras/svg";
import { type Html, markup } from "../../markup/html.ts";

/** The white border that scanners need, in modules (ISO/IEC 18004). */
const QUIET = 4;

/** Longer texts get the least redundancy: in the same square, larger modules scan better than more of them. */
const LONG = 200;

/**
 * A QR code as SVG. It has no colours of its own: the path is drawn in the style sheet's.
 *
 * @param label what it leads to, for those who cannot see it
 */
export function qrCode(text: string, label: string): Html {
  const code = generate(text, { minCorrectionLevel: text.length > LONG ? correction.L : correction.M });
  const side = String(code.size + 2 * QUIET);
  return markup`<svg class="qr" viewBox="-${String(QUIET)} -${String(QUIET)} ${side} ${side}" role="img" aria-label="${label}"><path d="${toSvgPath(code)}"/></svg>`;
}
