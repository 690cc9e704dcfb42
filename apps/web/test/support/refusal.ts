import { FAULT_CODES } from '@reelyard/core'
import { expect } from 'vitest'
import type { ProblemDocument } from '../../src/problem/problem.ts'
import { problemResource } from '../../src/resources.ts'
import type { World } from './world.ts'

/** The problem that a request was refused with; checks that it is well-formed and that nothing was written. */
export async function refusal(
  world: World,
  response: Response,
  status: number,
  code: string,
): Promise<ProblemDocument & { faults: string[] }> {
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  const problem = problemResource.parse(await response.json()) as ProblemDocument
  expect({ status: response.status, code: problem.code }).toEqual({ status, code })
  expect(problem).toMatchObject({ status, type: `urn:reelyard:problem:${code}` })
  for (const fault of problem.errors) {
    expect(FAULT_CODES).toContain(fault.code)
    expect(fault.message, 'must be a whole sentence').toMatch(/^['"A-Z].+\.$/su)
  }
  expect(await world.rowsWritten(), 'nothing may be written').toBe(0)
  return { ...problem, faults: problem.errors.map(({ pointer, code: fault }) => `${pointer} ${fault}`) }
}
