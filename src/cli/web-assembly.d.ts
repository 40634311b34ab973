/** The part of WebAssembly used here. Node's types do not declare it, and the browser's library is not loaded. */
declare namespace WebAssembly {
  interface Module {
    readonly [Symbol.toStringTag]: string;
  }
  function compile(bytes: Uint8Array): Promise<Module>;
  function instantiate(module: Module): Promise<{ readonly exports: Readonly<Record<string, unknown>> }>;
}
