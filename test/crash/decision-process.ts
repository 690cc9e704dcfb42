/** Carries out what a person asked for, and is killed at a crash point of it. Its argument is a MortalDecision. */
import { openPipeline } from '@reelyard/pipeline'
import { dieAt } from './deadly-point.ts'
import { DECISIONS, type DecisionName } from './decisions.ts'
import { MORTAL, type Mortal } from './mortal.ts'

export interface MortalDecision extends Mortal {
  name: DecisionName
  id: string
}

const { databaseUrl, deadly, name, id } = JSON.parse(process.argv[2]!) as MortalDecision
const pipeline = await openPipeline({
  databaseUrl,
  applicationName: MORTAL,
  housekeeping: false,
  onError: (error) => {
    throw error
  },
  onPoint: dieAt(deadly),
})
await DECISIONS[name].decide(pipeline, id)
await pipeline.close()
