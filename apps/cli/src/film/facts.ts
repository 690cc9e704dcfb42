/** What a person wants to know of a film, from its QA report. */
import { readFile, stat } from 'node:fs/promises'
import { z } from 'zod'
import { fineClock } from '../progress/clock.ts'
import type { Delivery } from './deliver.ts'

const reportSchema = z.object({
  film: z.object({ seconds: z.number(), video: z.object({ width: z.number(), height: z.number() }) }),
  loudness: z.object({ integratedLufs: z.number().nullable(), truePeakDbtp: z.number().nullable() }),
})

/** Length, frame, size and loudness in one line; what is not known is left out. */
export async function filmFacts({ film, report }: Delivery): Promise<string> {
  const size = film === null ? null : await stat(film).then((found) => found.size)
  const text = report === null ? '' : await readFile(report, 'utf8')
  return [...measured(text), ...(size === null ? [] : [`${(size / 1e6).toFixed(1)} MB`])].join(', ')
}

function measured(text: string): string[] {
  const parsed = reportSchema.safeParse(text === '' ? null : JSON.parse(text))
  if (!parsed.success) return []
  const { film, loudness } = parsed.data
  return [
    fineClock(film.seconds),
    `${film.video.width}×${film.video.height}`,
    ...(loudness.integratedLufs === null ? [] : [`${loudness.integratedLufs.toFixed(1)} LUFS`]),
    ...(loudness.truePeakDbtp === null ? [] : [`true peak ${loudness.truePeakDbtp.toFixed(1)} dBTP`]),
  ]
}
