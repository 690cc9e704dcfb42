/** Tells which services have new source. */
import { watch, type FSWatcher } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { PROJECT } from '../project.ts'

/** What can be restarted by itself. */
export type Service = 'web' | 'workers'

/** An editor saves in several writes, a checkout writes many files: they count as one change. */
const SETTLE_MS = 200

const SOURCE = /\.(ts|json|sql)$/

/**
 * Who runs the code of a folder. Steps are started anew for each task, and this command line cannot restart itself: for
 * these nobody does.
 */
function servicesOf(folder: string): readonly Service[] {
  switch (folder) {
    case join('apps', 'web'):
      return ['web']
    case join('apps', 'worker'):
      return ['workers']
    case join('apps', 'cli'):
    case join('packages', 'client'):
    case join('packages', 'steps'):
      return []
    default:
      return ['web', 'workers']
  }
}

/** Calls back with all services that changed, once things have settled. Returns how to stop watching. */
export async function watchSources(onChange: (services: ReadonlySet<Service>) => void): Promise<() => void> {
  let changed = new Set<Service>()
  let timer: NodeJS.Timeout | undefined
  const settle = () => {
    const services = changed
    changed = new Set()
    if (services.size > 0) onChange(services)
  }
  const watchers: FSWatcher[] = []
  for (const folder of await sourceFolders()) {
    const watcher = watch(join(PROJECT, folder, 'src'), { recursive: true }, (_event, file) => {
      if (file === null || !SOURCE.test(file)) return
      for (const service of servicesOf(folder)) changed.add(service)
      clearTimeout(timer)
      timer = setTimeout(settle, SETTLE_MS)
    })
    // A folder that vanishes in a checkout is no reason to end.
    watchers.push(watcher.on('error', () => {}))
  }
  return () => {
    clearTimeout(timer)
    for (const watcher of watchers) watcher.close()
  }
}

async function sourceFolders(): Promise<string[]> {
  const found = await Promise.all(
    ['apps', 'packages'].map(async (group) => {
      const names = await readdir(join(PROJECT, group))
      return Promise.all(
        names.map(async (name) => {
          const isSource = await stat(join(PROJECT, group, name, 'src')).then(
            (it) => it.isDirectory(),
            () => false,
          )
          return isSource ? [join(group, name)] : []
        }),
      )
    }),
  )
  return found.flat(2)
}
