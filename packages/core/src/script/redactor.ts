/** Taking secrets out of text before anybody else sees it. */
import type { Line } from './lines.ts'

const REDACTED = '[redacted]'
/** A shorter secret would blot out innocent words, and protect little. */
const SHORTEST = 4

/** Knows the secrets of one run. */
export class Redactor {
  /** The secrets as they may be written: as they are, within JSON, within a URL, line by line. */
  private readonly forms: readonly string[]

  constructor(secrets: readonly string[]) {
    const written = secrets.flatMap((secret) => [secret, ...secret.split(/[\r\n]+/)]).flatMap(formsOf)
    this.forms = [...new Set(written)].filter((form) => form.length >= SHORTEST)
  }

  text(text: string): string {
    return this.forms.length === 0 ? text : blot(text, this.spansIn(text))
  }

  /** As `text`; where the line was cut, also a secret of which only the beginning is left. */
  line({ text, whole }: Line): string {
    if (whole || this.forms.length === 0) return this.text(text)
    const begun = Math.max(0, ...this.forms.map((form) => overlap(text, form)))
    const spans = this.spansIn(text)
    return blot(text, begun < SHORTEST ? spans : [...spans, [text.length - begun, text.length]])
  }

  /** A copy of a JSON value with each string in it redacted. */
  json<Value>(value: Value): Value {
    if (this.forms.length === 0) return value
    const redact = (_: string, part: unknown) => (typeof part === 'string' ? this.text(part) : part)
    return JSON.parse(JSON.stringify(value), redact) as Value
  }

  private spansIn(text: string): [start: number, end: number][] {
    const spans: [number, number][] = []
    for (const form of this.forms) {
      for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) spans.push([at, at + form.length])
    }
    return spans
  }
}

function formsOf(secret: string): string[] {
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret.toWellFormed())]
}

/** Spans may overlap: secrets that do are blotted out as one, so that no end of one stays behind. */
function blot(text: string, spans: [start: number, end: number][]): string {
  let clean = ''
  let done = 0
  for (const [start, end] of spans.sort((a, b) => a[0] - b[0])) {
    if (end <= done) continue
    if (start >= done) clean += text.slice(done, start) + REDACTED
    done = end
  }
  return clean + text.slice(done)
}

/** How many characters at the end of `text` are the beginning of `form`. */
function overlap(text: string, form: string): number {
  for (let length = Math.min(text.length, form.length - 1); length >= SHORTEST; length -= 1) {
    if (text.endsWith(form.slice(0, length))) return length
  }
  return 0
}
