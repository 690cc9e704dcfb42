/**
 * The plan of a video as the model knows it: said a second time and in another way than in packages/core, so that the one
 * can be held against the other.
 */
import { createHash } from 'node:crypto'
import type { Motion, StepName } from '@reelyard/core'

/** In the order of the plan. */
export const PLAN: readonly StepName[] = [
  'storyboard',
  'assets',
  'composites',
  'narration',
  'clips',
  'sound_effects',
  'assembly',
  'publish',
]

export const NEEDS: Record<StepName, readonly StepName[]> = {
  storyboard: [],
  assets: ['storyboard'],
  composites: ['assets'],
  narration: ['storyboard'],
  clips: ['composites', 'narration'],
  sound_effects: ['storyboard'],
  assembly: ['clips', 'narration', 'sound_effects'],
  publish: ['assembly'],
}

/** What the simulated scripts make; a `preview` is read by nobody. */
const MAKES: Record<StepName, readonly string[]> = {
  storyboard: [],
  assets: ['picture'],
  composites: ['composite', 'preview'],
  narration: ['speech', 'timing'],
  clips: ['clip'],
  sound_effects: ['ambience'],
  assembly: ['film'],
  publish: ['receipt'],
}

const READS: Record<StepName, readonly string[]> = {
  storyboard: [],
  assets: [],
  composites: ['assets/picture'],
  narration: [],
  clips: ['composites/composite', 'narration/timing'],
  sound_effects: [],
  assembly: ['clips/clip', 'narration/speech', 'narration/timing', 'sound_effects/ambience'],
  publish: ['assembly/film'],
}

export function isPerScene(step: StepName): boolean {
  return !['storyboard', 'assembly', 'publish'].includes(step)
}

export function reads(step: StepName, of: StepName, role: string): boolean {
  return READS[step].includes(`${of}/${role}`)
}

/** A file that a task made, by what is in it. */
export interface Made {
  role: string
  sha256: string
}

/** Bit by bit of `variant`, the first or the second form of each of a step's files. */
export function filesOf(step: StepName, variant: number): Made[] {
  return MAKES[step].map((role, index) => ({
    role,
    sha256: createHash('sha256')
      .update(`${step} ${role} ${(variant >> index) & 1}`)
      .digest('hex'),
  }))
}

/** A scene as a storyboard script gives it. */
export interface SceneText {
  narration: string
  visual: string
  sound: string
  motion: Motion
}

/** Bit by bit of `variant`, the first or the second form of what a scene says. */
export function sceneText(variant: number): SceneText {
  const form = (bit: number) => (variant >> bit) & 1
  return {
    narration: `words ${form(0)}`,
    visual: `picture ${form(1)}`,
    sound: `noise ${form(2)}`,
    motion: form(3) ? 'push_in' : 'still',
  }
}

/** Which task of a plan. */
export interface Place {
  step: StepName
  scene: number | null
}

/** The places of a step in a film of that many scenes. */
export function placesOf(step: StepName, scenes: number): Place[] {
  if (!isPerScene(step)) return [{ step, scene: null }]
  return Array.from({ length: scenes }, (_, index) => ({ step, scene: index + 1 }))
}

/** What a task is told to do, as far as the model looks at it. */
export type Told = Record<string, unknown>

export interface Film {
  title: string
  /** As the order gave them. */
  ordered: readonly string[]
  /** As the storyboard step left them. */
  scenes: readonly SceneText[]
}

/** What the plan tells a task. */
export function toldBy({ title, ordered, scenes }: Film, { step, scene }: Place): Told {
  const text = scenes[(scene ?? 1) - 1]
  const { narration, visual, sound, motion } = text ?? sceneText(0)
  const told: Record<StepName, Told> = {
    storyboard: { title, ordered },
    assets: { narration, visual, sound, motion },
    composites: { motion },
    narration: { text: narration },
    clips: { motion, first: scene === 1, last: scene === scenes.length },
    sound_effects: { sound, visual },
    assembly: { title, scenes: scenes.length },
    publish: { title },
  }
  return told[step]
}

/** The same, out of a task's parameters in Postgres. */
export function toldIn(step: StepName, parameters: Record<string, unknown>): Told {
  if (step === 'storyboard') {
    const scenes = parameters.scenes as SceneText[]
    return { title: parameters.title, ordered: scenes.map(({ narration }) => narration) }
  }
  const looked = step === 'assets' ? (parameters.scene as Record<string, unknown>) : parameters
  const members: Record<Exclude<StepName, 'storyboard'>, string[]> = {
    assets: ['narration', 'visual', 'sound', 'motion'],
    composites: ['motion'],
    narration: ['text'],
    clips: ['motion', 'first', 'last'],
    sound_effects: ['sound', 'visual'],
    assembly: ['title', 'scenes'],
    publish: ['title'],
  }
  return Object.fromEntries(members[step].map((member) => [member, looked[member]]))
}

/** A person's change of what a task is told: the merge patch, and what it changes for the model. */
export function changeOf(step: StepName, form: number): { patch: unknown; told: Told } {
  const member = { storyboard: 'title', assets: 'visual', composites: 'motion', narration: 'text', clips: 'motion' }
  const rest = { sound_effects: 'sound', assembly: 'title', publish: 'title' }
  const name = { ...member, ...rest }[step]
  const told = { [name]: name === 'motion' ? ['pan_left', 'still'][form] : `by hand ${form}` }
  return { patch: step === 'assets' ? { scene: told } : told, told }
}
