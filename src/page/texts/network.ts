import { inChosenLanguage } from "../language/texts.ts";

export const networkStrings = await inChosenLanguage({
  en: async () => (await import("./en/network.ts")).networkStrings,
  es: async () => (await import("./es/network.ts")).networkStrings,
  hi: async () => (await import("./hi/network.ts")).networkStrings,
  ar: async () => (await import("./ar/network.ts")).networkStrings,
});
