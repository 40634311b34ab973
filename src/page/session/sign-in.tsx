import { useSignal } from "@preact/signals";
import { Notice } from "../parts/notice.tsx";
import { linkTo } from "../address/route.ts";
import { ending, signIn } from "./session.ts";
import { strings } from "../strings.ts";
import { readToken } from "./token.ts";
import { isHalfFilled } from "../views/mine/record-draft.ts";

/** Asks for a token. Says why if the previous session has ended. */
export function SignIn() {
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
    <section class="sign-in">
      <h1>{text.title}</h1>
      <p class="lead">{text.lead}</p>
      {ending.value !== undefined && (
        <Notice tone="bad">
          {ending.value} {isHalfFilled.value && text.draftKept}
        </Notice>
      )}
      <form class="panel" onSubmit={submit}>
        <p>{text.explanation}</p>
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
        <button type="submit" class="primary">
          {text.submit}
        </button>
        <p class="hint">
          {text.getOne} <code>npm run -s token</code>
        </p>
      </form>
      <p>
        {text.labFirst} <a href={linkTo("lab")}>{text.openLab}</a>
      </p>
    </section>
  );
}
