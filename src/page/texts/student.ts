import { inChosenLanguage } from "../language/texts.ts";

export const studentStrings = await inChosenLanguage({
  en: async () => (await import("./en/student.ts")).studentStrings,
  es: async () => (await import("./es/student.ts")).studentStrings,
  hi: async () => (await import("./hi/student.ts")).studentStrings,
  ar: async () => (await import("./ar/student.ts")).studentStrings,
});
