import { effect, untracked } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { between, isAnother, type Passage } from "./passage.ts";
import { passage } from "./record-passage.ts";

/** How long a step is shown at least, in milliseconds, so that the eye can follow. The mining does not wait for it. */
const PACE = 450;

/** How many steps the figure may be behind. Who loses races quickly sees the newest ones. */
const BEHIND = 6;

/** The present run's passage, each part of it for long enough to be seen. */
export function useFollowed(): Passage | undefined {
  const [shown, show] = useState(() => untracked(() => passage.value));
  useEffect(() => {
    let due: Passage[] = [];
    let last = shown;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const next = () => {
      const following = due.shift();
      timer = following && setTimeout(next, PACE);
      if (following) show(following);
    };
    const stop = effect(() => {
      const { value } = passage;
      if (isSame(value, last)) return;
      const before = last;
      last = value;
      if (!value || isAnother(before, value)) {
        clearTimeout(timer);
        timer = undefined;
        due = [];
      }
      if (!value) return show(undefined);
      due = [...due, ...between(before, value)].slice(-BEHIND);
      if (timer === undefined) next();
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, []);
  return shown;
}

function isSame(one: Passage | undefined, other: Passage | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
