/**
 * A hash in hex. Its leading zeros are highlighted, since those are what miners search for.
 *
 * @param short shows only the first digits; screen readers and the clipboard also get only these
 */
export function Hash({ value, short = false }: { readonly value: string; readonly short?: boolean }) {
  const shown = short && value.length > 16 ? `${value.slice(0, 14)}…` : value;
  const zeros = /^0*/.exec(shown)?.[0].length ?? 0;
  return (
    <code class="hash">
      <b class="hash-zeros">{shown.slice(0, zeros)}</b>
      {shown.slice(zeros)}
    </code>
  );
}
