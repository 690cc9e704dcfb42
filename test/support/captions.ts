/** Reads caption files back as a player would, to compare them with what was said. Where lines break does not count. */

/** The texts of all cues, one after the other, without white space. */
export function captionsOfSrt(srt: string): string {
  const blocks = srt.trim().split(/\n\n+/)
  // What players would take for markup is kept from being it by a word joiner, which has no width.
  return withoutSpace(blocks.map((block) => block.split('\n').slice(2).join(' ')).join(' ')).replaceAll('\u2060', '')
}

/** As captionsOfSrt, with the escapes of WebVTT undone. */
export function captionsOfVtt(vtt: string): string {
  const [head, ...blocks] = vtt.trim().split(/\n\n+/)
  if (head !== 'WEBVTT') throw new Error(`A VTT file begins with WEBVTT, not with '${head}'.`)
  const text = withoutSpace(blocks.map((block) => block.split('\n').slice(1).join(' ')).join(' '))
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

export function withoutSpace(text: string): string {
  return text.replaceAll(/\s+/gu, '')
}
