import { useId } from "preact/hooks";
import { linkTo } from "../address/route.ts";
import { ErrorNotice, Notice } from "../parts/notice.tsx";
import { allows } from "../session/session.ts";
import { isDemanded, type Signable, standing, wantsToSign } from "./signing.ts";
import { keyStrings } from "../texts/keys.ts";

/** Says whether what is written is signed with the person's key, and lets the person choose where the ledger does. */
export function SigningChoice({ what = "record" }: { readonly what?: Signable }) {
  const text = keyStrings.signing;
  const id = useId();
  const { value } = standing;
  const demanded = isDemanded(what);
  switch (value.at) {
    case "nowhere":
      return demanded ? <Notice tone="bad">{text.required}</Notice> : null;
    case "loading":
      return <p class="hint">{text.checking}</p>;
    case "failed":
      return (
        <>
          <ErrorNotice error={value.error} />
          {!demanded && <p class="hint">{text.unsigned}</p>}
        </>
      );
    case "enrolled": {
      const { thumbprint } = value.key;
      if (demanded) return <p class="hint">{text.demanded(thumbprint)}</p>;
      return (
        <div>
          <label class="choice">
            <input
              type="checkbox"
              checked={wantsToSign.value}
              aria-describedby={id}
              onChange={({ currentTarget }) => (wantsToSign.value = currentTarget.checked)}
            />
            <span>{text.with(thumbprint)}</span>
          </label>
          <p class="hint" id={id}>
            {wantsToSign.value ? text.hint : text.unsigned}
          </p>
        </div>
      );
    }
    default:
      return <Unsigned at={value.at} demanded={demanded} />;
  }
}

interface UnsignedProps {
  readonly at: "no-key" | "not-enrolled" | "revoked";
  readonly demanded: boolean;
}

/** Why nothing is signed, and where to change that. */
function Unsigned({ at, demanded }: UnsignedProps) {
  const text = keyStrings.signing;
  const why = { "no-key": text.noKey, "not-enrolled": text.notEnrolled, revoked: text.revoked }[at];
  const mayEnrol = allows("key:enrol") || allows("key:enrol-others");
  const setUp = mayEnrol && <a href={linkTo("keys")}>{text.setUp}</a>;
  if (demanded) {
    return (
      <Notice tone="bad">
        {text.required} {why} {mayEnrol ? setUp : keyStrings.mine.scopeMissing}
      </Notice>
    );
  }
  return (
    <p class="hint">
      {why} {text.unsigned} {setUp}
    </p>
  );
}
