import { useEffect, useState } from "preact/hooks";

/** A signal that is aborted when the component is removed, so that nothing goes on for what is not shown any more. */
export function useEnd(): AbortSignal {
  const [end] = useState(() => new AbortController());
  useEffect(() => () => end.abort(), [end]);
  return end.signal;
}
