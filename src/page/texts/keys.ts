import { inChosenLanguage } from "../language/texts.ts";

export const keyStrings = await inChosenLanguage({
  en: async () => (await import("./en/keys.ts")).keyStrings,
  es: async () => (await import("./es/keys.ts")).keyStrings,
  hi: async () => (await import("./hi/keys.ts")).keyStrings,
  ar: async () => (await import("./ar/keys.ts")).keyStrings,
});
