/** `manifest.json`: what was handed over, so that whoever gets it can check that all is there. */
import { writeFile } from 'node:fs/promises'
import type { StepParameters } from '@reelyard/core'
import type { ScriptInput } from '@reelyard/core/protocol'
import { fingerprint } from '../quality/fingerprint.ts'
import type { Fingerprint } from '../quality/fingerprint.ts'
import type { FilmReport } from '../quality/report.ts'

/** A file to hand over; its fingerprint is taken where it is not known. */
export interface DeliveredFile extends Partial<Fingerprint> {
  role: string
  /** What it is called where it is handed over. */
  name: string
  /** Where it lies now. */
  path: string
  mediaType: string
}

/** What the manifest is written from. */
export interface ManifestFacts {
  input: ScriptInput<StepParameters['publish']>
  report: FilmReport
  files: readonly Required<DeliveredFile>[]
  /** Where the files went, under the publishing directory; null where nothing was handed over but this. */
  published: { kind: string; path: string } | null
}

/** Takes the missing fingerprints. */
export function describeFiles(files: readonly DeliveredFile[]): Promise<Required<DeliveredFile>[]> {
  return Promise.all(
    files.map(async (file) => {
      const { bytes, sha256 } = file
      return {
        ...file,
        ...(bytes === undefined || sha256 === undefined ? await fingerprint(file.path) : { bytes, sha256 }),
      }
    }),
  )
}

/** Writes the manifest; the same film gives the same bytes. */
export async function writeManifest(path: string, { input, report, files, published }: ManifestFacts): Promise<void> {
  const { seconds, frames, video, audio } = report.film
  const manifest = {
    version: 1,
    videoId: input.video.id,
    title: input.parameters.title,
    channel: input.video.channel,
    film: { seconds, frames, width: video.width, height: video.height, frameRate: video.frameRate, video, audio },
    loudness: report.loudness,
    files: files.map(({ role, name, mediaType, bytes, sha256 }) => ({ role, name, mediaType, bytes, sha256 })),
    published,
  }
  await writeFile(path, `${JSON.stringify(manifest, null, 2)}\n`)
}
