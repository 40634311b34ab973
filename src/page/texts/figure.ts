import { inChosenLanguage } from "../language/texts.ts";

export const figureStrings = await inChosenLanguage({
  en: async () => (await import("./en/figure.ts")).figureStrings,
  es: async () => (await import("./es/figure.ts")).figureStrings,
  hi: async () => (await import("./hi/figure.ts")).figureStrings,
  ar: async () => (await import("./ar/figure.ts")).figureStrings,
});
