import { inChosenLanguage } from "../language/texts.ts";

/** The parts that every visit shows. They are loaded together, since each part loaded alone would be another request. */
export const firstVisit = await inChosenLanguage({
  en: () => import("./en/first-visit.ts"),
  es: () => import("./es/first-visit.ts"),
  hi: () => import("./hi/first-visit.ts"),
  ar: () => import("./ar/first-visit.ts"),
});
