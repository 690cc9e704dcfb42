/** The painter of each place; only the one that is seen is loaded. */
import type { Stage } from '../paint/stage.ts'
import type { Place } from '../prompt/setting.ts'

const below = () => import('./below.ts')
const beyond = () => import('./beyond.ts')
const coast = () => import('./coast.ts')
const open = () => import('./open.ts')
const pool = () => import('./pool.ts')
const town = () => import('./town.ts')
const underwater = () => import('./underwater.ts')
const woods = () => import('./woods.ts')

const PAINTERS: Record<Place, () => Promise<(stage: Stage) => void>> = {
  forest: async () => (await woods()).paintForest,
  woodland: async () => (await woods()).paintWoodland,
  floor: async () => (await import('./floor.ts')).paintFloor,
  shore: async () => (await import('./shore.ts')).paintShore,
  sea: async () => (await coast()).paintSea,
  lake: async () => (await coast()).paintLake,
  river: async () => (await import('./river.ts')).paintRiver,
  tidepool: async () => (await pool()).paintTidePool,
  underwater: async () => (await underwater()).paintUnderwater,
  mountains: async () => (await open()).paintMountains,
  desert: async () => (await open()).paintDesert,
  meadow: async () => (await open()).paintMeadow,
  sky: async () => (await open()).paintAir,
  city: async () => (await town()).paintCity,
  rails: async () => (await import('./rails.ts')).paintRails,
  road: async () => (await town()).paintRoad,
  room: async () => (await import('./room.ts')).paintRoom,
  space: async () => (await beyond()).paintSpace,
  underground: async () => (await below()).paintUnderground,
  burrow: async () => (await import('./burrow.ts')).paintBurrow,
  abstract: async () => (await beyond()).paintAbstract,
}

/** Paints the setting's place, from the sky to the foreground. */
export async function paintPlace(stage: Stage): Promise<void> {
  const paint = await PAINTERS[stage.setting.place]()
  paint(stage)
}
