import { inChosenLanguage } from "../language/texts.ts";

export const classStrings = await inChosenLanguage({
  en: async () => (await import("./en/class.ts")).classStrings,
  es: async () => (await import("./es/class.ts")).classStrings,
  hi: async () => (await import("./hi/class.ts")).classStrings,
  ar: async () => (await import("./ar/class.ts")).classStrings,
});
