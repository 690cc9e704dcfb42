/** The publish step: refuses a film that did not pass, hands over one that did, with a manifest. */
import { readFile, writeFile } from 'node:fs/promises'
import type { StepParameters } from '@reelyard/core'
import { StepError, inputOf } from '@reelyard/core/protocol'
import type { ScriptInput, ScriptOutput } from '@reelyard/core/protocol'
import { fingerprint } from '../quality/fingerprint.ts'
import { reportedTasks } from '../quality/report.ts'
import type { FilmReport } from '../quality/report.ts'
import { folderFor, handOver } from './hand-over.ts'
import { describeFiles, writeManifest } from './manifest.ts'
import type { DeliveredFile } from './manifest.ts'

/** What is handed over, and under which name; the report's last version is made here. */
const DELIVERY = [
  { role: 'film', name: 'film.mp4' },
  { role: 'subtitles_srt', name: 'film.srt' },
  { role: 'subtitles_vtt', name: 'film.vtt' },
  { role: 'thumbnail', name: 'thumbnail.jpg' },
] as const
const REPORT = { role: 'report', path: 'final-report.json', name: 'report.json', mediaType: 'application/json' }
const MANIFEST = { role: 'manifest', path: 'manifest.json', mediaType: 'application/json' }

/**
 * Puts the film into `<directory>/<channel>/<video id>`, or only writes the manifest where there is no directory. Throws
 * StepError, permanent: `quality_failed` for a film that broke a rule, `film_changed` for one that is not the reported.
 */
export async function publish(
  input: ScriptInput<StepParameters['publish']>,
  directory?: string,
): Promise<ScriptOutput> {
  const report = JSON.parse(await readFile(inputOf(input, 'report').path, 'utf8')) as FilmReport
  refuseFaulty(report)
  await refuseChanged(inputOf(input, 'film').path, report)
  const folder = directory ? folderFor(directory, input.video) : undefined
  await writeFile(REPORT.path, `${JSON.stringify({ ...report, tasks: reportedTasks(input.context.tasks) }, null, 2)}\n`)
  const files = await describeFiles([...deliveredInputs(input, report), REPORT])
  const published = folder ? { kind: 'folder', path: `${input.video.channel}/${input.video.id}` } : null
  await writeManifest(MANIFEST.path, { input, report, files, published })
  if (folder) await handOver([...files, { name: 'manifest.json', path: MANIFEST.path }], folder, input.task)
  return {
    outputs: [MANIFEST, REPORT].map(({ role, path, mediaType }) => ({ role, path, mediaType })),
    result: { published: folder ?? null },
  }
}

function refuseFaulty(report: FilmReport): void {
  if (report.passed && report.faults.length === 0) return
  const named = report.faults.map(
    ({ code, message, scene }) => `${code}${scene ? ` (scene ${scene})` : ''}: ${message}`,
  )
  throw new StepError(
    'quality_failed',
    `The film did not pass its checks. ${named.join(' ') || 'The report names no fault.'}`,
  )
}

async function refuseChanged(film: string, report: FilmReport): Promise<void> {
  const { bytes, sha256 } = await fingerprint(film)
  if (bytes === report.film.sizeBytes && sha256 === report.film.sha256) return
  throw new StepError('film_changed', `The film (${bytes} bytes, ${sha256}) is not the one that the report is about.`)
}

function deliveredInputs(input: ScriptInput<unknown>, report: FilmReport): DeliveredFile[] {
  return DELIVERY.map(({ role, name }) => {
    const { path, mediaType } = inputOf(input, role)
    // The film has just been read for its fingerprint; once is enough.
    const known = role === 'film' ? { bytes: report.film.sizeBytes, sha256: report.film.sha256 } : {}
    return { role, name, path, mediaType, ...known }
  })
}
