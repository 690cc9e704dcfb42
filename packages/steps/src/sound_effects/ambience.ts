/** Ambience of one scene: a seamless stereo loop, painted from words. */
import type { StepParameters } from '@reelyard/core'
import type { ScriptInput, ScriptOutput } from '@reelyard/core/protocol'
import { highPass, lowPass } from '../sound/biquad.ts'
import { factor, loudnessOf, peakOf, scale } from '../sound/loudness.ts'
import { hash, seeded } from '../sound/random.ts'
import { filterLoop, loopFrames, newCanvas, rate, type Canvas } from './canvas.ts'
import { kindsOf, type Kind } from './catalogue.ts'
import { drone } from './machines.ts'
import { moodOf, type Mood } from './mood.ts'
import { writeLoop } from './loop-file.ts'
import { addRoom } from './space.ts'
import { air } from './weather.ts'

/** LUFS of a loop that is neither faint nor heavy; assembly sets the levels of the film. */
const usualLoudness = -28
/** No sample passes this factor; what comes near it is rounded off from the knee on. */
const ceiling = factor(-4)
const knee = ceiling * 0.7
/** Air under single sounds, against their level. */
const airUnder = 0.12

/** The work of the sound_effects step. The same words give the same samples. */
export async function makeAmbience(input: ScriptInput<StepParameters['sound_effects']>): Promise<ScriptOutput> {
  const { sound, visual } = input.parameters
  const kinds = kindsOf(sound, visual)
  const file = await writeLoop(paint(sound, kinds, hash(`${sound}\n${visual}`)))
  return { outputs: [{ role: 'ambience', ...file }], result: { kinds: kinds.map(({ name }) => name) } }
}

/** The finished loop: left and right, 48 kHz. */
export function paint(sound: string, kinds: readonly Kind[], seed: number): Canvas {
  const canvas = newCanvas()
  const sent = new Float32Array(loopFrames)
  const layers = kinds.length > 0 ? kinds : [{ name: 'drone', make: drone, level: 1 }]
  for (const { name, make, level } of layers) {
    addLayer(canvas, sent, { make, level, mood: moodOf(clauseAbout(sound, kinds, name)) }, seed ^ hash(name))
  }
  if (kinds.length > 0 && !kinds.some(({ bed }) => bed)) {
    addLayer(canvas, sent, { make: air, level: airUnder, mood: moodOf('quiet') }, seed ^ hash('air under'))
  }
  addRoom(canvas, sent, { seconds: 1.8, damping: 0.35 })
  return finish(canvas, loudnessFor(moodOf(sound.toLowerCase())))
}

interface Layer {
  make: Kind['make']
  level: number
  mood: Mood
}

function addLayer(canvas: Canvas, sent: Float32Array, { make, level, mood }: Layer, seed: number): void {
  const layer = newCanvas()
  make(layer, seeded(seed), mood)
  const sides = [layer.left, layer.right]
  if (mood.muffled) for (const side of sides) filterLoop(side, lowPass(480, 0.6, rate))
  else if (mood.distance > 0.5) for (const side of sides) filterLoop(side, lowPass(2400, 0.5, rate))
  const loudness = loudnessOf([layer.left])
  if (!Number.isFinite(loudness)) return
  const gain = factor(-24 - loudness) * level * (0.55 + 0.9 * mood.force) * (1 - 0.45 * mood.distance)
  const near = gain * (1 - 0.4 * mood.distance)
  const far = gain * (0.05 + 0.3 * mood.distance)
  for (let i = 0; i < loopFrames; i++) {
    canvas.left[i]! += layer.left[i]! * near
    canvas.right[i]! += layer.right[i]! * near
    sent[i]! += (layer.left[i]! + layer.right[i]!) * far
  }
}

/** In `quiet forest, distant owl` only the owl is distant: the mood comes from the clause that names the kind. */
function clauseAbout(sound: string, kinds: readonly Kind[], name: string): string {
  const words = kinds.find((kind) => kind.name === name)?.words
  return (
    sound
      .toLowerCase()
      .split(/[,;.]|\band\b/u)
      .find((clause) => words?.test(clause)) ?? sound.toLowerCase()
  )
}

/** From -30 LUFS for a faint or distant sound to -26 for a heavy one. */
function loudnessFor({ force, distance }: Mood): number {
  return Math.max(-30, Math.min(-26, usualLoudness + (force - 0.5) * 4 - (distance > 0.5 ? 0.8 : 0)))
}

function finish(canvas: Canvas, target: number): Canvas {
  const sides = [canvas.left, canvas.right]
  for (const side of sides) filterLoop(side, highPass(25, 0.7, rate))
  setLoudness(sides, target)
  if (sides.some((side) => peakOf(side) > knee)) {
    for (const side of sides) roundOff(side)
    setLoudness(sides, target)
    for (const side of sides) roundOff(side)
  }
  return canvas
}

function setLoudness(sides: readonly Float32Array[], target: number): void {
  const loudness = loudnessOf(sides)
  if (Number.isFinite(loudness)) for (const side of sides) scale(side, factor(target - loudness))
}

/** Bends what is over the knee, so that it never reaches the ceiling. */
function roundOff(side: Float32Array): void {
  const room = ceiling - knee
  for (let i = 0; i < side.length; i++) {
    const over = Math.abs(side[i]!) - knee
    if (over > 0) side[i] = Math.sign(side[i]!) * (knee + room * Math.tanh(over / room))
  }
}
