/** How long the page may be blocked, in milliseconds: about a frame. */
const SLICE = 12;

/**
 * Passes values through, and lets the page draw and respond between them.
 *
 * @throws DOMException `AbortError` once the signal is aborted; the source is then closed
 */
export async function* inSlices<Value>(source: AsyncIterable<Value>, signal: AbortSignal): AsyncGenerator<Value> {
  let end = performance.now() + SLICE;
  for await (const value of source) {
    signal.throwIfAborted();
    yield value;
    if (performance.now() < end) continue;
    await nextTask();
    end = performance.now() + SLICE;
  }
}

/** Waits for a new task by a message. Unlike timers, messages are not throttled when repeated or in background tabs. */
function nextTask(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.addEventListener("message", () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(undefined);
  });
}
