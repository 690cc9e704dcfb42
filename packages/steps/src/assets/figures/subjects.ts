/** Puts the prompt's things onto the stage. */
import { mix } from '../paint/colour.ts'
import type { Place } from '../prompt/setting.ts'
import type { Stage } from '../paint/stage.ts'
import { CAST } from './cast.ts'
import type { Role } from './cast.ts'
import { headOn } from '../scenery/train-view.ts'
import { takePen } from './pen.ts'

/** How far down the picture things stand. */
const GROUND: Partial<Record<Place, number>> = {
  floor: 0.685,
  woodland: 0.72,
  forest: 0.72,
  shore: 0.7,
  tidepool: 0.6,
  underwater: 0.71,
  river: 0.7,
  lake: 0.64,
  sea: 0.66,
  mountains: 0.78,
  desert: 0.71,
  meadow: 0.71,
  city: 0.72,
  rails: 0.7,
  road: 0.74,
  room: 0.685,
  space: 0.66,
  underground: 0.63,
  burrow: 0.7,
  sky: 0.66,
  abstract: 0.66,
}

/** Places that are seen close anyway. */
const CLOSE = new Set<Place>(['floor', 'room', 'underwater', 'burrow', 'abstract', 'space'])

/** Puts what the prompt names on stage: one or two figures that fit the place, and what belongs around them. */
export async function paintSubjects(stage: Stage): Promise<void> {
  const { setting } = stage
  const autumn = setting.seed.toLowerCase().includes('fallen') || setting.time === 'golden'
  const floor = setting.place === 'floor' ? await import('../scenery/floor.ts') : null
  if (floor) await dressFloor(stage, floor, autumn)
  const known = setting.subjects.filter(
    (subject) => CAST[subject] && !(subject === 'leaves' && setting.subjects.length > 1 && autumn),
  )
  const [first, second] = known.filter((subject) => fits(subject, setting.place, known.length))
  if (setting.details.has('birds')) await fly(stage)
  if (second && first && goesWell(first, second)) await perform(stage, second, CAST[second] as Role, true)
  if (first) await perform(stage, first, CAST[first] as Role, false)
  floor?.paintLitter(stage, 0.78, 1.02, 26, autumn)
}

async function dressFloor(stage: Stage, floor: typeof import('../scenery/floor.ts'), autumn: boolean): Promise<void> {
  const { setting, focus, w, h } = stage
  if (setting.subjects.includes('hole')) (await import('../scenery/hole.ts')).paintHole(stage)
  else floor.paintLitter(stage, 0.66, 0.76, autumn ? 46 : 22, autumn)
  if (setting.subjects.includes('mushroom'))
    floor.paintMushrooms(stage, focus.x, h * 0.7, Math.min(w, h) * 0.26, '#c8402f')
  else if (setting.subjects.length === 0) floor.paintMushrooms(stage, w * 0.66, h * 0.72, 9, '#b5482f')
}

/** Small things need a table or the near ground; people in a room stand back for what they do there. */
function fits(subject: string, place: Place, count: number): boolean {
  if (SMALL.has(subject)) return CLOSE.has(place) || place === 'meadow'
  return !(place === 'room' && subject === 'person' && count > 1)
}

const SMALL = new Set(['seeds', 'book', 'cup', 'clock', 'candle', 'robot', 'heart', 'leaves', 'fern', 'shoot'])

/** Two of the same kind of place only: no house under water, no planet on a meadow. */
function goesWell(first: string, second: string): boolean {
  const [a, b] = [CAST[first], CAST[second]]
  return a?.where === 'ground' && b?.where === 'ground' && second !== 'fern' && second !== 'bridge' && first !== 'train'
}

async function perform(stage: Stage, name: string, role: Role, aside: boolean): Promise<void> {
  const { canvas, focus, setting, w, h, light } = stage
  const close = CLOSE.has(setting.place) || setting.view === 'close'
  const narrow = stage.portrait && role.wide ? 0.78 : 1
  const size = (narrow * focus.size * (close ? role.size : (role.far ?? role.size)) * (aside ? 0.62 : 1)) / 100
  const side = focus.x < w / 2 ? 1 : -1
  const x = aside
    ? w * (0.5 + side * (stage.portrait ? 0.24 : 0.27))
    : role.where === 'frame'
      ? w / 2
      : setting.place === 'river' && name !== 'bridge'
        ? w * 0.32
        : focus.x
  const ground = h * (GROUND[setting.place] ?? 0.7)
  const y =
    role.where === 'ground'
      ? ground + (aside ? h * (stage.portrait ? 0.07 : 0.02) : 0)
      : role.where === 'water'
        ? ground
        : role.where === 'frame'
          ? focus.y
          : focus.y + size * 42
  const pen = takePen(stage, name)
  const draw = await role.load()
  if (name === 'train' && setting.place === 'rails' && headOn(stage)) {
    const { trainAhead } = await import('./trains.ts')
    canvas.place(w / 2, h * 0.685, size * 1.15, () => trainAhead(pen))
    return
  }
  const flip = !role.fixed && light.x < x
  if (role.where === 'perch') {
    const { bough } = await import('./birds.ts')
    canvas.place(focus.x, focus.y + size * 48, size, () => bough(takePen(stage, 'bough')), { flip: side > 0 })
    canvas.place(focus.x, focus.y + size * 48, size, () => draw(pen), { flip })
    return
  }
  if (role.where === 'ground' && !['fern', 'bridge', 'train', 'anemone'].includes(name)) shadow(stage, x, y, size)
  const company = pen.random.fork('company')
  for (let index = 0; index < (role.company ?? 0); index++) {
    const away = (index % 2 ? 1 : -1) * company.between(0.16, 0.32) * w
    const lift = role.where === 'ground' ? company.between(0, 0.03) * h : company.around(0.2) * h
    canvas.place(x + away, y + lift, size * company.between(0.3, 0.5), () => draw(takePen(stage, `${name} ${index}`)), {
      flip,
    })
  }
  canvas.place(x, y, size, () => draw(pen), { flip })
}

/** What keeps a figure on the ground. */
function shadow(stage: Stage, x: number, y: number, size: number): void {
  const { canvas, palette } = stage
  const dark = mix(palette.near, '#000000', 0.3)
  canvas.ellipse(
    x,
    y + size * 1.5,
    size * 76,
    size * 9,
    canvas.radial([
      [0, dark, 0.6],
      [0.6, dark, 0.3],
      [1, dark, 0],
    ]),
  )
}

async function fly(stage: Stage): Promise<void> {
  const { canvas, w, h } = stage
  const { flock } = await import('./people.ts')
  canvas.place(w * 0.5, h * 0.3, 0.24, () => flock(takePen(stage, 'flock')))
}
