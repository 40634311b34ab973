/**
 * Undoes what editors, mail and downloads do to a saved checkpoint or receipt: removes a byte order mark and carriage
 * returns, and leaves exactly one line feed at the end. A note holds neither a carriage return nor a byte order mark,
 * so this changes nothing that was signed.
 */
export function savedText(text: string): string {
  const lines = text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n");
  return `${lines.replace(/^\n+/, "").replace(/\n+$/, "")}\n`;
}
