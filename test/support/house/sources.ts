/** The project's source files, their imports, and what each package declares: what the house rules judge. */
import { glob, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

interface Import {
  specifier: string
  /** `import type`, which is gone when the code runs. */
  typeOnly: boolean
}

export interface Source {
  /** From the root, with `/`. */
  path: string
  text: string
  /** Folder of its package; '' for the files of the root package. */
  folder: string
  /** Last part of the folder: `db`, `web`; '' for the root package. */
  owner: string
  isTest: boolean
  imports: Import[]
}

export interface Manifest {
  folder: string
  owner: string
  dependencies: string[]
  devDependencies: string[]
}

export interface House {
  sources: readonly Source[]
  manifests: readonly Manifest[]
}

/** The examples of broken rules are no imports. */
const NOT_READ = ['**/node_modules', 'test/architecture.test.ts']

/** Reads what stands in the checkout. */
export async function readHouse(): Promise<House> {
  const [sources, manifests] = await Promise.all([
    readAll('{apps,packages}/*/{src,test}/**/*.ts', sourceOf),
    readAll('{apps,packages}/*/package.json', manifestOf),
  ])
  return { sources: [...sources, ...(await readAll('test/**/*.ts', sourceOf))], manifests }
}

async function readAll<Read>(pattern: string, read: (path: string, text: string) => Read): Promise<Read[]> {
  const paths: string[] = []
  for await (const path of glob(pattern, { cwd: ROOT, exclude: NOT_READ })) paths.push(path)
  return Promise.all(paths.sort().map(async (path) => read(path, await readFile(ROOT + path, 'utf8'))))
}

export function sourceOf(path: string, text: string): Source {
  const folder = /^(apps|packages)\/[^/]+/.exec(path)?.[0] ?? ''
  return {
    path,
    text,
    folder,
    owner: folder.split('/')[1] ?? '',
    isTest: /(^|\/)test\//.test(path),
    imports: importsOf(text),
  }
}

function manifestOf(path: string, text: string): Manifest {
  const { dependencies = {}, devDependencies = {} } = JSON.parse(text) as Record<string, Record<string, string>>
  const folder = path.slice(0, -'/package.json'.length)
  return {
    folder,
    owner: folder.split('/')[1] ?? '',
    dependencies: Object.keys(dependencies),
    devDependencies: Object.keys(devDependencies),
  }
}

const STATIC = /^\s*(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\s+from\s+)?['"]([^'"\n]+)['"]/gm
const DYNAMIC = /\bimport\(\s*['"]([^'"\n]+)['"]/g

function importsOf(text: string): Import[] {
  return [
    ...[...text.matchAll(STATIC)].map(([, type, specifier = '']) => ({ specifier, typeOnly: type !== undefined })),
    ...[...text.matchAll(DYNAMIC)].map(([, specifier = '']) => ({ specifier, typeOnly: false })),
  ]
}

/** `drizzle-orm` of `drizzle-orm/pg-core`; null for relative paths and for Node's own modules. */
export function packageOf(specifier: string): string | null {
  if (specifier.startsWith('.') || specifier.startsWith('node:')) return null
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

const OURS = '@reelyard/'

/** `db` of `@reelyard/db/…`; null for what is not ours. */
export function ourPackage(name: string | null): string | null {
  return name?.startsWith(OURS) ? name.slice(OURS.length) : null
}
