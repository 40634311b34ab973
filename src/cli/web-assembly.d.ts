/** What is used of WebAssembly here: Node's types leave it to the browser's library, which Node has not. */
declare namespace WebAssembly {
  interface Module {
    readonly [Symbol.toStringTag]: string;
  }
  function compile(bytes: Uint8Array): Promise<Module>;
  function instantiate(module: Module): Promise<{ readonly exports: Readonly<Record<string, unknown>> }>;
}
