/** The fenced blocks of a guide that carry a title, as ```sh title="by hand"```: files to write, commands to run. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Title → text of the block. */
export async function titledBlocks(guide: URL): Promise<Map<string, string>> {
  const text = await readFile(guide, 'utf8')
  const blocks = text.matchAll(/^```\w+ title="([^"]+)"\n(.*?)^```$/gms)
  return new Map([...blocks].map(([, title = '', block = '']) => [title, block]))
}

/** The block with this title; throws where the guide has none. */
export function blockOf(blocks: ReadonlyMap<string, string>, title: string): string {
  const block = blocks.get(title)
  if (block === undefined)
    throw new Error(`The guide has no block '${title}'; it has ${[...blocks.keys()].join(', ')}.`)
  return block
}

/** Writes the block that is a file; gives its path. */
export async function writeBlock(blocks: ReadonlyMap<string, string>, name: string, folder: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, blockOf(blocks, name))
  return path
}
