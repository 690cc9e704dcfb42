/** The model in docs/model, checked by spin: the right one has no error, and each bug that it can be given is found. */
import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'

const MODEL = fileURLToPath(new URL('../docs/model', import.meta.url))

/** With acceptance cycles (-a) under weak fairness (-f); hash table of 2^20 slots, which grows. */
const SEARCH = ['-a', '-f', '-w20']

/** Ignores assertions: what is then found is a task that never ends. */
const LIVENESS_ONLY = '-A'

/** NFAIR: for up to ten fair processes. MEMLIM: in megabytes. */
const COMPILE = ['-O1', '-DNFAIR=3', '-DMEMLIM=900', '-o', 'pan', 'pan.c']

const run = promisify(execFile)

const installed = (await Promise.all([starts('spin', '-V'), starts('cc', '--version')])).every(Boolean)

describe.skipIf(!installed)('the model of the lease (where spin and a C compiler are installed)', () => {
  test.each(['-DMAX_ATTEMPTS=3', '-DTWO_SWEEPERS', '-DTASKS=2 -DMAX_ATTEMPTS=1'])(
    'has no error with %s',
    async (flags) => {
      const { report, trails } = await check(flags.split(' '))
      expect(report).toMatch(/errors: 0\n/)
      expect(trails).toEqual([])
      expectWholeSearch(report)
    },
  )

  test.each<[bug: string, consequence: string, violated: RegExp, ...search: string[]]>([
    ['NO_FENCE', 'an old attempt overwrites the checkpoint of a newer one', /checkpoint_by<=attempt/],
    ['BARE_JOB_ID', 'a late settle ends the job of a newer attempt', /violated \(tasks\[task\]\.open_attempts&/],
    ['SPLIT_CLAIM', 'a task waits for a job that a dead worker took', /acceptance cycle/, LIVENESS_ONLY],
    ['NO_SWEEPER', 'a task stays with a dead worker', /acceptance cycle/, LIVENESS_ONLY],
  ])('finds %s: %s', async (bug, _consequence, violated, ...search) => {
    const { report, trails } = await check([`-D${bug}`], search)
    expect(report).toMatch(violated)
    expect(report).toMatch(/errors: 1\n/)
    expect(trails).toEqual(['lease.pml.trail'])
  })

  test.each([
    ['the attempt in the guard', ['-DCOUNT_IGNORED']],
    ['a job of its own for each attempt', ['-DNO_SETTLE_FENCE']],
    ['the retry count of a job that all attempts share', ['-DNO_SETTLE_FENCE', '-DKEEP_JOB_ID']],
  ])('finds %s fence enough for a settle', async (_fence, flags) => {
    const { report } = await check(flags)
    expect(report).toMatch(/errors: 0\n/)
    expectWholeSearch(report)
  })
})

async function starts(program: string, argument: string): Promise<boolean> {
  return run(program, [argument]).then(
    () => true,
    () => false,
  )
}

/** Makes the checker of the model with these flags, in a folder of its own, and runs it. */
async function check(flags: readonly string[], search: readonly string[] = []) {
  const cwd = await mkdtemp(join(tmpdir(), 'model-checker-'))
  onTestFinished(() => rm(cwd, { recursive: true, force: true }))
  await cp(MODEL, cwd, { recursive: true })
  await run('spin', [...flags, '-a', 'lease.pml'], { cwd })
  await run('cc', COMPILE, { cwd })
  const { stdout: report } = await run('./pan', [...SEARCH, ...search], { cwd })
  return { report, trails: (await readdir(cwd)).filter((name) => name.endsWith('.trail')) }
}

/** Nothing was cut off, and there is no line of a process that the search never came to. */
function expectWholeSearch(report: string): void {
  expect(report).not.toMatch(/not completed|too small|bound|aborted/)
  for (const name of ['proctype worker', 'proctype sweeper', 'proctype clock', 'init']) {
    expect(report).toMatch(new RegExp(`unreached in ${name}\n\\t\\(0 of \\d+ states\\)`))
  }
}
