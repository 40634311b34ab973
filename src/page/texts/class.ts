import { firstVisit } from "./first-visit.ts";

export const { classStrings } = firstVisit;
