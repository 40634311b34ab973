import { inChosenLanguage } from "../language/texts.ts";

export const boardStrings = await inChosenLanguage({
  en: async () => (await import("./en/board.ts")).boardStrings,
  es: async () => (await import("./es/board.ts")).boardStrings,
  hi: async () => (await import("./hi/board.ts")).boardStrings,
  ar: async () => (await import("./ar/board.ts")).boardStrings,
});
