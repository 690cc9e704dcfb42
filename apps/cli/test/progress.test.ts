import { STEP_NAMES } from '@reelyard/core'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { renderBars, type BarStyle } from '../src/progress/bars.ts'
import { renderChanges } from '../src/progress/changes.ts'
import { widthOf } from '../src/progress/painted-line.ts'
import { stepProgress, type WatchedTask, type WatchedVideo } from '../src/progress/step-progress.ts'
import { renderTable } from '../src/summary.ts'

const START = Date.parse('2026-01-01T00:00:00Z')
const wide: BarStyle = { columns: 100, color: false, unicode: true }
const moment = { now: START + 30_000, elapsedSeconds: 30 }

function at(seconds: number): string {
  return new Date(START + seconds * 1_000).toISOString()
}

function task(step: WatchedTask['step'], scene: number | null, changes: Partial<WatchedTask> = {}): WatchedTask {
  const done = { state: 'completed', attempt: 1, worker: 'worker-1', startedAt: at(1), finishedAt: at(3) } as const
  return { step, scene, ...done, ...changes }
}

function video(changes: Partial<WatchedVideo> = {}): WatchedVideo {
  const tasks = [
    task('storyboard', null),
    task('assets', 1, { worker: 'worker-2' }),
    task('assets', 2, { state: 'processing', worker: 'worker-10', finishedAt: null }),
    task('assets', 3, { state: 'claimed', worker: 'worker-3', startedAt: null, finishedAt: null }),
    task('narration', 1, { state: 'failed', finishedAt: at(5) }),
    task('narration', 2, { state: 'retry' }),
  ]
  return { title: 'Tides', status: 'processing', progress: 0.25, sceneCount: 4, tasks, ...changes }
}

function lineOf(step: string, style: BarStyle = wide): string {
  return renderBars(video(), moment, style).find((line) => stripVTControlCharacters(line).includes(` ${step} `)) ?? ''
}

describe('the progress of a step', () => {
  it('counts what is done, running, waiting for another try and failed', () => {
    const rows = stepProgress(video(), moment.now)
    expect(rows.map((row) => row.step)).toEqual(STEP_NAMES)
    expect(rows.find((row) => row.step === 'assets')).toMatchObject({ total: 4, done: 1, running: 2 })
    expect(rows.find((row) => row.step === 'narration')).toMatchObject({ done: 0, retrying: 1, failed: 1 })
  })

  it('names those at work, in the order of their numbers', () => {
    expect(stepProgress(video(), moment.now)[1]?.workers).toEqual(['worker-3', 'worker-10'])
  })

  it('names those that did it once nobody is at work', () => {
    expect(stepProgress(video(), moment.now)[0]?.workers).toEqual(['worker-1'])
  })

  it('does not know the totals before the storyboard is made', () => {
    const [storyboard, assets] = stepProgress(video({ sceneCount: 0, tasks: [] }), moment.now)
    expect([storyboard?.total, assets?.total]).toEqual([1, null])
  })

  it('takes time from the first start to the last end, and until now while it runs', () => {
    const [storyboard, assets] = stepProgress(video(), moment.now)
    expect([storyboard?.seconds, assets?.seconds]).toEqual([2, 29])
  })
})

describe('the bars', () => {
  it('show a bar a step with what is done and what runs', () => {
    expect(lineOf('assets')).toMatch(/^ {2}assets +█{6}▒{12}░{6} +1\/4 +0:29 {2}worker-3 worker-10$/)
  })

  it('say what failed and what will be tried again', () => {
    expect(lineOf('narration')).toContain('1 failed, 1 to be tried again')
  })

  it('use plain characters where the locale has no others', () => {
    expect(lineOf('assets', { ...wide, unicode: false })).toContain('######============......')
  })

  it('hold no colour unless they may', () => {
    expect(renderBars(video(), moment, wide).join('')).not.toContain('\u001B')
    expect(renderBars(video(), moment, { ...wide, color: true }).join('')).toContain('\u001B[31m')
  })

  it.each([1, 10, 20, 39, 40, 60, 80, 200])('stay within a terminal of %i columns', (columns) => {
    const lines = renderBars(video({ title: '日本語の長い題名 '.repeat(40) }), moment, {
      ...wide,
      columns,
      color: true,
    })
    expect(lines).toHaveLength(STEP_NAMES.length + 1)
    for (const line of lines) expect(widthOf(stripVTControlCharacters(line))).toBeLessThan(Math.max(columns, 2))
  })

  it('drop names rather than cut them, and bars where there is no room', () => {
    expect(lineOf('assets', { ...wide, columns: 56 })).toMatch(/ worker-3$/)
    expect(lineOf('assets', { ...wide, columns: 36 })).toMatch(/^ {2}assets +1\/4 +0:29$/)
  })

  it('let no title steer the terminal', () => {
    const [heading] = renderBars(video({ title: 'a\u001B[2Jb\nc' }), moment, wide)
    expect(heading).toMatch(/a \[2Jb c$/)
  })
})

describe('plain lines', () => {
  it('tell only the steps that have changed', () => {
    const before = video()
    const after = video({ tasks: [...before.tasks, task('assets', 4, { worker: 'worker-2' })] })
    expect(renderChanges(before, after, moment)).toEqual(['[0:30] assets 2/4  worker-3 worker-10'])
    expect(renderChanges(after, after, moment)).toEqual([])
  })

  it('tell a failure', () => {
    const before = video({ tasks: [task('assets', 1, { state: 'processing' })] })
    const after = video({ tasks: [task('assets', 1, { state: 'failed', worker: null })] })
    expect(renderChanges(before, after, moment)).toEqual(['[0:30] assets 0/4, 1 failed'])
  })
})

describe('the table', () => {
  it('has a row a step and one for all', () => {
    const [head, ...rows] = renderTable(video(), 65.25)
    expect(head).toMatch(/^ {2}step +tasks +time {2}workers$/)
    expect(rows).toHaveLength(STEP_NAMES.length + 1)
    expect(rows[0]).toMatch(/^ {2}storyboard +1\/1 +0:02.0 {2}worker-1$/)
    expect(rows.at(-1)).toMatch(/^ {2}all +6 +1:05.3 {2}4 workers$/)
  })
})
