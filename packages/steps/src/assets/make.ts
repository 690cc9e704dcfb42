/** Makes a scene's `image`: the order's own picture where there is one, an illustration where there is none. */
import { writeFile } from 'node:fs/promises'
import { inputsOf } from '@reelyard/core/protocol'
import type { ScriptInput, ScriptOutput } from '@reelyard/core/protocol'
import type { StepParameters } from '@reelyard/core'

const IMAGE = 'image.svg'

/** The work of the assets step. Throws StepError where the order's own picture cannot be taken; see picture.ts. */
export async function makeAssets(input: ScriptInput<StepParameters['assets']>): Promise<ScriptOutput> {
  const [picture] = inputsOf(input, 'picture')
  if (picture) {
    const { passPicture } = await import('./picture.ts')
    return await passPicture(picture, input.parameters.format)
  }
  const { illustrate } = await import('./illustrate.ts')
  const { scene, format } = input.parameters
  const { svg, setting } = await illustrate(scene.visual, scene.narration, format)
  await writeFile(IMAGE, svg)
  return {
    outputs: [{ role: 'image', path: IMAGE, mediaType: 'image/svg+xml' }],
    result: { place: setting.place, time: setting.time, subjects: setting.subjects },
  }
}
