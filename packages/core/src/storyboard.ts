/** What the storyboard step gives: scenes with nothing missing. A channel's own program may have made them. */
import { z } from 'zod'
import { UNPRINTABLE } from './fault-sentence.ts'
import { CAMERA_MOVES } from './format.ts'
import { ORDER_LIMITS } from './order.ts'
import type { Scene } from './parameters.ts'

function text(most: number) {
  return z
    .string()
    .max(most)
    .refine((value) => value.trim() !== '' && !UNPRINTABLE.test(value), 'must be text without control characters')
}

/** `result` of the storyboard step's output.json. What else stands in it is dropped. */
export const storyboardResultSchema = z.object({
  scenes: z
    .array(
      z
        .object({
          narration: text(ORDER_LIMITS.narration),
          visual: text(ORDER_LIMITS.brief),
          sound: text(ORDER_LIMITS.brief),
          motion: z.enum(CAMERA_MOVES),
          image: z.uuid().optional(),
        })
        .transform(({ image, ...scene }): Scene => (image === undefined ? scene : { ...scene, image })),
    )
    .min(1)
    .max(ORDER_LIMITS.scenes),
})
