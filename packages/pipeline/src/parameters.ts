/** What each step is told: made from the order and the storyboard when the task is planned. */
import { filmFormat, type Scene, type StepName, type StepParameters, type TaskKey } from '@reelyard/core'
import type { AcceptedOrder } from './accepted-order.ts'

type Build<Step extends StepName> = (order: AcceptedOrder, scene: Numbered, scenes: number) => StepParameters[Step]

interface Numbered extends Scene {
  number: number
}

const BUILD: { [Step in StepName]: Build<Step> } = {
  storyboard: ({ title, scenes, brief }) => ({
    title,
    ...(scenes === undefined ? {} : { scenes: scenes as NonNullable<StepParameters['storyboard']['scenes']> }),
    ...(brief === undefined ? {} : { brief }),
  }),
  assets: (order, { number: _number, ...scene }) => ({ scene, format: formatOf(order) }),
  composites: (order, scene) => ({ format: formatOf(order), motion: scene.motion }),
  narration: (order, scene) => ({
    text: scene.narration,
    voice: order.voice,
    language: order.language,
    fps: formatOf(order).fps,
  }),
  sound_effects: (_order, scene) => ({ sound: scene.sound, visual: scene.visual }),
  clips: (order, scene, scenes) => ({
    format: formatOf(order),
    motion: scene.motion,
    captions: order.captions,
    language: order.language,
    first: scene.number === 1,
    last: scene.number === scenes,
  }),
  assembly: (order, _scene, scenes) => ({
    title: order.title,
    format: formatOf(order),
    captions: order.captions,
    language: order.language,
    scenes,
  }),
  publish: ({ title }) => ({ title }),
}

export interface ParameterSources {
  order: AcceptedOrder
  sceneCount: number
  /** By number, from 1. */
  scenes: ReadonlyMap<number, Scene>
}

/** Throws RangeError for a scene that there is not. */
export function parametersOf(key: TaskKey, { order, sceneCount, scenes }: ParameterSources): Record<string, unknown> {
  const scene = key.scene === null ? undefined : scenes.get(key.scene)
  if (key.scene !== null && !scene) throw new RangeError(`The storyboard has no scene ${key.scene}.`)
  const numbered = { ...scene, number: key.scene } as Numbered
  return { ...BUILD[key.step](order, numbered, sceneCount) }
}

function formatOf(order: AcceptedOrder) {
  return filmFormat(order.aspect, order.resolution)
}
