/** The house rules: what may know what. Each gives one line a breach. */
import { posix } from 'node:path'
import { ourPackage, packageOf, type House, type Source } from './sources.ts'

const GROUND = ['core', 'runtime', 'artifacts', 'outbound']
const APP = [...GROUND, 'pipeline', 'client']

/**
 * What a package may import of ours:
 *
 *     core | runtime | artifacts | outbound  ◀──  db, queue  ◀──  pipeline  ◀──  apps
 *
 * `db` and `queue` do not know each other, nor does any of the ground know another. Apps reach tables and queues through
 * the pipeline only. Step scripts know the protocol, and nobody knows them.
 */
const MAY_KNOW: Record<string, readonly string[]> = {
  core: [],
  runtime: [],
  artifacts: [],
  outbound: [],
  client: ['core'],
  steps: ['core'],
  db: GROUND,
  queue: GROUND,
  pipeline: [...GROUND, 'db', 'queue'],
  web: APP,
  worker: APP,
  cli: APP,
}

/** Declared so that it is installed; found with `import.meta.resolve`, never imported. */
const MAY_START: Record<string, readonly string[]> = { worker: ['steps'] }

/** Packages from outside that only one of ours may know. */
const KEPT: Record<string, string> = { 'pg-boss': 'queue', 'drizzle-orm': 'db', postgres: 'db' }

const LINES_MOST = 300

const MOVER = 'packages/db/src/mover.ts'

export function importsToTheRight({ sources }: House): string[] {
  return breaches(own(sources), (source) =>
    ourImports(source)
      .filter((name) => name !== source.owner && !MAY_KNOW[source.owner]?.includes(name))
      .map((name) => `imports ${name}`),
  )
}

export function declaresToTheRight({ manifests }: House): string[] {
  return manifests.flatMap(({ folder, owner, dependencies }) => {
    const allowed = [...(MAY_KNOW[owner] ?? []), ...(MAY_START[owner] ?? [])]
    return dependencies
      .flatMap((name) => ourPackage(name) ?? [])
      .filter((name) => !allowed.includes(name))
      .map((name) => `${folder} declares ${name}`)
  })
}

export function stepsKnowMoreThanTheProtocol({ sources }: House): string[] {
  return breaches(
    own(sources).filter(({ owner }) => owner === 'steps'),
    ({ imports }) =>
      imports
        .filter(({ specifier, typeOnly }) => ourPackage(packageOf(specifier)) && !typeOnly)
        .filter(({ specifier }) => specifier !== '@reelyard/core/protocol')
        .map(({ specifier }) => `imports ${specifier}`),
  )
}

export function importsSteps({ sources }: House): string[] {
  return breaches(sources, (source) => (ourImports(source).includes('steps') ? ['imports a step script'] : []))
}

export function importsWhatIsKept({ sources }: House): string[] {
  return breaches(own(sources), ({ imports, owner }) =>
    imports
      .map(({ specifier }) => packageOf(specifier) ?? '')
      .filter((name) => KEPT[name] !== undefined && KEPT[name] !== owner)
      .map((name) => `imports ${name}`),
  )
}

export function importsWhatIsNotDeclared({ sources, manifests }: House): string[] {
  return breaches(own(sources), ({ imports, folder }) => {
    const declared = manifests.find((manifest) => manifest.folder === folder)?.dependencies ?? []
    return imports
      .flatMap(({ specifier }) => packageOf(specifier) ?? [])
      .filter((name) => !declared.includes(name))
      .map((name) => `imports ${name}, which its package.json does not declare`)
  })
}

/** Tests may also use what stands in `test/`. */
export function relativeImportLeavesThePackage({ sources }: House): string[] {
  return breaches(sources, ({ path, folder, isTest, imports }) =>
    imports
      .filter(({ specifier }) => specifier.startsWith('.'))
      .map(({ specifier }) => posix.join(posix.dirname(path), specifier))
      .filter(
        (target) => !(folder !== '' && target.startsWith(`${folder}/`)) && !(isTest && target.startsWith('test/')),
      )
      .map((target) => `reaches ${target} by a relative path`),
  )
}

export function opensTransactions({ sources }: House): string[] {
  const elsewhere = own(sources).filter(({ owner }) => owner !== 'pipeline' && owner !== 'db')
  return breaches(elsewhere, ({ text }) => (/\.\s*transaction\s*\(/.test(text) ? ['opens a transaction'] : []))
}

/** SQL as text, SQL in fragments, and Drizzle's builder. */
const STATE_WRITES = [
  /\bupdate\s+"?tasks"?\b(?:(?!\bwhere\b|\bfrom\b|`)[^])*?\bset\b(?:(?!\bwhere\b|\bfrom\b|`)[^])*?(?<![.\w])"?state"?\s*=/i,
  /\binsert\s+into\s+"?tasks"?\s*\([^)]*\bstate\b[^)]*\)/i,
  // The condition of an index is no write.
  /(?<!where\(sql)`\s*"?state"?\s*=/i,
  /\.\s*(?:update|insert)\s*\(\s*tasks\s*\)/,
]

export function writesStates({ sources }: House): string[] {
  return breaches(
    own(sources).filter(({ path }) => path !== MOVER),
    ({ text }) => (STATE_WRITES.some((write) => write.test(text)) ? ["writes a task's state"] : []),
  )
}

export function isTooLong({ sources }: House): string[] {
  return breaches(own(sources), ({ text }) => {
    const lines = text.split('\n').length - 1
    return lines > LINES_MOST ? [`has ${lines} lines`] : []
  })
}

function own(sources: readonly Source[]): Source[] {
  return sources.filter(({ isTest }) => !isTest)
}

function ourImports({ imports }: Source): string[] {
  return imports.flatMap(({ specifier }) => ourPackage(packageOf(specifier)) ?? [])
}

function breaches(sources: readonly Source[], judge: (source: Source) => string[]): string[] {
  return sources.flatMap((source) => judge(source).map((breach) => `${source.path} ${breach}`))
}
