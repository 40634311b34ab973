import { inChosenLanguage } from "../language/texts.ts";

export const sheetStrings = await inChosenLanguage({
  en: async () => (await import("./en/sheet.ts")).sheetStrings,
  es: async () => (await import("./es/sheet.ts")).sheetStrings,
  hi: async () => (await import("./hi/sheet.ts")).sheetStrings,
  ar: async () => (await import("./ar/sheet.ts")).sheetStrings,
});
