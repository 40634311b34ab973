import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { readCode } from "../../../class/codes.ts";
import { Notice } from "../../parts/notice.tsx";
import { enterCode, exchanging, codeFault } from "./entering.ts";
import { classStrings } from "../../texts/class.ts";

/** Asks for a student's code. */
export function CodeForm() {
  const text = classStrings.code;
  const code = useSignal("");
  const isRefused = useSignal(false);
  const seconds = useSecondsLeft();
  const isRunning = exchanging.value.at === "running";
  const submit = (event: Event) => {
    event.preventDefault();
    const read = readCode(code.value);
    isRefused.value = read === undefined;
    if (read !== undefined) void enterCode(read, true);
  };
  return (
    <form class="panel code-form" onSubmit={submit}>
      <h2>{text.title}</h2>
      <p id="code-explanation">{text.explanation}</p>
      <label class="field">
        <span>{text.label}</span>
        <input
          class="mono code-input"
          required
          maxLength={40}
          spellcheck={false}
          autocapitalize="characters"
          autocomplete="off"
          enterkeyhint="go"
          value={code.value}
          onInput={({ currentTarget }) => (code.value = currentTarget.value)}
          aria-describedby="code-explanation"
          aria-invalid={isRefused.value}
        />
      </label>
      {isRefused.value && <Notice tone="bad">{text.notCode}</Notice>}
      <button type="submit" class="primary" disabled={isRunning || seconds > 0}>
        {seconds > 0 ? text.submitIn(seconds) : text.submit}
      </button>
      {isRunning && <p role="status">{text.entering}</p>}
    </form>
  );
}

/** Says why the last code did not sign in, and offers to repeat it if there was no answer. */
export function CodeRefused() {
  const { value } = exchanging;
  if (codeFault.value === undefined) return null;
  return (
    <Notice tone="bad">
      <p>{codeFault.value}</p>
      {value.at === "unreachable" && (
        <button type="button" onClick={value.again}>
          {classStrings.code.again}
        </button>
      )}
    </Notice>
  );
}

/** The seconds until another code may be tried. */
function useSecondsLeft(): number {
  const { value } = exchanging;
  const until = value.at === "waiting" ? value.until : 0;
  const now = useSignal(Date.now());
  useEffect(() => {
    now.value = Date.now();
    if (until <= now.value) return undefined;
    const timer = setInterval(() => {
      now.value = Date.now();
      if (now.value >= until) clearInterval(timer);
    }, 1000);
    return () => clearInterval(timer);
  }, [now, until]);
  return Math.max(0, Math.ceil((until - now.value) / 1000));
}
