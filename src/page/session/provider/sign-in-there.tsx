import type { PageSignIn } from "../../../contract/page-sign-in.ts";
import { hasCryptography } from "../../cryptography.ts";
import { providerStrings } from "../../provider-strings.ts";
import { goToProvider, progress } from "./entering.ts";
import { hostOf } from "./settings.ts";

/** Offers to sign in with the organisation's identity provider. */
export function SignInThere({ provider }: { readonly provider: PageSignIn }) {
  const host = hostOf(provider);
  const isLeaving = progress.value === "leaving";
  return (
    <div class="panel">
      <p>{providerStrings.explanation}</p>
      <button
        type="button"
        class="primary"
        disabled={isLeaving || !hasCryptography}
        onClick={() => void goToProvider()}
      >
        {providerStrings.through(host)}
      </button>
      <p class="hint" role="status">
        {isLeaving && providerStrings.opening(host)}
      </p>
    </div>
  );
}
