import type { VerificationRun } from "./verification-run.ts";
import { verifyStrings } from "../../texts/verify.ts";

/** The progress of a running verification. */
export function Running({ run }: { readonly run: VerificationRun }) {
  const text = verifyStrings;
  const { value: progress } = run.progress;
  if (!progress) return null;
  const { checked, total, share, perSecond } = progress;
  return (
    <div class="panel running">
      <progress aria-label={text.progress} value={share} max={1} />
      <p class="running-words">
        <span>{total === undefined ? text.checkedSoFar(checked) : text.checked(checked, total)}</span>
        <span>{text.speed(Math.round(perSecond))}</span>
      </p>
      <button type="button" onClick={() => run.cancel()}>
        {text.cancel}
      </button>
    </div>
  );
}
