import { inChosenLanguage } from "../language/texts.ts";

export const tourStrings = await inChosenLanguage({
  en: async () => (await import("./en/tour.ts")).tourStrings,
  es: async () => (await import("./es/tour.ts")).tourStrings,
  hi: async () => (await import("./hi/tour.ts")).tourStrings,
  ar: async () => (await import("./ar/tour.ts")).tourStrings,
});
