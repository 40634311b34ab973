import { type Inputs, useEffect, useState } from "preact/hooks";

/** What an asynchronous question has come to. */
export interface Answer<Value> {
  readonly value?: Value;
  readonly error?: Error;
}

/** Asks when the component is first drawn and whenever an input changes; an answer that came too late is dropped. */
export function useAnswer<Value>(ask: () => Promise<Value>, inputs: Inputs): Answer<Value> {
  const [answer, setAnswer] = useState<Answer<Value>>({});
  useEffect(() => {
    let isWanted = true;
    const settle = (settled: Answer<Value>) => {
      if (isWanted) setAnswer(settled);
    };
    setAnswer({});
    ask().then(
      (value) => settle({ value }),
      (error: unknown) => settle({ error: error as Error }),
    );
    return () => {
      isWanted = false;
    };
  }, inputs);
  return answer;
}
