/** The name that a browser saves an artifact under. */
import type { ArtifactView } from '@reelyard/pipeline'

const EXTENSIONS: Record<string, string> = {
  'video/mp4': 'mp4',
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/flac': 'flac',
  'audio/mpeg': 'mp3',
  'audio/mp4': 'm4a',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/svg+xml': 'svg',
  'text/vtt': 'vtt',
  'text/plain': 'txt',
  'text/html': 'html',
  'application/x-subrip': 'srt',
  'application/json': 'json',
}

/** `<video id>-<role>.<ext>`, with the scene's number where there is one. ASCII letters, digits and `-_.` only. */
function fileNameOf({ id, videoId, scene, role, mediaType }: ArtifactView): string {
  const parts = [videoId ?? id, ...(scene === null ? [] : [`scene${scene}`]), role]
  const name = parts
    .join('-')
    .replaceAll(/[^A-Za-z0-9_-]+/g, '_')
    .slice(0, 150)
  return `${name}.${EXTENSIONS[baseType(mediaType)] ?? 'bin'}`
}

/** Types that a browser may show in place; what is none of these is a download. */
export function disposition(artifact: ArtifactView): string {
  const shown = /^(video|audio|image|text)\/|^application\/json$/.test(baseType(artifact.mediaType))
  return `${shown ? 'inline' : 'attachment'}; filename="${fileNameOf(artifact)}"`
}

/** Without parameters, lower case. */
export function baseType(mediaType: string): string {
  return mediaType.split(';', 1)[0]!.trim().toLowerCase()
}

/** A media type that is safe as a header; anything odd is plain bytes. */
export function contentType(mediaType: string): string {
  if (!/^[\w.+-]+\/[\w.+-]+(; ?[\w-]+=[\w.-]+)*$/.test(mediaType)) return 'application/octet-stream'
  return /^text\//i.test(mediaType) && !/charset=/i.test(mediaType) ? `${mediaType}; charset=utf-8` : mediaType
}
