/**
 * A hash in hex with its leading zeros lit, since those are what miners look for.
 *
 * @param short shows the first digits only; screen readers and the clipboard get no more than is shown
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
