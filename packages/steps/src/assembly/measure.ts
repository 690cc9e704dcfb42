/** Measures the finished film against its plan: all that the report says of it. */
import { captionCoverage } from '../quality/caption-check.ts'
import { probeFilm } from '../quality/film-facts.ts'
import type { CodedFrame } from '../quality/film-facts.ts'
import { fingerprint } from '../quality/fingerprint.ts'
import { HOP_SAMPLES } from '../quality/loudness.ts'
import { seePicture } from '../quality/picture-check.ts'
import type { Look } from '../quality/picture-check.ts'
import type { Measurements, ReportedScene } from '../quality/report.ts'
import type { HeardSound } from '../quality/sound-check.ts'
import { lagAt, loudestPlace, samplesToMs } from '../quality/sync.ts'
import type { Mix } from './mix.ts'
import { framesOf } from './scenes.ts'
import type { FilmScene } from './scenes.ts'

/** A film that is made and not yet judged, and all that it is compared with. Paths are absolute. */
export interface Finished {
  film: string
  scenes: readonly FilmScene[]
  planned: Omit<Measurements['planned'], 'frames'>
  mix: Mix
  /** What `hearSound` measured, and where it left the decoded sound. */
  sound: HeardSound
  decoded: string
  /** The VTT file's text. */
  vtt: string
  folder: string
}

/** Hops of the film's start and end in which the sound is looked for again: 30 s. */
const SYNC_HOPS = 300
/** Below this the mix has nothing that could be found again: -70 LUFS. */
const HEARABLE = 1e-7

/** Probes, looks and compares; gives besides the looks of the film's key frames. */
export async function measureFilm(finished: Finished): Promise<{ measurements: Measurements; looks: Look[] }> {
  const { film, scenes, planned, mix, sound, folder } = finished
  const [probed, { sha256 }] = await Promise.all([probeFilm(film), fingerprint(film)])
  const size = { ...planned, frameRate: planned.fps }
  const seen = await seePicture(film, probed.frames, size, folder)
  const soundLeads = probed.audioStart - probed.videoStart
  const measurements: Measurements = {
    film: { ...probed.facts, sha256 },
    planned: { ...planned, frames: framesOf(scenes) },
    loudness: {
      integratedLufs: finite(sound.integratedLufs),
      truePeakDbtp: finite(sound.truePeakDbtp),
      rangeLu: rounded(sound.rangeLu),
    },
    avOffsetMs: {
      start: offsetIn(finished, 0, SYNC_HOPS, soundLeads),
      end: offsetIn(finished, Math.max(0, mix.hops.length - SYNC_HOPS), mix.hops.length, soundLeads),
    },
    lengthDifferenceMs: rounded((probed.audioSeconds - probed.facts.frames / planned.fps) * 1000),
    monotonicTimestamps: probed.monotonic,
    blackStretches: seen.blackStretches,
    silentStretches: sound.silentStretches,
    captionCoverage: captionCoverage(finished.vtt, filmWords(scenes)),
    scenes: scenes.map((scene) => reportScene(scene, probed.frames, mix.voicedScenes.has(scene.scene))),
  }
  return { measurements, looks: seen.keyFrames }
}

function offsetIn({ mix, decoded }: Finished, from: number, to: number, soundStart: number): number | null {
  const place = loudestPlace(mix.hops, from, to, HOP_SAMPLES)
  if (!((mix.hops[Math.floor(place / HOP_SAMPLES)] ?? 0) > HEARABLE)) return null
  const lag = lagAt(mix.path, decoded, place)
  return lag === undefined ? null : rounded(samplesToMs(lag) + soundStart * 1000)
}

function reportScene(scene: FilmScene, frames: readonly CodedFrame[], voiced: boolean): ReportedScene {
  const { fps, frames: plannedFrames } = scene.timing
  const half = 0.5 / fps
  const start = scene.firstFrame / fps
  const end = (scene.firstFrame + plannedFrames) / fps
  const measuredFrames = frames.filter(({ time }) => time >= start - half && time < end - half).length
  return {
    scene: scene.scene,
    plannedFrames,
    measuredFrames,
    startSeconds: rounded(start),
    seconds: rounded(plannedFrames / fps),
    voiced: voiced && scene.timing.speechSeconds > 0,
  }
}

function filmWords(scenes: readonly FilmScene[]) {
  return scenes.flatMap(({ timing, firstFrame }) => {
    const start = firstFrame / timing.fps
    return timing.words.map((word) => ({ ...word, start: start + word.start, end: start + word.end }))
  })
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? rounded(value) : null
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
