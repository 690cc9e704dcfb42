import { beforeAll, describe, expect, test } from 'vitest'
import * as rules from './support/house/rules.ts'
import { readHouse, sourceOf, type House, type Manifest } from './support/house/sources.ts'

let house: House

beforeAll(async () => {
  house = await readHouse()
})

/** The house with nothing in it but one file. */
function withFile(path: string, text: string): House {
  return { ...house, sources: [sourceOf(path, text)] }
}

function withDependency(folder: string, name: string): House {
  const declare = (manifest: Manifest) =>
    manifest.folder === folder ? { ...manifest, dependencies: [...manifest.dependencies, name] } : manifest
  return { ...house, manifests: house.manifests.map(declare) }
}

interface Case {
  rule: string
  breachesOf(house: House): string[]
  /** Files that break the rule, each on its own. */
  broken: [path: string, text: string][]
}

const CASES: Case[] = [
  {
    rule: 'a package imports only what stands left of it',
    breachesOf: rules.importsToTheRight,
    broken: [
      ['packages/core/src/x.ts', `import { connect } from '@reelyard/db'`],
      ['packages/db/src/x.ts', `import type { Queue } from '@reelyard/queue'`],
      ['packages/queue/src/x.ts', `export {\n  connect,\n  migrate,\n} from '@reelyard/db'`],
      ['packages/pipeline/src/x.ts', `const worker = await import('@reelyard/worker')`],
      ['packages/artifacts/src/x.ts', `import { createLogger } from '@reelyard/runtime'`],
      ['apps/web/src/x.ts', `import * as db from '@reelyard/db'`],
      ['apps/web/src/x.ts', `import '@reelyard/worker'`],
    ],
  },
  {
    rule: 'step scripts know nothing of ours but the protocol, and types',
    breachesOf: rules.stepsKnowMoreThanTheProtocol,
    broken: [
      ['packages/steps/src/x/main.ts', `import { STEPS } from '@reelyard/core'`],
      ['packages/steps/src/x/main.ts', `import { runScript } from '@reelyard/core/script'`],
    ],
  },
  {
    rule: 'nothing imports a step script',
    breachesOf: rules.importsSteps,
    broken: [
      ['apps/worker/src/x.ts', `import { make } from '@reelyard/steps/assets'`],
      ['test/x.ts', `await import('@reelyard/steps/assets')`],
    ],
  },
  {
    rule: 'pg-boss stays in the queue, Drizzle and the driver in the database',
    breachesOf: rules.importsWhatIsKept,
    broken: [
      ['packages/pipeline/src/x.ts', `import { PgBoss } from 'pg-boss'`],
      ['packages/pipeline/src/x.ts', `import { pgTable } from 'drizzle-orm/pg-core'`],
      ['packages/queue/src/x.ts', `import postgres from 'postgres'`],
    ],
  },
  {
    rule: 'every import is declared by the package that imports',
    breachesOf: rules.importsWhatIsNotDeclared,
    broken: [
      ['packages/artifacts/src/x.ts', `import { z } from 'zod'`],
      ['packages/queue/src/x.ts', `import { createLogger } from '@reelyard/runtime'`],
    ],
  },
  {
    rule: 'no relative import leaves its package',
    breachesOf: rules.relativeImportLeavesThePackage,
    broken: [
      ['packages/pipeline/src/x.ts', `import { connect } from '../../db/src/database.ts'`],
      ['apps/web/src/x.ts', `import { freshDatabase } from '../../../test/support/database.ts'`],
      ['test/x.test.ts', `import { createSlots } from '../apps/worker/src/slots.ts'`],
    ],
  },
  {
    rule: 'only the pipeline opens transactions',
    breachesOf: rules.opensTransactions,
    broken: [['apps/web/src/x.ts', `await db\n  .transaction(async (tx) => {})`]],
  },
  {
    rule: 'only the mover writes the state of a task',
    breachesOf: rules.writesStates,
    broken: [
      ['packages/db/src/x.ts', "tx.run(sql`update tasks t\n  set worker = null, state = 'pending' where t.id = 1`)"],
      ['packages/db/src/x.ts', 'tx.run(sql`UPDATE "tasks" SET "state" = ${to}`)'],
      ['packages/db/src/x.ts', 'tx.run(sql`insert into tasks (id, state, step) values (1)`)'],
      ['packages/pipeline/src/x.ts', "moveTasks(tx, { set: [sql`state = 'failed'`] })"],
      ['packages/db/src/x.ts', 'tx.orm.update(tasks).set({ attempt: 1 })'],
    ],
  },
  {
    rule: 'no source file has more than 300 lines',
    breachesOf: rules.isTooLong,
    broken: [['packages/core/src/x.ts', 'export {}\n'.repeat(301)]],
  },
]

describe.each(CASES)('$rule', ({ breachesOf, broken }) => {
  test('holds', () => {
    expect(breachesOf(house)).toEqual([])
  })

  test.each(broken)('would not with %s: %s', (path, text) => {
    expect(breachesOf(withFile(path, text))).toEqual([expect.stringContaining(path)])
  })
})

describe('a package declares only what stands left of it', () => {
  test('holds', () => {
    expect(rules.declaresToTheRight(house)).toEqual([])
  })

  test.each([
    ['packages/db', '@reelyard/queue'],
    ['packages/core', '@reelyard/db'],
    ['apps/web', '@reelyard/steps'],
    ['apps/worker', '@reelyard/db'],
  ])('would not if %s declared %s', (folder, name) => {
    expect(rules.declaresToTheRight(withDependency(folder, name))).toEqual([expect.stringContaining(folder)])
  })
})

test('a statement that only asks for a state is no write of one', () => {
  const text =
    "sql`update tasks set lease_until = now() from mine where tasks.id = mine.id and tasks.state in ('claimed')`"
  expect(rules.writesStates(withFile('packages/db/src/x.ts', text))).toEqual([])
})

test('the rules see the sources of every package', () => {
  const seen = new Set(house.sources.map(({ folder }) => folder))
  expect(seen).toEqual(new Set(['', ...house.manifests.map(({ folder }) => folder)]))
  const imports = house.sources.flatMap((source) => source.imports)
  expect(imports.length).toBeGreaterThan(house.sources.length)
})
