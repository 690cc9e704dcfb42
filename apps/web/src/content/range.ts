/** One byte range of a file, as RFC 9110 section 14 has it. */

/** Byte offsets, both included. */
export interface Span {
  start: number
  end: number
}

/**
 * The bytes that a Range header asks for; 'all' where it is to be ignored: absent, not understood, or more than one
 * range; 'none' where it lies outside a file of `size` bytes.
 */
export function readRange(header: string | undefined, size: number): Span | 'all' | 'none' {
  const match = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(header ?? '')
  if (!match) return 'all'
  const [, from = '', to = ''] = match
  if (from === '' && to === '') return 'all'
  if (from === '') return lastBytes(Number(to), size)
  const start = Number(from)
  const end = to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (to !== '' && Number(to) < start) return 'all'
  return start < size ? { start, end } : 'none'
}

function lastBytes(count: number, size: number): Span | 'none' {
  if (count === 0 || size === 0) return 'none'
  return { start: Math.max(size - count, 0), end: size - 1 }
}
