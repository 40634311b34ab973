import { inChosenLanguage } from "../language/texts.ts";

/** The parts that every visit shows. They are one file of the build, since each further one would be a request to wait for. */
export const firstVisit = await inChosenLanguage({
  en: () => import("./en/first-visit.ts"),
  es: () => import("./es/first-visit.ts"),
  hi: () => import("./hi/first-visit.ts"),
  ar: () => import("./ar/first-visit.ts"),
});
