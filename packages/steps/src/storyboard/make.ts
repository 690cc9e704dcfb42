/** From an order to a storyboard in which each scene says, shows and sounds like something. */
import { writeFile } from 'node:fs/promises'
import type { Scene, StepParameters } from '@reelyard/core'
import { STORYBOARD_LIMITS, StepError, type ScriptInput, type ScriptOutput } from '@reelyard/core/protocol'
import { scenesOfBrief } from './brief.ts'
import { decideMotions, type WantedMotion } from './motions.ts'
import { guessSound } from './sounds.ts'
import { themeOf } from './theme.ts'

/** A scene as an order may bring it. */
type SceneDraft = { [Key in Exclude<keyof Scene, 'motion'>]?: Scene[Key] } & { motion?: WantedMotion }

/**
 * The work of the storyboard step. Throws StepError `empty_storyboard`, `empty_scene`, `too_many_scenes` or
 * `narration_too_long`: all permanent, all faults of the order.
 */
export async function makeStoryboard(input: ScriptInput<StepParameters['storyboard']>): Promise<ScriptOutput> {
  const { title, scenes, brief } = input.parameters
  const drafts: SceneDraft[] = scenes?.length ? scenes : scenesOfBrief(brief ?? '')
  check(drafts)
  const finished = fillIn(drafts, title)
  await writeFile('storyboard.json', `${JSON.stringify({ title, scenes: finished }, null, 2)}\n`)
  return {
    outputs: [{ role: 'storyboard', path: 'storyboard.json', mediaType: 'application/json' }],
    result: { scenes: finished },
  }
}

function check(drafts: readonly SceneDraft[]): void {
  if (drafts.length === 0)
    throw new StepError('empty_storyboard', 'The order has neither scenes nor a brief with text.')
  if (drafts.length > STORYBOARD_LIMITS.scenes) {
    const found = `The storyboard has ${drafts.length} scenes`
    throw new StepError('too_many_scenes', `${found}; ${STORYBOARD_LIMITS.scenes} are allowed.`)
  }
  drafts.forEach(({ narration, visual }, index) => {
    if (!filled(narration) && !filled(visual)) {
      throw new StepError('empty_scene', `Scene ${index + 1} has neither narration nor visual.`)
    }
    if ((narration ?? '').length > STORYBOARD_LIMITS.narration) {
      const most = STORYBOARD_LIMITS.narration
      throw new StepError('narration_too_long', `Scene ${index + 1} says more than ${most} characters.`)
    }
  })
}

function fillIn(drafts: readonly SceneDraft[], title: string): Scene[] {
  const theme = themeOf(title)
  const motions = decideMotions(
    drafts.map(({ motion }) => motion),
    title,
  )
  return drafts.map((draft, index) => {
    const narration = draft.narration?.trim() ?? ''
    const visual = filled(draft.visual) ? draft.visual! : picture(narration, theme)
    const sound = filled(draft.sound)
      ? draft.sound!
      : guessSound([filled(draft.visual) ? draft.visual! : '', narration, theme.join(' ')])
    return {
      narration,
      visual,
      sound,
      motion: motions[index]!,
      ...(draft.image === undefined ? {} : { image: draft.image }),
    }
  })
}

/** The sentence as a prompt, with the title's words behind it, so that a film's pictures keep to one subject. */
function picture(narration: string, theme: readonly string[]): string {
  const sentence = narration.replace(/[\s.!?…。！？]+$/u, '')
  const missing = theme.filter((word) => !sentence.toLowerCase().includes(word))
  return [sentence, missing.join(' ')].filter((part) => part !== '').join(', ')
}

function filled(text: string | undefined): boolean {
  return text !== undefined && text.trim() !== ''
}
