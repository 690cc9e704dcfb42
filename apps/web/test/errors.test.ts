import { readdir, readFile } from 'node:fs/promises'
import { STATUS_CODES } from 'node:http'
import { ArtifactCorruptError, ArtifactMissingError } from '@reelyard/artifacts'
import { FAULT_CODES, WARNING_CODES } from '@reelyard/core'
import { BadCursorError } from '@reelyard/pipeline'
import { describe, expect, it } from 'vitest'
import { problemOf } from '../src/problem/of-error.ts'
import { Problem } from '../src/problem/problem.ts'
import { PROBLEMS, type ProblemCode } from '../src/problem/table.ts'

const page = await readFile(new URL('../../../docs/errors.md', import.meta.url), 'utf8')
const source = new URL('../src/', import.meta.url)
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )

describe('docs/errors.md', () => {
  it('has every problem with its status, in the order of the table, and no other', () => {
    const documented = rows.filter((row) => row.length === 4).map(([code, status]) => `${code} ${status}`)

    expect(documented).toEqual(Object.entries(PROBLEMS).map(([code, { status }]) => `\`${code}\` ${status}`))
  })

  it('has every code that a fault or a warning can have, and no other', () => {
    const documented = rows.filter((row) => row.length === 3).map(([code]) => code)

    expect(documented).toEqual([...FAULT_CODES, ...WARNING_CODES].map((code) => `\`${code}\``))
  })

  it('tells a meaning and a remedy for each', () => {
    expect(rows.filter((row) => row.includes(''))).toEqual([])
  })
})

describe('the table of problems', () => {
  it('has statuses that HTTP knows as errors', () => {
    for (const { status } of Object.values(PROBLEMS)) {
      expect(STATUS_CODES).toHaveProperty(String(status))
      expect(status).toBeGreaterThanOrEqual(400)
    }
  })

  it('has no code that nothing answers with', async () => {
    const names = (await readdir(source, { recursive: true })).filter((name) => /(?<!table)\.ts$/.test(name))
    const text = (await Promise.all(names.map((name) => readFile(new URL(name, source), 'utf8')))).join('\n')
    const thrown = [...text.matchAll(/(?:Problem\(|notFound\([^,]+, |code: )'([a-z_]+)'/g)].map(([, code]) => code)

    expect(Object.keys(PROBLEMS).filter((code) => !thrown.includes(code))).toEqual([])
  })
})

describe('an error that reaches a client', () => {
  const withCode = (code: string) => Object.assign(new Error('secret host and password'), { code })

  it.each<[string, unknown, ProblemCode]>([
    ['a bug', new TypeError('secret'), 'internal_error'],
    ['a thrown text', 'secret', 'internal_error'],
    ['nothing', undefined, 'internal_error'],
    ['a cursor that is none', new BadCursorError('The cursor is none.'), 'bad_cursor'],
    ['a file that is missing', new ArtifactMissingError('secret'), 'artifact_unavailable'],
    ['a file that is damaged', new ArtifactCorruptError('secret', 'x'), 'artifact_unavailable'],
    ['Postgres refusing', withCode('ECONNREFUSED'), 'database_unavailable'],
    ['Postgres closing', withCode('57P01'), 'database_unavailable'],
    ['Postgres full', withCode('53300'), 'database_unavailable'],
    [
      'a lost connection, wrapped',
      new Error('query failed', { cause: withCode('CONNECTION_CLOSED') }),
      'database_unavailable',
    ],
    ['a broken constraint', withCode('23505'), 'internal_error'],
  ])('%s: tells nothing of the inside', (_name, error, code) => {
    const problem = problemOf(error, 1000)

    expect(problem.code).toBe(code)
    expect(problem.status).toBe(PROBLEMS[code].status)
    expect(JSON.stringify(problem.toDocument())).not.toContain('secret')
  })

  it('that is a problem already stays that problem', () => {
    const problem = new Problem('empty_body', { detail: 'd' })

    expect(problemOf(problem, 1000)).toBe(problem)
  })
})
