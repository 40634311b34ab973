import { effect, untracked } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";

/** The shortest time between two changes of what is shown, in milliseconds. */
const PACE = 300;

/**
 * The present value of signals, read again only so often: a class may find many blocks a second, and drawing the whole board
 * for each of them would make it stutter.
 *
 * @param read reads signals; always the same ones for one component
 */
export function usePaced<Value>(read: () => Value): Value {
  const [shown, show] = useState(() => untracked(read));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = effect(() => {
      // Read it, so that the effect depends on it.
      read();
      timer ??= setTimeout(() => {
        timer = undefined;
        show(() => untracked(read));
      }, PACE);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, []);
  return shown;
}
