/** Reads what measuring needs from a TrueType or OpenType font: which characters it has, and how wide they are. */
import { closeSync, openSync, readSync } from 'node:fs'

/** One face. Widths are in parts of the font size. */
export interface Face {
  has: (codePoint: number) => boolean
  /** Advance width; 0 for marks that stand on the letter before. */
  advanceOf: (codePoint: number) => number
}

/** Opens a font file; in a collection, the face of that index. Only the tables that are needed are read. */
export function readFace(path: string, index = 0): Face {
  const file = openSync(path, 'r')
  try {
    const head = read(file, 0, 12 + 4 * 64)
    const start = head.toString('latin1', 0, 4) === 'ttcf' ? head.readUInt32BE(12 + 4 * index) : 0
    const tables = readTables(file, start)
    const glyphOf = readCharacterMap(tables('cmap'))
    const advances = tables('hmtx')
    const last = tables('hhea').readUInt16BE(34) - 1
    const unitsPerEm = tables('head').readUInt16BE(18)
    return {
      has: (codePoint) => glyphOf(codePoint) !== 0,
      advanceOf: (codePoint) => advances.readUInt16BE(4 * Math.min(glyphOf(codePoint), last)) / unitsPerEm,
    }
  } finally {
    closeSync(file)
  }
}

function readTables(file: number, start: number): (name: string) => Buffer {
  const count = read(file, start + 4, 2).readUInt16BE(0)
  const directory = read(file, start + 12, 16 * count)
  return (name) => {
    for (let at = 0; at < directory.length; at += 16) {
      if (directory.toString('latin1', at, at + 4) !== name) continue
      return read(file, directory.readUInt32BE(at + 8), directory.readUInt32BE(at + 12))
    }
    throw new Error(`The font has no table '${name}'.`)
  }
}

function read(file: number, at: number, length: number): Buffer {
  const buffer = Buffer.alloc(length)
  readSync(file, buffer, 0, length, at)
  return buffer
}

/** From code point to glyph, 0 for none: format 12 where the font has it, else format 4 (the first 65,536 only). */
function readCharacterMap(cmap: Buffer): (codePoint: number) => number {
  let short: Buffer | null = null
  for (let at = 4; at < 4 + 8 * cmap.readUInt16BE(2); at += 8) {
    const table = cmap.subarray(cmap.readUInt32BE(at + 4))
    const format = table.readUInt16BE(0)
    if (format === 12) return (codePoint) => glyphOfGroups(table, codePoint)
    if (format === 4) short = table
  }
  const table = short
  if (!table) throw new Error('The font has no Unicode character map.')
  return (codePoint) => (codePoint > 0xffff ? 0 : glyphOfSegments(table, codePoint))
}

function glyphOfGroups(table: Buffer, codePoint: number): number {
  let low = 0
  let high = table.readUInt32BE(12) - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const at = 16 + 12 * middle
    const first = table.readUInt32BE(at)
    if (codePoint < first) high = middle - 1
    else if (codePoint > table.readUInt32BE(at + 4)) low = middle + 1
    else return table.readUInt32BE(at + 8) + codePoint - first
  }
  return 0
}

function glyphOfSegments(table: Buffer, codePoint: number): number {
  const bytes = table.readUInt16BE(6)
  for (let at = 0; at < bytes; at += 2) {
    if (table.readUInt16BE(14 + at) < codePoint) continue
    const first = table.readUInt16BE(16 + bytes + at)
    if (first > codePoint) return 0
    const delta = table.readUInt16BE(16 + 2 * bytes + at)
    const offsetAt = 16 + 3 * bytes + at
    const offset = table.readUInt16BE(offsetAt)
    if (offset === 0) return (codePoint + delta) & 0xffff
    const glyph = table.readUInt16BE(offsetAt + offset + 2 * (codePoint - first))
    return glyph === 0 ? 0 : (glyph + delta) & 0xffff
  }
  return 0
}
