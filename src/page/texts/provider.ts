import { firstVisit } from "./first-visit.ts";

export const { providerStrings } = firstVisit;
