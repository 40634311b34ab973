import { Notice } from "../parts/notice.tsx";
import { linkTo } from "../address/route.ts";
import { hasCryptography } from "../cryptography.ts";
import { CodeForm, CodeRefused } from "./code/code-form.tsx";
import { progress } from "./provider/entering.ts";
import { provider, providerFault, takesCodes } from "./provider/settings.ts";
import { SignInThere } from "./provider/sign-in-there.tsx";
import { ending } from "./session.ts";
import { TokenForm } from "./token-form.tsx";
import { isHalfFilled } from "../views/mine/record-draft.ts";
import { classStrings } from "../texts/class.ts";
import { providerStrings } from "../texts/provider.ts";
import { strings } from "../texts/frame.ts";

/** The form for a token. Students need none, so it is folded away where codes are taken. */
function OtherWay() {
  const form = <TokenForm isSecond={provider !== undefined || takesCodes} />;
  if (!takesCodes) return form;
  return (
    <details>
      <summary>{classStrings.code.otherWay}</summary>
      {form}
    </details>
  );
}

/** Asks the user to sign in. Says why if the previous session has ended. */
export function SignIn() {
  const text = strings.signIn;
  if (progress.value === "entering") return <p role="status">{providerStrings.entering}</p>;
  if (progress.value === "done") return <p role="status">{providerStrings.done}</p>;
  return (
    <section class="sign-in">
      <h1>{text.title}</h1>
      <p class="lead">{text.lead}</p>
      <CodeRefused />
      {ending.value !== undefined && (
        <Notice tone="bad">
          <span dir="auto">{ending.value}</span> {isHalfFilled.value && !takesCodes && text.draftKept}
        </Notice>
      )}
      {providerFault !== undefined && <Notice>{providerStrings.notSetUp(providerFault)}</Notice>}
      {takesCodes && hasCryptography && <CodeForm />}
      {provider && <SignInThere provider={provider} />}
      <OtherWay />
      <p>
        {text.labFirst} <a href={linkTo("lab")}>{text.openLab}</a>
      </p>
    </section>
  );
}
