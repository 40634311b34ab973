interface HashProps {
  readonly value: string;
  readonly short?: boolean;
  readonly isWork?: boolean;
}

/**
 * A hash in hex. The leading zeros of a block's hash are highlighted, since those are what miners search for.
 *
 * @param isWork whether miners search for it; the zeros of a commitment or a Merkle root are chance
 * @param short shows only the first digits; screen readers and the clipboard also get only these
 */
export function Hash({ value, short = false, isWork = true }: HashProps) {
  const shown = short && value.length > 16 ? `${value.slice(0, 14)}…` : value;
  // The previous hash of genesis is just 0: nobody searched for it.
  const zeros = isWork && value !== "0" ? (/^0*/.exec(shown)?.[0].length ?? 0) : 0;
  return (
    <code class="hash">
      <b class="hash-zeros">{shown.slice(0, zeros)}</b>
      {shown.slice(zeros)}
    </code>
  );
}
