import { strings } from "../../strings.ts";

/** To be drawn. */
export function LabView() {
  return <h1>{strings.views.lab}</h1>;
}
