import { Notice } from "../parts/notice.tsx";
import { linkTo } from "../address/route.ts";
import { providerStrings } from "../provider-strings.ts";
import { progress } from "./provider/entering.ts";
import { provider, providerFault } from "./provider/settings.ts";
import { SignInThere } from "./provider/sign-in-there.tsx";
import { ending } from "./session.ts";
import { strings } from "../strings.ts";
import { TokenForm } from "./token-form.tsx";
import { isHalfFilled } from "../views/mine/record-draft.ts";

/** Asks the user to sign in. Says why if the previous session has ended. */
export function SignIn() {
  const text = strings.signIn;
  if (progress.value === "entering") return <p role="status">{providerStrings.entering}</p>;
  if (progress.value === "done") return <p role="status">{providerStrings.done}</p>;
  return (
    <section class="sign-in">
      <h1>{text.title}</h1>
      <p class="lead">{text.lead}</p>
      {ending.value !== undefined && (
        <Notice tone="bad">
          {ending.value} {isHalfFilled.value && text.draftKept}
        </Notice>
      )}
      {providerFault !== undefined && <Notice>{providerStrings.notSetUp(providerFault)}</Notice>}
      {provider && <SignInThere provider={provider} />}
      <TokenForm isSecond={provider !== undefined} />
      <p>
        {text.labFirst} <a href={linkTo("lab")}>{text.openLab}</a>
      </p>
    </section>
  );
}
