import type { ByteSource } from './byte-source.ts'
import { broken, moving, type Size, type Walked } from './invalid-picture.ts'

const HEADER_BYTES = 13
const [EXTENSION, IMAGE, TRAILER] = [0x21, 0x2c, 0x3b]

/** Walks the blocks to the trailer: one image, no more. Throws InvalidPictureError, EndOfFileError. */
export async function readGif(source: ByteSource): Promise<Walked> {
  const header = await source.read(0, HEADER_BYTES)
  const size = { width: header.readUInt16LE(6), height: header.readUInt16LE(8) }
  let images = 0
  for (let offset = HEADER_BYTES + tableBytes(header[10] ?? 0); ;) {
    const [kind] = await source.read(offset, 1)
    if (kind === TRAILER) {
      if (images === 0) throw broken('it has no pixels')
      return { size, end: offset + 1 }
    }
    if (kind === EXTENSION) offset = await afterBlocks(source, offset + 2)
    else if (kind === IMAGE) {
      if (++images > 1) throw moving()
      const image = await source.read(offset, 10)
      assertWithin(size, image)
      // After the table there is one byte, the size of the codes, and then the blocks.
      offset = await afterBlocks(source, offset + 10 + tableBytes(image[9] ?? 0) + 1)
    } else throw broken('a block is of no known kind')
  }
}

/** Where an image lies outside its canvas, programs differ in how large they take it to be. */
function assertWithin({ width, height }: Size, image: Buffer): void {
  const right = image.readUInt16LE(1) + image.readUInt16LE(5)
  const bottom = image.readUInt16LE(3) + image.readUInt16LE(7)
  if (right > width || bottom > height) throw broken('its image is larger than itself')
}

/** Of the colour table that the flags announce. */
function tableBytes(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 0x07) + 1) : 0
}

/** Each block begins with its length; one of no length is the last. */
async function afterBlocks(source: ByteSource, start: number): Promise<number> {
  for (let offset = start; ;) {
    const [length = 0] = await source.read(offset, 1)
    offset += 1 + length
    if (length === 0) return offset
  }
}
