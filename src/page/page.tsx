/** The page: signs in, and shows one of four views of the present ledger. */
import { effect } from "@preact/signals";
import { render } from "preact";
import { Frame } from "./frame.tsx";
import { route } from "./address/route.ts";
import { resume } from "./session/session.ts";
import { followLink } from "./session/sign-in-link.ts";
import { strings } from "./strings.ts";

resume();
followLink();
// A link with a token may also be opened where the page is open already: then only the fragment changes.
addEventListener("hashchange", followLink);
effect(() => {
  const { view, ledger, fault } = route.value;
  const title = fault ? strings.wrongAddress.title : `${strings.views[view]}: ${ledger}`;
  document.title = `${title} · ${strings.brand}`;
});

const root = document.querySelector("#page");
if (root) render(<Frame />, root);
