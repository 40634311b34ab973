/**
 * Reads a saved checkpoint or receipt as it was before editors, mail and downloads went over it: without a byte order
 * mark, with line feeds alone, and with exactly one at its end. A note holds neither carriage returns nor a byte order
 * mark, so nothing that was signed is changed.
 */
export function savedText(text: string): string {
  const lines = text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n");
  return `${lines.replace(/^\n+/, "").replace(/\n+$/, "")}\n`;
}
