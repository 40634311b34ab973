/** The verifier that is one file: it opens from a disk, needs no server, and connects to nothing. */
import { render } from "preact";
import { VerifierView } from "./verifier-view.tsx";

const root = document.querySelector("#page");
if (root) render(<VerifierView />, root);
