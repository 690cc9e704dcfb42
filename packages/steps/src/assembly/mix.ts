/** The film's one mix: every voice and every bed of ambience, sample for sample where the picture needs it. */
import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { LoudnessMeter } from '../quality/loudness.ts'
import { BLOCK_SAMPLES, CHANNELS, SAMPLE_RATE } from '../quality/pcm.ts'
import { STEP_SAMPLES, duckingCurve, markVoice } from './ducking.ts'
import type { FilmScene } from './scenes.ts'
import { decodeSounds, rawPath, readSamples } from './sound-files.ts'
import { addBed, addVoice, bedLoop, voiceGain } from './tracks.ts'
import type { BedTrack, VoiceTrack } from './tracks.ts'

/** The mix on disk, before its level is set. */
export interface Mix {
  /** Interleaved 32-bit floats. */
  path: string
  /** Stereo samples. */
  samples: number
  /** K-weighted energy of each 100 ms, as LoudnessMeter gives it. */
  hops: number[]
  /** Scenes in which a voice is heard. */
  voicedScenes: Set<number>
}

/** Something that sounds for a while, read from disk when its time comes. */
interface Part<Track> {
  from: number
  to: number
  raw: string
  load: (samples: Int16Array) => Track
}

/** Half of the time that one ambience takes to go over into the next, on each side of the cut. */
const CROSSFADE = Math.round(SAMPLE_RATE * 0.2)
/** The first bed comes as the picture does, the last one goes with it. */
const FILM_FADE_IN = Math.round(SAMPLE_RATE * 0.6)
const FILM_FADE_OUT = Math.round(SAMPLE_RATE * 1.2)

/** Mixes the scenes' sound into a file in `folder`. Holds a second of the film, and what sounds in it, in memory. */
export async function mixFilm(scenes: readonly FilmScene[], folder: string): Promise<Mix> {
  const samples = scenes.at(-1)?.to ?? 0
  const voices = scenes.map((scene) => ({ scene, raw: rawPath(folder, `speech-${scene.scene}`) }))
  const beds = bedsOf(scenes, samples, folder)
  await decodeSounds(
    [
      ...voices.map(
        ({ scene, raw }) => ({ path: scene.speech, channels: 1, maxSeconds: seconds(scene), raw }) as const,
      ),
      ...beds.map(
        ({ path, from, to, raw }) => ({ path, channels: 2, maxSeconds: seconds({ from, to }), raw }) as const,
      ),
    ],
    folder,
  )
  const voiced = new Uint8Array(Math.ceil(samples / STEP_SAMPLES) + 1)
  const heard = await Promise.all(voices.map(({ scene, raw }) => hearVoice(scene, raw, voiced)))
  const path = join(folder, 'mix.f32')
  const hops = await writeMix(path, samples, heard, beds, duckingCurve(voiced))
  return {
    path,
    samples,
    hops,
    voicedScenes: new Set(voices.flatMap(({ scene }, i) => (heard[i]!.gain > 0 ? [scene.scene] : []))),
  }
}

async function hearVoice(
  scene: FilmScene,
  raw: string,
  voiced: Uint8Array,
): Promise<Part<VoiceTrack> & { gain: number }> {
  const samples = await readSamples(raw)
  const gain = voiceGain(samples)
  const from = scene.from + Math.round(scene.timing.leadInSeconds * SAMPLE_RATE)
  const to = Math.min(scene.to, from + samples.length)
  if (gain > 0) markVoice(voiced, samples.subarray(0, Math.max(0, to - from)), from, gain)
  return { from, to, raw, gain, load: (loaded) => ({ from, to, samples: loaded, gain }) }
}

/** One bed for each run of neighbours that share an ambience: it goes on over their cuts. */
function bedsOf(scenes: readonly FilmScene[], end: number, folder: string): (Part<BedTrack> & { path: string })[] {
  const runs: FilmScene[][] = []
  for (const scene of scenes) {
    const run = runs.at(-1)
    if (run && run[0]!.ambience.sha256 === scene.ambience.sha256) run.push(scene)
    else runs.push([scene])
  }
  return runs.map((run) => {
    const from = Math.max(0, run[0]!.from - CROSSFADE)
    const to = Math.min(end, run.at(-1)!.to + CROSSFADE)
    const fadeIn = from === 0 ? FILM_FADE_IN : 2 * CROSSFADE
    const fadeOut = to === end ? FILM_FADE_OUT : 2 * CROSSFADE
    const load = (samples: Int16Array) => ({ from, to, fadeIn, fadeOut, loop: bedLoop(samples, to - from) })
    return { from, to, path: run[0]!.ambience.path, raw: rawPath(folder, `bed-${run[0]!.scene}`), load }
  })
}

async function writeMix(
  path: string,
  samples: number,
  voices: Part<VoiceTrack>[],
  beds: Part<BedTrack>[],
  curve: Float32Array,
): Promise<number[]> {
  const meter = new LoudnessMeter()
  const sounding = { voices: new Sounding(voices), beds: new Sounding(beds) }
  const file = openSync(path, 'w')
  try {
    for (let start = 0; start < samples; start += BLOCK_SAMPLES) {
      const count = Math.min(BLOCK_SAMPLES, samples - start)
      const block = new Float32Array(count * CHANNELS)
      for (const voice of await sounding.voices.during(start, start + count)) addVoice(block, start, voice)
      for (const bed of await sounding.beds.during(start, start + count)) addBed(block, start, bed, curve)
      meter.add(block)
      writeSync(file, new Uint8Array(block.buffer))
    }
  } finally {
    closeSync(file)
  }
  meter.finish()
  return meter.hops
}

/** Which parts sound now; each is loaded once, when it begins, and let go when it is over. */
class Sounding<Track extends { to: number }> {
  readonly #waiting: Part<Track>[]
  #loaded: Track[] = []

  constructor(parts: readonly Part<Track>[]) {
    this.#waiting = [...parts].sort((a, b) => a.from - b.from)
  }

  async during(start: number, end: number): Promise<Track[]> {
    this.#loaded = this.#loaded.filter((track) => track.to > start)
    while (this.#waiting[0] && this.#waiting[0].from < end) {
      const part = this.#waiting.shift()!
      this.#loaded.push(part.load(await readSamples(part.raw)))
    }
    return this.#loaded
  }
}

function seconds({ from, to }: { from: number; to: number }): number {
  return (to - from) / SAMPLE_RATE
}
