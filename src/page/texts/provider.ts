import { inChosenLanguage } from "../language/texts.ts";

export const providerStrings = await inChosenLanguage({
  en: async () => (await import("./en/provider.ts")).providerStrings,
  es: async () => (await import("./es/provider.ts")).providerStrings,
  hi: async () => (await import("./hi/provider.ts")).providerStrings,
  ar: async () => (await import("./ar/provider.ts")).providerStrings,
});
