/** The document as a linter of OpenAPI sees it. */
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { setup, type World } from './support/world.ts'

let world: World

beforeAll(async () => {
  world = await setup()
})

afterAll(() => world.close())

it('has no error and no warning', async () => {
  const source = await (await world.request('/openapi.json')).text()
  const config = await createConfig({
    extends: ['recommended'],
    // There is no licence and no server to name: each installation is its own.
    rules: { 'info-license': 'off', 'no-empty-servers': 'off', 'no-server-example.com': 'off' },
  })

  const problems = await lintFromString({ source, config })

  expect(problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`)).toEqual([])
})
