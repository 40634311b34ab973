import { inChosenLanguage } from "../language/texts.ts";

export const forgingStrings = await inChosenLanguage({
  en: async () => (await import("./en/forging.ts")).forgingStrings,
  es: async () => (await import("./es/forging.ts")).forgingStrings,
  hi: async () => (await import("./hi/forging.ts")).forgingStrings,
  ar: async () => (await import("./ar/forging.ts")).forgingStrings,
});
