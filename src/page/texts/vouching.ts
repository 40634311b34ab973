import { inChosenLanguage } from "../language/texts.ts";

export const vouchingStrings = await inChosenLanguage({
  en: async () => (await import("./en/vouching.ts")).vouchingStrings,
  es: async () => (await import("./es/vouching.ts")).vouchingStrings,
  hi: async () => (await import("./hi/vouching.ts")).vouchingStrings,
  ar: async () => (await import("./ar/vouching.ts")).vouchingStrings,
});
