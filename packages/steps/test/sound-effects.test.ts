import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loudnessOf, peakOf } from '../src/sound/loudness.ts'
import { hash } from '../src/sound/random.ts'
import { paint } from '../src/sound_effects/ambience.ts'
import { loopFrames, rate } from '../src/sound_effects/canvas.ts'
import { kindsOf } from '../src/sound_effects/catalogue.ts'
import { played, runParameters } from './step-run.ts'

const painted = (sound: string) => paint(sound, kindsOf(sound, ''), hash(sound))
const prompts = [
  'gentle waves on rocks',
  'heavy rain',
  'distant owl',
  'muffled earth',
  'night crickets',
  'branch snap, birds',
  'zorbl flumph',
]

describe('a loop', () => {
  test.each(prompts)('of "%s" has the level that assembly expects, and no clipping', (sound) => {
    const { left, right } = painted(sound)
    expect(left.length).toBe(loopFrames)
    const loudness = loudnessOf([left, right])
    expect(loudness).toBeGreaterThan(-31)
    expect(loudness).toBeLessThan(-25.5)
    expect(Math.max(peakOf(left), peakOf(right))).toBeLessThan(10 ** (-3 / 20))
    expect(Math.abs(left.reduce((sum, value) => sum + value, 0) / left.length)).toBeLessThan(1e-4)
  })

  test.each(['low wind', 'underwater hum', 'bees humming', 'distant thunder'])('of "%s" has no seam', (sound) => {
    const { left } = painted(sound)
    const steps = left.map((value, index) => Math.abs(value - left[(index + left.length - 1) % left.length]!))
    expect(steps[0]).toBeLessThan(peakOf(steps.subarray(1)) * 1.05)
    expect(Math.abs(rms(left.subarray(0, 4800)) / rms(left.subarray(-4800)) - 1)).toBeLessThan(0.6)
  })

  test('sounds of its prompt: low for earth, middle for water, high for crickets', () => {
    const [earth, water, night] = ['muffled earth', 'running water', 'night crickets'].map((sound) =>
      centre(painted(sound).left),
    )
    expect(earth).toBeLessThan(250)
    expect(water).toBeGreaterThan(900)
    expect(night).toBeGreaterThan(water!)
  })

  test('is wide: left and right are not the same', () => {
    const { left, right } = painted('low wind')
    expect(Math.abs(correlation(left, right))).toBeLessThan(0.5)
  })

  test('takes "distant" from the clause that says it', () => {
    expect(centre(painted('heavy rain').left)).toBeGreaterThan(centre(painted('distant rain').left) * 1.2)
  })
})

describe('the words of a prompt', () => {
  test.each([
    ['gentle waves on rocks', ['waves']],
    ['water trickling', ['trickle']],
    ['soft bubbles', ['bubbles']],
    ['underwater hum', ['deep water']],
    ['wind over open shore', ['waves', 'wind']],
    ['branch snap, birds', ['birds', 'snap']],
    ['muffled breathing', ['breathing']],
    ['bees humming', ['bees']],
    ['tiny footsteps', ['footsteps']],
    ['distant train, night crickets', ['crickets', 'train']],
  ])('"%s" calls for %j', (sound, names) => {
    expect(kindsOf(sound, '').map(({ name }) => name)).toEqual(names)
  })

  test('that say nothing leave it to the picture', () => {
    expect(kindsOf('something nice', 'a river in the hills').map(({ name }) => name)).toEqual(['stream'])
  })
})

describe('the step', () => {
  test('writes one stereo file that plays for the whole loop, the same each time', async () => {
    await using first = await runParameters('sound_effects', { sound: 'breaking waves', visual: 'a beach' })
    await using second = await runParameters('sound_effects', { sound: 'breaking waves', visual: 'a beach' })
    expect(first.output.outputs.map(({ role }) => role)).toEqual(['ambience'])
    const bytes = await first.bytes('ambience')
    expect(first.output.outputs[0]!.mediaType).toBe('audio/wav')
    expect(bytes.equals(await second.bytes('ambience'))).toBe(true)
    const { left, right } = await played(join(first.folder, first.output.outputs[0]!.path))
    expect(left.samples.length).toBe(loopFrames)
    expect(loudnessOf([left.samples, right.samples])).toBeGreaterThan(-31)
  })

  test('takes any text for words, never for anything else', async () => {
    await using run = await runParameters('sound_effects', {
      sound: `'; rm -rf / [v0],volume=9 {\\b1} 雨 😀`,
      visual: '$(id)',
    })
    expect(run.exitCode).toBe(0)
    expect((await run.bytes('ambience')).length).toBeGreaterThan(10_000)
  })
})

function rms(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length)
}

/** Where the sound's weight lies, in Hz, from the energy of its slope against its own. */
function centre(samples: Float32Array): number {
  const slope = samples.subarray(1).map((value, index) => value - samples[index]!)
  return (rms(slope) / rms(samples) / (2 * Math.PI)) * rate
}

function correlation(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0) / (a.length * rms(a) * rms(b))
}
