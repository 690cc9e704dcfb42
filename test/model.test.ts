import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkModel, randomSeed, replayLine } from './model/check.ts'
import { freshDatabase, type FreshDatabase } from './support/database.ts'

/** `pnpm model` runs more of them. */
const COMMANDS = 300

let database: FreshDatabase

beforeAll(async () => {
  database = await freshDatabase()
})

afterAll(() => database.drop())

test('workers and people in any order and at the same time leave the pipeline as the model has it', async () => {
  const seed = randomSeed()
  const { failure, commands } = await checkModel(database.url, { seed, path: null, commands: COMMANDS })
  const story = failure && [...failure.log, failure.sentence, `Again: ${replayLine(seed, failure.path)}`].join('\n')
  expect(story).toBeNull()
  expect(commands).toBeGreaterThanOrEqual(COMMANDS)
})
