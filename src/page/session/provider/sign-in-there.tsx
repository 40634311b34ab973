import type { PageSignIn } from "../../../contract/page-sign-in.ts";
import { hasCryptography } from "../../cryptography.ts";
import { hasDrafts } from "../../drafts.ts";
import { goToProvider, progress } from "./entering.ts";
import { hostOf } from "./settings.ts";
import { providerStrings } from "../../texts/provider.ts";

/** Offers to sign in with the organisation's identity provider. */
export function SignInThere({ provider }: { readonly provider: PageSignIn }) {
  const host = hostOf(provider);
  const isLeaving = progress.value === "leaving";
  return (
    <div class="panel">
      <p role="status">{words(host)}</p>
      <button
        type="button"
        class="primary"
        disabled={isLeaving || !hasCryptography}
        onClick={() => void goToProvider()}
      >
        {providerStrings.through(host)}
      </button>
    </div>
  );
}

/** What happens, or is to happen. */
function words(host: string): string {
  const text = providerStrings;
  if (progress.value === "leaving") return text.opening(host);
  if (progress.value === "waiting") return text.waiting;
  return hasDrafts() ? text.ownWindow : text.explanation;
}
