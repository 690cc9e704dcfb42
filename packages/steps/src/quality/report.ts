/** `report.json`: what a film was measured to be, and whether that is good enough to be published. */
import type { Captions } from '@reelyard/core'
import type { TaskRecord } from '@reelyard/core/protocol'
import type { CaptionCoverage } from './caption-check.ts'
import type { FilmFacts } from './film-facts.ts'
import type { Stretch } from './sound-check.ts'

/** One broken rule. */
export interface Fault {
  /** Stable, snake_case: see `RULES`. */
  code: string
  message: string
  /** Where a fault belongs to one scene. */
  scene?: number
}

/** What is measured of a film, and what it is judged by. */
export interface Measurements {
  film: FilmFacts & { sha256: string }
  /** The order's format and the plan's length. */
  planned: { width: number; height: number; fps: number; frames: number; captions: Captions }
  /** Loudness is null for a film that is silent. */
  loudness: { integratedLufs: number | null; truePeakDbtp: number | null; rangeLu: number }
  /**
   * By how much the sound comes after its picture, at the film's start and end: found by comparing the decoded film with
   * the mix. Null where the film is silent, or where the sound was not found anywhere near its place.
   */
  avOffsetMs: { start: number | null; end: number | null }
  /** By how much the sound lasts longer than the picture. */
  lengthDifferenceMs: number
  monotonicTimestamps: boolean
  blackStretches: Stretch[]
  silentStretches: Stretch[]
  captionCoverage: CaptionCoverage
  scenes: ReportedScene[]
}

/** One scene: as it was planned, and as it came out. */
export interface ReportedScene {
  scene: number
  plannedFrames: number
  measuredFrames: number
  startSeconds: number
  seconds: number
  /** A voice is heard in it; a scene without is meant to be silent. */
  voiced: boolean
}

/** One finished task, with the time it took. */
export type ReportedTask = TaskRecord & { seconds: number | null }

/** `report.json`. */
export interface FilmReport extends Measurements {
  version: 1
  passed: boolean
  faults: Fault[]
  tasks: ReportedTask[]
}

/** What ran for the film so far, for its report. */
export function reportedTasks(tasks: readonly TaskRecord[]): ReportedTask[] {
  return tasks.map((task) => {
    const took = Date.parse(task.finishedAt ?? '') - Date.parse(task.startedAt ?? '')
    return { ...task, seconds: Number.isFinite(took) ? took / 1000 : null }
  })
}
