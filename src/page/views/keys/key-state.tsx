import type { EnrolledKeyView } from "../../../client/routes/keys.ts";
import { Badge } from "../../parts/icon.tsx";
import { keyStrings } from "../../texts/keys.ts";

/** Whether a key is enrolled or revoked. Green is reserved for what the page has verified. */
export function KeyState({ view: { state } }: { readonly view: EnrolledKeyView }) {
  return <Badge tone={state === "revoked" ? "bad" : "plain"}>{keyStrings.state[state]}</Badge>;
}
