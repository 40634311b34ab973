import { inChosenLanguage } from "../language/texts.ts";

export const mineStrings = await inChosenLanguage({
  en: async () => (await import("./en/mine.ts")).mineStrings,
  es: async () => (await import("./es/mine.ts")).mineStrings,
  hi: async () => (await import("./hi/mine.ts")).mineStrings,
  ar: async () => (await import("./ar/mine.ts")).mineStrings,
});
