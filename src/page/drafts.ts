import { batch, type Signal } from "@preact/signals";

/** The drafts of all forms. They are held in memory only, since they may contain patient data. */
const drafts = new Map<string, Draft>();

interface Draft {
  readonly fields: object;
  readonly isBegun: () => boolean;
  readonly reset: () => void;
}

/**
 * The fields of a form. They keep their values while the form is hidden, and while the user has to sign in again.
 *
 * @param name identifies the form and its subject
 * @param fresh the initial fields
 */
export function draft<Fields extends Readonly<Record<keyof Fields, Signal<unknown>>>>(
  name: string,
  fresh: Fields,
): Fields {
  const begun = drafts.get(name);
  if (begun) return begun.fields as Fields;
  const initial = Object.values<Signal<unknown>>(fresh).map((field) => [field, field.peek()] as const);
  const reset = () => {
    for (const [field, value] of initial) field.value = value;
  };
  const isBegun = () => initial.some(([field, value]) => field.peek() !== value);
  drafts.set(name, { fields: fresh, isBegun, reset });
  return fresh;
}

/** Whether the user has typed or chosen anything that leaving the page would lose. */
export function hasDrafts(): boolean {
  return [...drafts.values()].some(({ isBegun }) => isBegun());
}

/** Clears a form that has done its work. */
export function forgetDraft(name: string): void {
  drafts.get(name)?.reset();
}

/** Clears all forms, for instance before another person signs in. */
export function forgetDrafts(): void {
  batch(() => {
    for (const { reset } of drafts.values()) reset();
  });
}
