import { inChosenLanguage } from "../language/texts.ts";

export const recordStrings = await inChosenLanguage({
  en: async () => (await import("./en/records.ts")).recordStrings,
  es: async () => (await import("./es/records.ts")).recordStrings,
  hi: async () => (await import("./hi/records.ts")).recordStrings,
  ar: async () => (await import("./ar/records.ts")).recordStrings,
});
