import { inChosenLanguage } from "../language/texts.ts";

export const chainStrings = await inChosenLanguage({
  en: async () => (await import("./en/chain.ts")).chainStrings,
  es: async () => (await import("./es/chain.ts")).chainStrings,
  hi: async () => (await import("./hi/chain.ts")).chainStrings,
  ar: async () => (await import("./ar/chain.ts")).chainStrings,
});
