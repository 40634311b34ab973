import { inChosenLanguage } from "../language/texts.ts";

export const labStrings = await inChosenLanguage({
  en: async () => (await import("./en/lab.ts")).labStrings,
  es: async () => (await import("./es/lab.ts")).labStrings,
  hi: async () => (await import("./hi/lab.ts")).labStrings,
  ar: async () => (await import("./ar/lab.ts")).labStrings,
});
