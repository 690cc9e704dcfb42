import type { Reporter, TestModule } from 'vitest/node'

/** Prints `N passed, N failed` alone on the last line: what continuous integration reads. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], faults: readonly unknown[]): void {
    const states = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state))
    const broken = modules.filter((module) => module.errors().length > 0).length
    const count = (state: string) => states.filter((found) => found === state).length
    const failed = count('failed') + count('pending') + broken + faults.length
    const skipped = count('skipped')
    process.on('exit', () => {
      process.stdout.write(`${count('passed')} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`)
    })
  }
}
