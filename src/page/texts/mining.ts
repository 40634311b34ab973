import { inChosenLanguage } from "../language/texts.ts";

export const miningStrings = await inChosenLanguage({
  en: async () => (await import("./en/mining.ts")).miningStrings,
  es: async () => (await import("./es/mining.ts")).miningStrings,
  hi: async () => (await import("./hi/mining.ts")).miningStrings,
  ar: async () => (await import("./ar/mining.ts")).miningStrings,
});
