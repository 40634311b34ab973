import { useAnswer } from "../use-answer.ts";
import { place } from "./place.ts";

/** Shows students their place in the class, below the header. Its code is loaded for them alone. */
export function ClassStrip() {
  return place.value ? <Strip /> : null;
}

function Strip() {
  const { value: strip } = useAnswer(() => import("./class-strip.tsx"), []);
  return strip ? <strip.ClassStrip /> : null;
}
