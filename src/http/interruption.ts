/** Whether the object was overloaded, moved or restarted while it was asked: the runtime sets these on its errors. */
export function isInterruption(error: unknown): boolean {
  return error instanceof Error && ("retryable" in error || "overloaded" in error || "durableObjectReset" in error);
}
