/** The Web Worker that searches. */
postMessage("ready");
