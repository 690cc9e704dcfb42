/** The name that a browser saves an artifact under. */
import { baseMediaType, fileExtension } from '@reelyard/core'
import type { ArtifactView } from '@reelyard/pipeline'

/** `<video id>-<role>.<ext>`, with the scene's number where there is one. ASCII letters, digits and `-_.` only. */
function fileNameOf({ id, videoId, scene, role, mediaType }: ArtifactView): string {
  const parts = [videoId ?? id, ...(scene === null ? [] : [`scene${scene}`]), role]
  const name = parts
    .join('-')
    .replaceAll(/[^A-Za-z0-9_-]+/g, '_')
    .slice(0, 150)
  return `${name}.${fileExtension(mediaType)}`
}

/** Content-Disposition: what a browser may show in place is `inline`; what is none of these types is a download. */
export function disposition(artifact: ArtifactView): string {
  const shown = /^(video|audio|image|text)\/|^application\/json$/.test(baseMediaType(artifact.mediaType))
  return `${shown ? 'inline' : 'attachment'}; filename="${fileNameOf(artifact)}"`
}

/** A media type that is safe as a header; anything odd is plain bytes. */
export function contentType(mediaType: string): string {
  if (!/^[\w.+-]+\/[\w.+-]+(; ?[\w-]+=[\w.-]+)*$/.test(mediaType)) return 'application/octet-stream'
  return /^text\//i.test(mediaType) && !/charset=/i.test(mediaType) ? `${mediaType}; charset=utf-8` : mediaType
}
