/** The origin of an https address as typed; `undefined` if it is none. */
export function originIn(typed: string): string | undefined {
  const text = typed.trim();
  if (!URL.canParse(text)) return undefined;
  const { protocol, origin } = new URL(text);
  return protocol === "https:" ? origin : undefined;
}
