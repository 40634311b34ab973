/** The page: signs in, and shows one of its views of the current ledger. */
import { effect } from "@preact/signals";
import { render } from "preact";
import { Frame } from "./frame.tsx";
import { beginReports } from "./class/begin-reports.ts";
import { route } from "./address/route.ts";
import { guardLeaving } from "./leaving.ts";
import { followAnswer } from "./session/provider/entering.ts";
import { resume } from "./session/session.ts";
import { followLink } from "./session/sign-in-link.ts";
import { strings } from "./texts/frame.ts";

resume();
followLink();
followAnswer();
// If the page is already open, opening a sign-in link in its tab changes only the fragment.
addEventListener("hashchange", followLink);
beginReports();
guardLeaving();
effect(() => {
  const { view, ledger, fault } = route.value;
  const title = fault ? strings.wrongAddress.title : `${strings.views[view]}: ${ledger}`;
  document.title = `${title} · ${strings.brand}`;
});

const root = document.querySelector("#page");
if (root) render(<Frame />, root);
