/** A short form of `pnpm fuzz`: a fresh seed each time, that a failure names. */
import { expect, it } from 'vitest'
import { fuzz } from './fuzz/fuzz.ts'
import { openFuzzWorld } from './fuzz/world.ts'
import { freshDatabase } from './support/database.ts'

it('answers every request, right or wrong, as its document says, and never with a fault of its own', async () => {
  const database = await freshDatabase()
  const world = await openFuzzWorld(database.url)
  const seed = Math.floor(Math.random() * 2 ** 31)
  try {
    const report = await fuzz({ ...world, requests: 3_000, seed })
    expect(report.requests).toBeGreaterThanOrEqual(3_000)
    expect(report.faults, `seed ${seed}`).toEqual([])
    expect(world.faults(), `seed ${seed}`).toEqual([])
  } finally {
    await world.close()
    await database.drop()
  }
})
