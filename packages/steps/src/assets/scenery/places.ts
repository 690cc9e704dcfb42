/** The painter of each place. */
import type { Place } from '../prompt/setting.ts'
import type { Stage } from '../paint/stage.ts'
import { paintBurrow, paintUnderground, paintUnderwater } from './below.ts'
import { paintAbstract, paintSpace } from './beyond.ts'
import { paintLake, paintRiver, paintSea, paintShore, paintTidePool } from './coast.ts'
import { paintAir, paintDesert, paintMeadow, paintMountains } from './open.ts'
import { paintCity, paintRails, paintRoad, paintRoom } from './town.ts'
import { paintFloor, paintForest, paintWoodland } from './woods.ts'

const PAINTERS: Record<Place, (stage: Stage) => void> = {
  forest: paintForest, woodland: paintWoodland, floor: paintFloor, shore: paintShore, sea: paintSea, lake: paintLake,
  river: paintRiver, tidepool: paintTidePool, underwater: paintUnderwater, mountains: paintMountains,
  desert: paintDesert, meadow: paintMeadow, sky: paintAir, city: paintCity, rails: paintRails, road: paintRoad,
  room: paintRoom, space: paintSpace, underground: paintUnderground, burrow: paintBurrow, abstract: paintAbstract,
}

export function paintPlace(stage: Stage): void {
  PAINTERS[stage.setting.place](stage)
}
