/** A copy of the apps whose sources a test may change: `dev` watches the checkout that it runs in. */
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))

/** Makes it; gives the path of the command line's `main.ts` in it. Packages are the checkout's, and are not watched. */
export async function copyProject(folder: string): Promise<string> {
  for (const app of ['cli', 'web', 'worker']) {
    const [from, to] = [join(PROJECT, 'apps', app), join(folder, 'apps', app)]
    for (const name of ['src', 'package.json']) await cp(join(from, name), join(to, name), { recursive: true })
    await symlink(join(from, 'node_modules'), join(to, 'node_modules'))
  }
  for (const name of ['core', 'steps']) {
    await mkdir(join(folder, 'packages', name, 'src'), { recursive: true })
    await writeFile(join(folder, 'packages', name, 'src', 'watched.ts'), '')
  }
  return join(folder, 'apps', 'cli', 'src', 'main.ts')
}
