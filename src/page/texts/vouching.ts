import { firstVisit } from "./first-visit.ts";

export const { vouchingStrings } = firstVisit;
