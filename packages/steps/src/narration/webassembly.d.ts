/** What we use of WebAssembly's JavaScript interface: Node has it, TypeScript keeps it in its library for browsers. */
declare namespace WebAssembly {
  class Module {
    constructor(program: Uint8Array)
    private readonly program
  }
  class Memory {
    readonly buffer: ArrayBuffer
  }
  class Instance {
    readonly exports: Record<string, unknown>
    constructor(module: Module, imports: Record<string, Record<string, unknown>>)
  }
}
