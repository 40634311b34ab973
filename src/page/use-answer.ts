import { type Inputs, useEffect, useState } from "preact/hooks";

/** The state of an asynchronous question. */
export interface AnswerState<Value> {
  readonly value?: Value;
  readonly error?: Error;
}

/**
 * Asks when the component is first drawn, and whenever an input changes. It never returns an answer for previous
 * inputs, not even while the new answer is pending.
 */
export function useAnswer<Value>(ask: () => Promise<Value>, inputs: Inputs): AnswerState<Value> {
  const [settled, setSettled] = useState<{ readonly inputs: Inputs; readonly answer: AnswerState<Value> }>();
  useEffect(() => {
    let isWanted = true;
    const settle = (answer: AnswerState<Value>) => {
      if (isWanted) setSettled({ inputs, answer });
    };
    ask().then(
      (value) => settle({ value }),
      (error: unknown) => settle({ error: error as Error }),
    );
    return () => {
      isWanted = false;
    };
  }, inputs);
  const isCurrent = settled?.inputs.every((input, place) => Object.is(input, inputs[place]));
  return settled && isCurrent ? settled.answer : {};
}
