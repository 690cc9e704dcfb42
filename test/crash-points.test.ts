/** A worker process is killed between every two statements; another one goes on, and nothing is lost or done twice. */
import { expect, test } from 'vitest'
import { inParallel } from './crash/in-parallel.ts'
import { STORIES, type Story } from './crash/stories.ts'
import { crash, record } from './crash/worker-crash.ts'

const TIMEOUT_MS = 300_000

test.each(Object.entries<Story>(STORIES))(
  'a worker may die at every point of %s',
  { timeout: TIMEOUT_MS },
  async (_name, story) => {
    const { points, attempts, faults } = await record(story)
    expect(faults).toEqual([])
    // Not written by hand: a statement that is new is a crash point that is new.
    const deadly = [...new Set(points)].filter((point) => story.works.some((work) => point.startsWith(`${work}/`)))
    expect(new Set(deadly.map((point) => point.split('/')[0]))).toEqual(new Set(story.works))
    const found = await inParallel(deadly, async (name) => {
      const nth = story.dies === 'first time' ? 1 : points.filter((point) => point === name).length
      return (await crash(story, { name, nth }, attempts)).map((sentence) => `${name}: ${sentence}`)
    })
    expect(found.flat()).toEqual([])
  },
)
