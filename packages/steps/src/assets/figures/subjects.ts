/** Puts the prompt's things onto the stage. */
import type { Stage } from '../paint/stage.ts'

export function paintSubjects(_stage: Stage): void {}
