/** How deep JSON text is nested, found out without parsing it: that would cost a hundred times its size in memory. */

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPENING = new Set([0x5b, 0x7b])
const CLOSING = new Set([0x5d, 0x7d])

/** Whether brackets stand deeper within each other than this; what is no JSON is for the parser to find. */
export function isDeeperThan(levels: number, text: string): boolean {
  let depth = 0
  let isText = false
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit === QUOTE) isText = !isText
    else if (isText) at += unit === BACKSLASH ? 1 : 0
    else if (CLOSING.has(unit)) depth -= 1
    else if (OPENING.has(unit)) depth += 1
    if (depth > levels) return true
  }
  return false
}
