/** A value with its undo and redo history. */
export interface EditHistory<Value> {
  readonly past: readonly Value[];
  readonly present: Value;
  readonly future: readonly Value[];
  /**
   * Identifies a sequence of changes that is undone as one, such as typing in one field. Absent after a separate
   * change.
   */
  readonly stretch?: string | undefined;
}

/** Starts a history. */
export function begin<Value>(present: Value): EditHistory<Value> {
  return { past: [], present, future: [] };
}

/**
 * Records a change. Successive changes of the same stretch are undone together.
 *
 * @param stretch identifies the sequence that the change belongs to; absent for a separate change
 */
export function advance<Value>(history: EditHistory<Value>, present: Value, stretch?: string): EditHistory<Value> {
  const goesOn = stretch !== undefined && stretch === history.stretch;
  const past = goesOn ? history.past : [...history.past, history.present];
  return { past, present, future: [], stretch };
}

/** Undoes the last step, if there is one. */
export function undo<Value>(history: EditHistory<Value>): EditHistory<Value> {
  if (history.past.length === 0) return history;
  const present = history.past.at(-1) as Value;
  return { past: history.past.slice(0, -1), present, future: [history.present, ...history.future] };
}

/** Redoes the last undone step, if there is one. */
export function redo<Value>(history: EditHistory<Value>): EditHistory<Value> {
  if (history.future.length === 0) return history;
  const present = history.future[0] as Value;
  return { past: [...history.past, history.present], present, future: history.future.slice(1) };
}
