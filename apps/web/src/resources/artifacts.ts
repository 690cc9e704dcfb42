/** Single artifacts, and what is uploaded, as the API takes and gives them. */
import { z } from 'zod'
import { artifactResource } from '../resources.ts'

const link = z.string().describe('A path on this host.')

/** Where a picture is to be fetched from. */
export const uploadBody = z
  .strictObject({ url: z.url().max(2_000).describe('https://, on the open internet. It is fetched once, now.') })
  .meta({
    id: 'UploadFromUrl',
    description:
      'A picture somewhere else. Or send the picture itself: image/png, image/jpeg, image/webp or image/gif.',
    examples: [{ url: 'https://example.com/tide-pool.jpg' }],
  })

/** A picture that was taken in. */
export const uploadResource = artifactResource
  .extend({ width: z.int(), height: z.int(), links: z.strictObject({ self: link, content: link }) })
  .meta({ id: 'Upload', description: 'A picture that was uploaded: name its id as `image` of a scene.' })

/** A page of what was uploaded for a channel; `nextCursor` leads to the next. */
export const uploadPageResource = z
  .strictObject({
    artifacts: z.array(artifactResource),
    nextCursor: z.string().nullable().describe('Give it as `cursor` to get the next page; null on the last one.'),
  })
  .meta({ id: 'UploadPage', description: 'Uploaded pictures, newest first.' })

/** A page of what was uploaded for a channel. */
export type UploadPageResource = z.infer<typeof uploadPageResource>

/** A picture that was taken in. */
export type UploadResource = z.infer<typeof uploadResource>
