import { useSignal } from "@preact/signals";
import { Notice } from "../parts/notice.tsx";
import { signIn } from "./session.ts";
import { readToken } from "./token.ts";
import { providerStrings } from "../texts/provider.ts";
import { strings } from "../texts/frame.ts";

/**
 * Asks for a token.
 *
 * @param isSecond whether the form is below the button that signs in with an identity provider
 */
export function TokenForm({ isSecond }: { readonly isSecond: boolean }) {
  const text = strings.signIn;
  const token = useSignal("");
  const isRefused = useSignal(false);
  const submit = (event: Event) => {
    event.preventDefault();
    const read = readToken(token.value);
    isRefused.value = read === undefined;
    if (read) signIn(read);
  };
  return (
    <form class="panel" onSubmit={submit}>
      {isSecond && <h2>{providerStrings.useToken}</h2>}
      <p>{isSecond ? providerStrings.tokenExplanation : text.explanation}</p>
      <label class="field">
        <span>{text.label}</span>
        <textarea
          rows={4}
          required
          spellcheck={false}
          autocomplete="off"
          class="mono"
          value={token.value}
          onInput={({ currentTarget }) => (token.value = currentTarget.value)}
          aria-invalid={isRefused.value}
        />
      </label>
      {isRefused.value && <Notice tone="bad">{text.notToken}</Notice>}
      <button type="submit" class={isSecond ? "" : "primary"}>
        {text.submit}
      </button>
      {!isSecond && (
        <p class="hint">
          {text.getOne} <code>npm run -s token</code>
        </p>
      )}
    </form>
  );
}
