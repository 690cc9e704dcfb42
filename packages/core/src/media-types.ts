/** Media types of artifacts, and what their files are called. */

/** By IANA's names, and the old ones that tools still write. */
const EXTENSIONS: ReadonlyMap<string, string> = new Map([
  ['application/json', 'json'],
  ['application/x-subrip', 'srt'],
  ['audio/flac', 'flac'],
  ['audio/mp4', 'm4a'],
  ['audio/mpeg', 'mp3'],
  ['audio/ogg', 'ogg'],
  ['audio/wav', 'wav'],
  ['audio/x-wav', 'wav'],
  ['image/gif', 'gif'],
  ['image/jpeg', 'jpg'],
  ['image/png', 'png'],
  ['image/svg+xml', 'svg'],
  ['image/webp', 'webp'],
  ['text/html', 'html'],
  ['text/plain', 'txt'],
  ['text/vtt', 'vtt'],
  ['video/mp4', 'mp4'],
])

/** The type alone, lower case: `text/vtt` of `Text/VTT; charset=utf-8`. */
export function baseMediaType(mediaType: string): string {
  return mediaType.split(';', 1)[0]!.trim().toLowerCase()
}

/** What a file of this type is called after its dot; `bin` where the type is not known here. */
export function fileExtension(mediaType: string): string {
  return EXTENSIONS.get(baseMediaType(mediaType)) ?? 'bin'
}
