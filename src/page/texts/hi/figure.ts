export { figureStrings } from "../en/figure.ts";
