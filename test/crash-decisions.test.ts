/** A process that carries out what a person asked for is killed between every two statements: it is done, or nothing is. */
import { expect, test } from 'vitest'
import { crashDecision, recordDecision } from './crash/decision-crash.ts'
import { DECISIONS, type DecisionName } from './crash/decisions.ts'
import { inParallel } from './crash/in-parallel.ts'

test.each(Object.keys(DECISIONS) as DecisionName[])('%s is done or not, wherever its process dies', async (name) => {
  const record = await recordDecision(name)
  const points = [...new Set(record.points)]
  expect(points).toEqual(expect.arrayContaining([expect.stringMatching(/\/1 /), expect.stringMatching(/\/committed$/)]))
  const found = await inParallel(points, async (point) =>
    (await crashDecision(name, { name: point, nth: 1 }, record)).map((sentence) => `${point}: ${sentence}`),
  )
  expect(found.flat()).toEqual([])
})
