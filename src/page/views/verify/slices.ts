/** How long the page may be kept from drawing and answering, in milliseconds: about a frame. */
const SLICE = 12;

/**
 * Passes values on, and lets the page draw and answer between them.
 *
 * @throws DOMException `AbortError` once the signal is aborted; the source is ended then
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

/** A message is not slowed down as timers are, neither in a row nor in a tab behind others. */
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
