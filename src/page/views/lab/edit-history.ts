/** A value with those it had before, and those that were taken back. */
export interface EditHistory<Value> {
  readonly past: readonly Value[];
  readonly present: Value;
  readonly future: readonly Value[];
  /** What the last change was part of, such as the typing in one field; absent where a step of its own begins. */
  readonly stretch?: string | undefined;
}

/** A history that begins. */
export function begin<Value>(present: Value): EditHistory<Value> {
  return { past: [], present, future: [] };
}

/**
 * Goes on to another value. Changes of one stretch, one after the other, are taken back together.
 *
 * @param stretch names what the change is part of; none when it stands alone
 */
export function advance<Value>(history: EditHistory<Value>, present: Value, stretch?: string): EditHistory<Value> {
  const goesOn = stretch !== undefined && stretch === history.stretch;
  const past = goesOn ? history.past : [...history.past, history.present];
  return { past, present, future: [], stretch };
}

/** Takes the last step back, if there is one. */
export function undo<Value>(history: EditHistory<Value>): EditHistory<Value> {
  if (history.past.length === 0) return history;
  const present = history.past.at(-1) as Value;
  return { past: history.past.slice(0, -1), present, future: [history.present, ...history.future] };
}

/** Takes the last undoing back, if there is one. */
export function redo<Value>(history: EditHistory<Value>): EditHistory<Value> {
  if (history.future.length === 0) return history;
  const present = history.future[0] as Value;
  return { past: [...history.past, history.present], present, future: history.future.slice(1) };
}
