import { describe, expect, test } from 'vitest'
import { captionCoverage } from '../src/quality/caption-check.ts'
import { LoudnessMeter, integratedLoudness } from '../src/quality/loudness.ts'
import type { Measurements } from '../src/quality/report.ts'
import { judge } from '../src/quality/rules.ts'
import { TruePeakFinder } from '../src/quality/true-peak.ts'

const RATE = 48_000

function sine(frequency: number, amplitude: number, seconds: number, phase = 0): Float32Array {
  const block = new Float32Array(2 * RATE * seconds)
  for (let i = 0; i < block.length; i++) {
    block[i] = amplitude * Math.sin((2 * Math.PI * frequency * (i >> 1)) / RATE + phase)
  }
  return block
}

/** A film that breaks no rule. */
function goodFilm(): Measurements {
  return {
    film: {
      ...{ seconds: 4, frames: 120, sizeBytes: 1, sha256: '', faststart: true },
      video: {
        ...{ codec: 'h264', profile: 'High', pixelFormat: 'yuv420p', width: 320, height: 180 },
        ...{ frameRate: 30, constantFrameRate: true },
      },
      audio: { codec: 'aac', profile: 'LC', sampleRate: RATE, channels: 2, bitRate: 192_000 },
    },
    planned: { width: 320, height: 180, fps: 30, frames: 120, captions: 'sidecar' },
    loudness: { integratedLufs: -14, truePeakDbtp: -1.2, rangeLu: 4 },
    avOffsetMs: { start: 0, end: 0 },
    lengthDifferenceMs: 0,
    monotonicTimestamps: true,
    blackStretches: [],
    silentStretches: [],
    captionCoverage: { words: 1, speechTime: 1 },
    scenes: [
      { scene: 1, plannedFrames: 60, measuredFrames: 60, startSeconds: 0, seconds: 2, voiced: true },
      { scene: 2, plannedFrames: 60, measuredFrames: 60, startSeconds: 2, seconds: 2, voiced: false },
    ],
  }
}

const BROKEN: [string, (film: Measurements) => void][] = [
  ['video_codec', (film) => (film.film.video.codec = 'hevc')],
  ['video_profile', (film) => (film.film.video.profile = 'Main')],
  ['pixel_format', (film) => (film.film.video.pixelFormat = 'yuv444p')],
  ['audio_codec', (film) => (film.film.audio.codec = 'mp3')],
  ['audio_profile', (film) => (film.film.audio.profile = 'HE-AAC')],
  ['sample_rate', (film) => (film.film.audio.sampleRate = 44_100)],
  ['channels', (film) => (film.film.audio.channels = 1)],
  ['faststart', (film) => (film.film.faststart = false)],
  ['frame_times', (film) => (film.monotonicTimestamps = false)],
  ['frame_times', (film) => (film.film.video.constantFrameRate = false)],
  ['picture_size', (film) => (film.film.video.width = 180)],
  ['frames', (film) => (film.film.frames = 119)],
  ['scene_frames', (film) => (film.scenes[1]!.measuredFrames = 61)],
  ['loudness_low', (film) => (film.loudness.integratedLufs = -15.1)],
  ['loudness_high', (film) => (film.loudness.integratedLufs = -12.9)],
  ['true_peak', (film) => (film.loudness.truePeakDbtp = -0.9)],
  ['sound_off_picture', (film) => (film.avOffsetMs.end = 34)],
  ['sound_off_picture', (film) => (film.avOffsetMs.start = null)],
  ['sound_length', (film) => (film.lengthDifferenceMs = -40)],
  ['black_picture', (film) => film.blackStretches.push({ start: 0, end: 1.6 })],
  ['black_picture', (film) => film.blackStretches.push({ start: 1, end: 1.5 })],
  ['voice_lost', (film) => film.silentStretches.push({ start: 0.4, end: 1.6 })],
  ['captions_lost', (film) => (film.captionCoverage.words = 0.99)],
  ['captions_late', (film) => (film.captionCoverage.speechTime = 0.5)],
]

describe('judgement', () => {
  test('finds nothing in a good film', () => {
    expect(judge(goodFilm())).toEqual([])
  })

  test.each(BROKEN)('finds %s', (code, spoil) => {
    const film = goodFilm()
    spoil(film)
    expect(judge(film).map((fault) => fault.code)).toEqual([code])
  })

  test('lets a fade at the ends and silence without a voice pass', () => {
    const film = goodFilm()
    film.blackStretches.push({ start: 0, end: 0.7 }, { start: 3, end: 4 })
    film.silentStretches.push({ start: 2, end: 4 })
    expect(judge(film)).toEqual([])
  })
})

describe('meters', () => {
  test('a sine of 997 Hz at -20 dBFS on both sides has -20 LUFS', () => {
    const meter = new LoudnessMeter()
    meter.add(sine(997, 0.1, 5))
    meter.finish()
    expect(integratedLoudness(meter.hops)).toBeCloseTo(-20, 1)
  })

  test('loudness does not depend on the blocks that the sound comes in, and leaves silence out', () => {
    const meter = new LoudnessMeter()
    const sound = sine(997, 0.1, 5)
    for (let at = 0; at < sound.length; at += 1234) meter.add(sound.subarray(at, at + 1234))
    meter.add(new Float32Array(2 * RATE * 20))
    meter.finish()
    expect(integratedLoudness(meter.hops)).toBeCloseTo(-20, 0)
  })

  test('the true peak lies between the samples', () => {
    // At a quarter of the rate and 45 degrees every sample lies 3 dB under the wave's peak.
    const peaks: number[] = []
    const finder = new TruePeakFinder(
      16,
      () => 0,
      (peak) => peaks.push(peak),
    )
    const sound = sine(RATE / 4, 0.5, 1, Math.PI / 4)
    for (let at = 0; at < sound.length; at += 1000) finder.add(sound.subarray(at, at + 1000))
    finder.finish()
    expect(peaks).toHaveLength(RATE / 16)
    expect(20 * Math.log10(peaks[1500]! / 0.5)).toBeCloseTo(0, 1)
  })
})

describe('caption coverage', () => {
  const words = ['one', 'two', 'a<b'].map((text, i) => ({ text, start: i, end: i + 1, from: 0, to: 0 }))
  const cue = (times: string, text: string) => `\n${times}\n${text}\n`

  test('counts the words that are shown and the time of speech that they cover', () => {
    const whole = `WEBVTT\n${cue('00:00:00.000 --> 00:00:03.000', 'one\ntwo a&lt;b')}`
    expect(captionCoverage(whole, words)).toEqual({ words: 1, speechTime: 1 })
    const part = `WEBVTT\n${cue('00:00:00.000 --> 00:00:01.500', 'one')}${cue('00:00:02.000 --> 00:00:03.000', 'a&lt;b')}`
    expect(captionCoverage(part, words)).toEqual({ words: 0.6667, speechTime: 0.8333 })
  })

  test('a film without words is covered', () => {
    expect(captionCoverage('WEBVTT\n', [])).toEqual({ words: 1, speechTime: 1 })
  })
})
