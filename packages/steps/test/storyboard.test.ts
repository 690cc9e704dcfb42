import { describe, expect, test } from 'vitest'
import type { Scene } from '@reelyard/core'
import { scenesOfBrief } from '../src/storyboard/brief.ts'
import { decideMotions } from '../src/storyboard/motions.ts'
import { spokenSeconds } from '@reelyard/core/protocol'
import { guessSound } from '../src/storyboard/sounds.ts'
import { runParameters } from './step-run.ts'

const split = (brief: string) => scenesOfBrief(brief).map(({ narration }) => narration)

describe('the step', () => {
  test('leaves a whole scene as it is, and fills in what is missing', async () => {
    const whole = {
      narration: 'It rains.',
      visual: 'a wet street',
      sound: 'heavy rain',
      motion: 'pan_left',
      image: 'a'.repeat(64),
    }
    await using run = await runParameters('storyboard', {
      title: 'A Day in the Forest',
      scenes: [whole, { narration: 'The owl sleeps.' }],
    })
    const { scenes } = run.output.result as { scenes: Scene[] }
    expect(scenes[0]).toEqual(whole)
    expect(scenes[1]).toMatchObject({
      narration: 'The owl sleeps.',
      visual: 'The owl sleeps, day forest',
      sound: 'distant owl',
    })
    expect(scenes[1]!.motion).not.toBe('auto')
    expect(await run.json('storyboard')).toEqual({ title: 'A Day in the Forest', scenes })
  })

  test('makes a scene a sentence of a brief, its pictures kept to the title', async () => {
    const brief = 'At night the rails are quiet and the signals stay green. That is when the heavy trains move.'
    await using run = await runParameters('storyboard', { title: 'Why Trains Run at Night', brief })
    const { scenes } = run.output.result as { scenes: Scene[] }
    expect(scenes.map(({ narration }) => narration).join(' ')).toBe(brief)
    expect(scenes).toHaveLength(2)
    expect(scenes[1]!.visual).toBe('That is when the heavy trains move, night')
    expect(scenes[0]!.sound).toContain('train')
  })

  test.each([
    [{ title: 'T' }, 'empty_storyboard'],
    [{ title: 'T', brief: ' … \n' }, 'empty_storyboard'],
    [{ title: 'T', scenes: [{ narration: ' ' }] }, 'empty_scene'],
    [{ title: 'T', scenes: Array.from({ length: 201 }, () => ({ narration: 'Go.' })) }, 'too_many_scenes'],
    [{ title: 'T', scenes: [{ narration: 'a'.repeat(2001) }] }, 'narration_too_long'],
  ])('refuses a bad order for good: %#', async (parameters, code) => {
    await using run = await runParameters('storyboard', parameters)
    expect(run.exitCode).toBe(65)
    expect(run.output.error).toMatchObject({ code, retriable: false })
  })
})

describe('a brief', () => {
  test('is not cut after an abbreviation', () => {
    expect(
      split('Dr. Smith waited at St. Paul for an hour. Then J. R. Tolkien came in, e.g. through the back door.'),
    ).toEqual(['Dr. Smith waited at St. Paul for an hour.', 'Then J. R. Tolkien came in, e.g. through the back door.'])
  })

  test('with a very long sentence is cut at its clauses', () => {
    const long =
      'The river rises in the mountains, where snow lies until June; it runs through three valleys and past a dozen villages, ' +
      'gathers every stream on its way, and reaches the sea so slowly that nobody can say where it ends.'
    const scenes = split(long)
    expect(scenes.length).toBeGreaterThan(1)
    expect(Math.max(...scenes.map(spokenSeconds))).toBeLessThanOrEqual(12)
    expect(scenes.join(' ')).toBe(long)
    for (const scene of scenes.slice(0, -1)) expect(scene).toMatch(/[,;]$/)
  })

  test('joins a word to its neighbour', () => {
    expect(split('The owl is old. It hunts no more. Never.')).toEqual(['The owl is old. It hunts no more. Never.'])
    const long = 'The owl that lives in the old tower is older than anybody in the village can remember.'
    expect(split(`${long} Never. ${long}`)).toEqual([`${long} Never.`, long])
  })

  test('in Chinese or Japanese is cut at its own full stops', () => {
    expect(
      split('夜晚的铁路非常安静，信号灯一直是绿色的。重型火车就在这个时候开始移动！城市都在沉睡，没有人知道。'),
    ).toHaveLength(3)
  })

  test('without any punctuation is cut between words', () => {
    const words = Array.from({ length: 90 }, (_, i) => `word${i}`).join(' ')
    const scenes = split(words)
    expect(Math.max(...scenes.map(spokenSeconds))).toBeLessThanOrEqual(12)
    expect(scenes.join(' ')).toBe(words)
  })

  test('of lines or bullets makes each line a sentence', () => {
    expect(split('- The sun comes up over the hills\n- The birds begin to sing their song')).toEqual([
      'The sun comes up over the hills',
      'The birds begin to sing their song',
    ])
  })

  test('of a thousand sentences fits into two hundred scenes, no word lost', () => {
    const brief = Array.from({ length: 1000 }, (_, i) => `This is sentence number ${i} of the long text.`).join(' ')
    const scenes = split(brief)
    expect(scenes.length).toBeLessThanOrEqual(200)
    expect(scenes.join(' ')).toBe(brief)
  })

  test('too long for a film is refused', () => {
    expect(() => split('A sentence that goes on for a little while. '.repeat(20_000))).toThrow(/does not fit/)
  })
})

describe('motions', () => {
  test('never repeat, keep what the order says, and are the same for the same title', () => {
    const wanted = Array.from({ length: 60 }, (_, i) => (i % 7 === 3 ? 'still' : 'auto'))
    const motions = decideMotions(wanted, 'The Owl')
    expect(motions.filter((motion, i) => motion === motions[i - 1])).toEqual([])
    expect(motions.filter((_, i) => i % 7 === 3).every((motion) => motion === 'still')).toBe(true)
    expect(new Set(motions).size).toBe(5)
    expect(decideMotions(wanted, 'The Owl')).toEqual(motions)
    expect(decideMotions(wanted, 'The Mouse')).not.toEqual(motions)
  })
})

test('sounds are guessed from whole words only', () => {
  expect(guessSound(['Two drivers carry it.'])).toBe('soft ambience')
  expect(guessSound(['Nobody knows', 'a river at night'])).toBe('running water, night crickets')
})
