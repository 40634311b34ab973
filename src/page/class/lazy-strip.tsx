import { useAnswer } from "../use-answer.ts";
import { place } from "./place.ts";

/** Shows students their place in the class, below the header. Its code is loaded for them alone. */
export function ClassStrip() {
  return place.value ? <Strip /> : null;
}

function Strip() {
  const { value: parts } = useAnswer(() => import("./student-parts.ts"), []);
  return parts ? <parts.ClassStrip /> : null;
}
