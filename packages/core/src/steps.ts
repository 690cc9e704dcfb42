/**
 * The vocabulary of Reelyard. One meaning a word, in code, SQL, logs, API and documentation:
 *
 * - channel: who a video is made for: voice, look, format, step commands.
 * - video: one order, and all that is made of it.
 * - scene: one shot of a storyboard: what is said, seen and heard. Numbered from 1.
 * - step: one kind of work (below).
 * - task: one step of one video, for one scene where the step works scene by scene: the unit that is claimed.
 * - attempt: one run of a task by one worker. Its number is the fencing token: no write without it.
 * - job: the queue's message 'this task is ready'. Its payload is the task's id, nothing else.
 * - script: the executable that does a step's work.
 * - artifact: a file that a task made, stored by its SHA-256.
 * - gate: a step whose result waits for a person, by the channel's policy.
 * - lease: how long a claim holds without a heartbeat.
 * - dead letter: a job whose task failed for good, kept to be inspected and redriven.
 * - result: the message that is published when a task or a video reaches an end.
 */
export const STEP_NAMES = [
  'storyboard',
  'assets',
  'composites',
  'narration',
  'clips',
  'sound_effects',
  'assembly',
  'publish',
] as const

/** One kind of work. */
export type StepName = (typeof STEP_NAMES)[number]

/** What the plan says of one step. */
export interface StepDefinition {
  /** Part of the input digest: raised when the built-in script would make something else of the same input. */
  version: number
  /** One task a scene, or one for the whole video. */
  perScene: boolean
  /** What must have ended well: in the same scene where both steps work scene by scene, else in every scene. */
  dependsOn: readonly StepName[]
  /** Steps whose files the script reads, and which of their files (roles). */
  reads: Partial<Record<StepName, readonly string[]>>
  /** A script that runs longer is killed; the attempt counts as temporary failure. */
  timeoutSeconds: number
  /** Whether `input.context.tasks` is filled in: for reports. */
  wantsTaskRecords?: true
  /** Its effect belongs to one video, so another video's result is never taken over. */
  oncePerVideo?: true
}

/**
 * The plan of a video, as data.
 *
 *     storyboard ─┬─▶ assets[scene] ──▶ composites[scene] ─┐
 *                 ├─▶ narration[scene] ───────────────────┼─▶ clips[scene] ─┐
 *                 └─▶ sound_effects[scene] ───────────────┴─────────────────┴─▶ assembly ─▶ publish
 */
export const STEPS: Record<StepName, StepDefinition> = {
  storyboard: { version: 1, perScene: false, dependsOn: [], reads: {}, timeoutSeconds: 120 },
  assets: { version: 1, perScene: true, dependsOn: ['storyboard'], reads: {}, timeoutSeconds: 900 },
  composites: {
    version: 1,
    perScene: true,
    dependsOn: ['assets'],
    reads: { assets: ['*'] },
    timeoutSeconds: 300,
  },
  narration: { version: 1, perScene: true, dependsOn: ['storyboard'], reads: {}, timeoutSeconds: 600 },
  sound_effects: { version: 1, perScene: true, dependsOn: ['storyboard'], reads: {}, timeoutSeconds: 600 },
  clips: {
    version: 1,
    perScene: true,
    dependsOn: ['composites', 'narration'],
    reads: { composites: ['composite'], narration: ['timing'] },
    timeoutSeconds: 1800,
  },
  assembly: {
    version: 1,
    perScene: false,
    dependsOn: ['clips', 'narration', 'sound_effects'],
    reads: { clips: ['clip'], narration: ['speech', 'timing'], sound_effects: ['ambience'] },
    timeoutSeconds: 3600,
    wantsTaskRecords: true,
  },
  publish: {
    version: 1,
    perScene: false,
    dependsOn: ['assembly'],
    reads: { assembly: ['*'] },
    timeoutSeconds: 3600,
    wantsTaskRecords: true,
    oncePerVideo: true,
  },
}

/** Steps from the end of the plan to its start: of two equal tasks the one nearer to a finished film goes first. */
export const STEPS_LAST_FIRST = [
  'publish',
  'assembly',
  'clips',
  'composites',
  'sound_effects',
  'narration',
  'assets',
  'storyboard',
] as const satisfies readonly StepName[]

/** The first step of every video. */
export const FIRST_STEP = 'storyboard' satisfies StepName

/** The last one: when it has ended well, the video is complete. */
export const LAST_STEP = 'publish' satisfies StepName

/** For what comes from outside: an option, a row, a file. */
export function isStepName(value: unknown): value is StepName {
  return STEP_NAMES.includes(value as StepName)
}
