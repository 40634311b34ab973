import type { PageSignIn } from "../../../contract/page-sign-in.ts";
import { hasCryptography } from "../../cryptography.ts";
import { hasDrafts } from "../../drafts.ts";
import { providerStrings } from "../../provider-strings.ts";
import { goToProvider, progress } from "./entering.ts";
import { hostOf } from "./settings.ts";

/** Offers to sign in with the organisation's identity provider. */
export function SignInThere({ provider }: { readonly provider: PageSignIn }) {
  const text = providerStrings;
  const host = hostOf(provider);
  const isLeaving = progress.value === "leaving";
  return (
    <div class="panel">
      <p>{hasDrafts() ? text.ownWindow : text.explanation}</p>
      <button
        type="button"
        class="primary"
        disabled={isLeaving || !hasCryptography}
        onClick={() => void goToProvider()}
      >
        {text.through(host)}
      </button>
      <p class="hint" role="status">
        {isLeaving && text.opening(host)}
        {progress.value === "waiting" && text.waiting}
      </p>
    </div>
  );
}
