import { strings } from "../../strings.ts";

/** To be drawn. */
export function BlocksView() {
  return <h1>{strings.views.blocks}</h1>;
}
