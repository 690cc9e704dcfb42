/** Builds a scene's `composite` from its `image`: a drawing is rasterised, a photograph fitted; both get a finish. */
import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { inputOf } from '@reelyard/core/protocol'
import type { ScriptInput, ScriptOutput } from '@reelyard/core/protocol'
import type { StepParameters } from '@reelyard/core'
import { compositeSize } from '../camera.ts'
import { finish } from './finish.ts'
import { isDrawing, rasterise } from './drawing.ts'
import { fitPhotograph } from './photograph.ts'

const COMPOSITE = 'composite.jpg'

// One picture, once: more threads and a cache cost more than they bring.
sharp.concurrency(1)
sharp.cache(false)

/** The work of the composites step. Throws StepError where the image cannot be shown; see drawing.ts and photograph.ts. */
export async function compose(input: ScriptInput<StepParameters['composites']>): Promise<ScriptOutput> {
  const image = inputOf(input, 'image')
  const size = compositeSize(input.parameters.format)
  const bytes = await readFile(image.path)
  const drawn = isDrawing(bytes)
  const picture = drawn ? await rasterise(bytes, size) : await fitPhotograph(bytes, size)
  const pixels = finish(picture, { bloom: drawn ? 0.3 : 0, vignette: drawn ? 0.3 : 0.12, grain: drawn ? 2.2 : 1 })
  // Full chroma and high quality: the clip step encodes this once more, and for good.
  await sharp(pixels, { raw: { width: size.width, height: size.height, channels: 3 } })
    .jpeg({ quality: 93, chromaSubsampling: '4:4:4', optimiseCoding: false })
    .toFile(COMPOSITE)
  return { outputs: [{ role: 'composite', path: COMPOSITE, mediaType: 'image/jpeg' }], result: { ...size, drawn } }
}
