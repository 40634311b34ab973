import { inChosenLanguage } from "../language/texts.ts";

export const strings = await inChosenLanguage({
  en: async () => (await import("./en/frame.ts")).strings,
  es: async () => (await import("./es/frame.ts")).strings,
  hi: async () => (await import("./hi/frame.ts")).strings,
  ar: async () => (await import("./ar/frame.ts")).strings,
});
