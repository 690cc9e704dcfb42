/** Fetches what a finished video left behind into a folder. */
import type { Artifact, Client } from '@reelyard/client'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'

/** What is handed over: which file of which step, and its name. */
const DELIVERED = [
  { role: 'film', steps: ['assembly'], name: (id: string) => `${id}.mp4` },
  { role: 'subtitles_srt', steps: ['assembly'], name: (id: string) => `${id}.srt` },
  { role: 'subtitles_vtt', steps: ['assembly'], name: (id: string) => `${id}.vtt` },
  { role: 'thumbnail', steps: ['assembly'], name: (id: string) => `${id}.jpg` },
  { role: 'report', steps: ['publish', 'assembly'], name: () => 'report.json' },
] as const

/** What was written; null where the video has no such file. */
export interface Delivery {
  /** All files, as absolute paths. */
  files: string[]
  film: string | null
  report: string | null
}

/** Files that the video does not have are left out. Creates the folder. */
export async function deliver(client: Client, videoId: string, folder: string): Promise<Delivery> {
  await mkdir(folder, { recursive: true })
  const artifacts = await client.artifacts(videoId)
  const delivery: Delivery = { files: [], film: null, report: null }
  for (const { role, steps, name } of DELIVERED) {
    const artifact = steps.map((step) => newest(artifacts, step, role)).find(Boolean)
    if (!artifact) continue
    const path = join(folder, name(videoId))
    await client.download(artifact.id, path)
    delivery.files.push(path)
    if (role === 'film' || role === 'report') delivery[role] = path
  }
  return delivery
}

function newest(artifacts: readonly Artifact[], step: string, role: string): Artifact | undefined {
  return artifacts
    .filter((artifact) => artifact.step === step && artifact.role === role)
    .toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))[0]
}
