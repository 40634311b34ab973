import { firstVisit } from "./first-visit.ts";

export const { strings } = firstVisit;
