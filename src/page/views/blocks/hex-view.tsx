import { hex } from "../../../chain/hex.ts";
import { strings } from "../../strings.ts";

/** Bytes in a line: so many fit on a telephone. */
const LINE = 8;

/** Bytes in hex with the characters that they stand for, folded up at first. */
export function HexView({ bytes }: { readonly bytes: Uint8Array }) {
  const label = strings.block.steps.hexView;
  return (
    <details>
      <summary>{label}</summary>
      {/* It scrolls, so the keyboard must reach it. */}
      <pre class="code hex" tabIndex={0} role="region" aria-label={label}>
        {Array.from({ length: Math.ceil(bytes.length / LINE) }, (_, line) => lineOf(bytes, line * LINE)).join("\n")}
      </pre>
    </details>
  );
}

function lineOf(bytes: Uint8Array, start: number): string {
  const line = bytes.subarray(start, start + LINE);
  const digits = Array.from(line, (byte) => hex(Uint8Array.of(byte))).join(" ");
  // One character for each byte; what is not ASCII takes several bytes, and is shown as dots.
  const characters = Array.from(line, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·"));
  return `${String(start).padStart(4, "0")}  ${digits.padEnd(LINE * 3)} ${characters.join("")}`;
}
