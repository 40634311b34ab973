/** By proxy, what it does. */
const handlers = new WeakMap<object, string>();

/**
 * Keeps the tests as fast at the end as they are at the beginning.
 *
 * The pool (@cloudflare/vitest-pool-workers 0.19.1, `createProxyPrototypeClass`) puts a proxy around its class's
 * prototype for every Durable Object that starts, and around that of the one before: after some hundred objects each
 * call passes through some hundred proxies. One of them does all that they do.
 */
export function keepOneWrapper(): void {
  globalThis.Proxy = new Proxy(Proxy, {
    construct(target, [wrapped, handler]: [object, ProxyHandler<object>]) {
      const source = String(Reflect.get(handler, "get"));
      if (source.includes("getUnknownPrototypeKey") && handlers.get(wrapped) === source) return wrapped;
      const made = new target(wrapped, handler);
      handlers.set(made, source);
      return made;
    },
  });
}
