export { tourStrings } from "../en/tour.ts";
