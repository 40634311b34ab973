import { batch, type Signal } from "@preact/signals";

/** The forms that were begun. In memory alone: what is typed there may be a patient's. */
const drafts = new Map<string, { readonly fields: object; readonly reset: () => void }>();

/**
 * The fields of a form that keep what was typed while the form is not shown, also while somebody has to sign in again.
 *
 * @param name tells the form, and what it is about, from others
 * @param fresh its fields when it is shown for the first time
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
  drafts.set(name, { fields: fresh, reset });
  return fresh;
}

/** Empties all forms, for instance before another person signs in. */
export function forgetDrafts(): void {
  batch(() => {
    for (const { reset } of drafts.values()) reset();
  });
}
