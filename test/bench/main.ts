/** `pnpm bench <name>`: measures and prints JSON lines. Figures go to docs/benchmarks.md. */
const BENCHES: Record<string, () => Promise<{ run(): Promise<void> }>> = {
  handoff: () => import('./handoff.ts'),
  drain: () => import('./drain.ts'),
  render: () => import('./render.ts'),
  memory: () => import('./memory.ts'),
  api: () => import('./api.ts'),
}

const name = process.argv[2] ?? ''
const bench = BENCHES[name]
if (!bench) {
  process.stderr.write(`There is no benchmark '${name}'. Benchmarks: ${Object.keys(BENCHES).join(', ')}.\n`)
  process.exit(64)
}
await (await bench()).run()
