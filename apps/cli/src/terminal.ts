/** What a command sees of the world it runs in. Only `main.ts` reads it from the process. */
export interface Terminal {
  out: Screen
  err: Screen
  env: Readonly<Record<string, string | undefined>>
  /** The folder that relative paths on the command line start from. */
  cwd: string
}

/** A stream that may be a terminal. */
export interface Screen {
  write(text: string): unknown
  isTTY?: boolean
  columns?: number
  rows?: number
}

/** Text that came from elsewhere, safe to be shown: without control characters, which could steer a terminal. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
}

/** Writes one line. */
export function say(screen: Screen, line = ''): void {
  screen.write(`${line}\n`)
}

/** Whether the screen takes cursor moves. */
export function isInteractive(screen: Screen, env: Terminal['env']): boolean {
  return screen.isTTY === true && env.TERM !== 'dumb'
}

/** Whether to use colours. https://no-color.org */
export function hasColor(screen: Screen, env: Terminal['env']): boolean {
  return isInteractive(screen, env) && !env.NO_COLOR
}

/** Whether the locale can show more than ASCII. */
export function hasUnicode(env: Terminal['env'], platform: string): boolean {
  return platform === 'darwin' || /utf-?8/i.test(env.LC_ALL || env.LC_CTYPE || env.LANG || '')
}
