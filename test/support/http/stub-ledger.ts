/** A call of a method of the object: its name and arguments. */
export type Call = readonly [method: string, ...args: unknown[]];

/**
 * Bindings under which every ledger's object gives set answers, for tests of what the routes make of them.
 *
 * @param answers by method: what it resolves with, or the error that it rejects with
 * @returns the bindings, and the calls that were made through them
 */
export function stubLedger(answers: Readonly<Record<string, unknown>>): {
  readonly bindings: object;
  readonly calls: readonly Call[];
} {
  const calls: Call[] = [];
  const call = (method: string, args: unknown[]) => {
    calls.push([method, ...args]);
    const answer = answers[method] ?? new Error(`${method} should not have been called`);
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const ledger = new Proxy(
    {},
    {
      get:
        (_, method) =>
        (...args: unknown[]) =>
          call(String(method), args),
    },
  );
  return { bindings: { LEDGER: { getByName: () => ledger, idFromName: () => "id" } }, calls };
}

/** The answer of a method with this value. */
export const ok = (value: unknown) => ({ outcome: "ok", value });
