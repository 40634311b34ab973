import { strings } from "../../strings.ts";

/** To be drawn. */
export function VerifyView() {
  return <h1>{strings.views.verify}</h1>;
}
