/** A WebAssembly file is imported as its compiled module: workerd runs no other. */
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
