/** Listings come page by page. */
import type { StrictCommand } from '../strict-command.ts'
import { wholeNumber } from '../option-values.ts'

/** Which page. */
export interface PageOptions {
  limit: number
  cursor?: string
}

/** Adds the options of a listing. */
export function withPages(command: StrictCommand): StrictCommand {
  return command
    .option('--limit <n>', 'how many, 1 to 100', wholeNumber(1, 100), 20)
    .option('--cursor <cursor>', 'shows the page after the one that ended with it')
}

/** How to get the next page, if there is one. */
export function pageNote({ nextCursor }: { nextCursor: string | null }): string[] {
  return nextCursor === null ? [] : ['', 'There are more:', `--cursor ${nextCursor}`]
}
