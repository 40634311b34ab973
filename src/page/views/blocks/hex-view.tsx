import { hex } from "../../../chain/text/hex.ts";
import { chainStrings } from "../../texts/chain.ts";

/** Bytes per line, to fit the width of a phone. */
const LINE = 8;

/** Bytes in hex next to their ASCII characters, initially collapsed. */
export function HexView({ bytes }: { readonly bytes: Uint8Array }) {
  const label = chainStrings.block.steps.hexView;
  return (
    <details>
      <summary>{label}</summary>
      {/* Focusable, so that the keyboard can scroll it. */}
      <pre class="code hex" tabIndex={0} role="region" aria-label={label}>
        {Array.from({ length: Math.ceil(bytes.length / LINE) }, (_, line) => lineOf(bytes, line * LINE)).join("\n")}
      </pre>
    </details>
  );
}

function lineOf(bytes: Uint8Array, start: number): string {
  const line = bytes.subarray(start, start + LINE);
  const digits = Array.from(line, (byte) => hex(Uint8Array.of(byte))).join(" ");
  // One character per byte. Bytes outside printable ASCII are shown as dots.
  const characters = Array.from(line, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·"));
  return `${String(start).padStart(4, "0")}  ${digits.padEnd(LINE * 3)} ${characters.join("")}`;
}
