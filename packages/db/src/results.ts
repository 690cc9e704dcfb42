/** What results tell of videos and tasks. */
import type { StepName, TaskState, VideoStatus } from '@reelyard/core'
import type { Transaction } from './database.ts'
import { sql } from './drizzle.ts'

interface OfVideo {
  videoId: string
  channel: string
  externalId: string | null
  title: string
  metadata: Record<string, unknown>
}

/** A task, as a result tells of it. */
export interface TaskFacts extends OfVideo {
  taskId: string
  step: StepName
  scene: number | null
  attempt: number
  state: TaskState
  error: { code: string; message: string } | null
}

/** A video, as a result tells of it. */
export interface VideoFacts extends OfVideo {
  status: VideoStatus
  /** Why it failed, as far as it did: the first of its failed tasks. */
  failures: { taskId: string; step: StepName; scene: number | null; code: string; message: string }[]
}

const ofVideo = sql`
  v.id as "videoId", v.channel_id as channel, v.external_id as "externalId", v.title, v.metadata`

export function taskFacts(tx: Transaction, ids: readonly string[]): Promise<TaskFacts[]> {
  return tx.run<TaskFacts>(sql`
    select ${ofVideo}, t.id as "taskId", t.step, t.scene, t.attempt, t.state, t.error
      from tasks t join videos v on v.id = t.video_id
     where t.id = any(${sql.param(ids)}::uuid[]) order by t.step, t.scene`)
}

const FAILURES_MOST = 20

export async function videoFacts(tx: Transaction, id: string): Promise<VideoFacts | null> {
  const [row] = await tx.run<VideoFacts>(sql`
    select ${ofVideo}, v.status, coalesce((
             select jsonb_agg(jsonb_build_object('taskId', f.id, 'step', f.step, 'scene', f.scene,
                                                 'code', f.error ->> 'code', 'message', f.error ->> 'message'))
               from (select * from tasks t where t.video_id = v.id and t.state = 'failed'
                      order by t.step, t.scene limit ${FAILURES_MOST}) f
           ), '[]') as failures
      from videos v where v.id = ${id}::uuid`)
  return row ?? null
}
