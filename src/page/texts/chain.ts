import { firstVisit } from "./first-visit.ts";

export const { chainStrings } = firstVisit;
