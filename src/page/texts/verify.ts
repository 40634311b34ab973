import { inChosenLanguage } from "../language/texts.ts";

export const verifyStrings = await inChosenLanguage({
  en: async () => (await import("./en/verify.ts")).verifyStrings,
  es: async () => (await import("./es/verify.ts")).verifyStrings,
  hi: async () => (await import("./hi/verify.ts")).verifyStrings,
  ar: async () => (await import("./ar/verify.ts")).verifyStrings,
});
