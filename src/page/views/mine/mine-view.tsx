import { strings } from "../../strings.ts";

/** To be drawn. */
export function MineView() {
  return <h1>{strings.views.mine}</h1>;
}
