/** What we use of WebAssembly's JavaScript interface: Node has it, TypeScript keeps it in its library for browsers. */
declare namespace WebAssembly {
  // eslint-disable-next-line typescript/no-extraneous-class
  class Module {}
  class Memory {
    readonly buffer: ArrayBuffer
  }
  interface Instance {
    readonly exports: Record<string, unknown>
  }
  function compile(program: Uint8Array): Promise<Module>
  function instantiate(module: Module, imports: Record<string, Record<string, unknown>>): Promise<Instance>
}
