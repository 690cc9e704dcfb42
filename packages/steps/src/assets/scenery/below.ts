/** The earth cut open: turf above, roots, tunnels and rooms below. */
import { lighten, mix } from '../paint/colour.ts'
import { blob, disc, leaf, n, smooth, taper } from '../paint/shapes.ts'
import type { Point } from '../paint/shapes.ts'
import { tint } from '../paint/stage.ts'
import type { Stage } from '../paint/stage.ts'
import { paintSky } from './sky.ts'
import { grass } from './terrain.ts'

/** The earth cut open: turf and trees above, tunnels and rooms below. */
export function paintUnderground(stage: Stage): void {
  const { canvas, palette, w, h } = stage
  const top = { ...stage, horizon: h * 0.26, light: { x: stage.light.x, y: h * 0.13 } }
  paintSky(top)
  const random = stage.random.fork('earth')
  const surface: Point[] = Array.from({ length: 13 }, (_, index) => [
    (w * index) / 12 + (index === 0 ? -6 : index === 12 ? 6 : 0),
    h * 0.245 + random.around(1.6),
  ])
  const soils = ['#6b4a30', '#5c3c28', '#4c3124', '#3d2820', '#2e1f1c']
  canvas.path(grass(random, -2, w + 2, h * 0.25, 4), mix(tint(stage, '#6f9a45'), palette.near, 0.2))
  soils.forEach((soil, index) => {
    const line = surface.map(([x, y]) => [x, y + index * h * 0.15 + (index ? random.around(2.4) : 0)] as Point)
    canvas.path(
      `${smooth(line, false)}L${n(w + 8)} ${n(h + 4)}L-8 ${n(h + 4)}Z`,
      canvas.linear([
        [0, lighten(soil, index ? 0.05 : 0.12)],
        [0.4, soil],
        [1, mix(soil, '#160d0c', 0.4)],
      ]),
    )
  })
  canvas.stroke(smooth(surface, false), mix(tint(stage, '#7fa94f'), palette.near, 0.15), 1.6)
  let [pebbles, specks] = ['', '']
  for (let index = 0; index < 170; index++) {
    const [x, y] = [w * random.next(), h * random.between(0.3, 1)]
    if (index % 5 === 0) pebbles += blob(random, x, y, random.between(0.6, 1.9), random.between(0.4, 1.2))
    else specks += disc(x, y, random.between(0.1, 0.3))
  }
  canvas.path(pebbles, '#a08a72', 0.34)
  canvas.path(specks, '#d8b98e', 0.28)
  paintRoots(stage, w * 0.24, h * 0.24, 30)
  paintRoots(stage, w * 0.78, h * 0.24, 24)
  paintTunnels(stage)
}

/** Roots that fan out downwards from (x, y). */
export function paintRoots(stage: Stage, x: number, y: number, reach: number): void {
  const { canvas } = stage
  const random = stage.random.fork(`roots ${n(x)}`)
  const fill = canvas.linear([
    [0, '#9a6f48'],
    [1, '#5a3b28'],
  ])
  for (let index = 0; index < 9; index++) {
    const angle = 0.35 + (index / 8) * 2.45
    const long = reach * random.between(0.5, 1.15)
    const spine: Point[] = [0, 0.25, 0.5, 0.75, 1].map((t) => [
      x + Math.cos(angle) * long * t + random.around(2.2) * t,
      y - 1 + Math.sin(angle) * long * t + random.around(2.2) * t,
    ])
    canvas.path(taper(spine, 2.3, 0.2), fill)
    const [fx, fy] = spine[2] ?? [x, y]
    canvas.path(
      taper(
        [
          [fx, fy],
          [fx + random.around(6), fy + 4],
          [fx + random.around(10), fy + random.between(6, 11)],
        ],
        0.8,
        0.1,
      ),
      fill,
    )
  }
}

/** Middle and size; x and y are parts of the picture. */
type Room = readonly [x: number, y: number, size: number]

function paintTunnels(stage: Stage): void {
  const { canvas, w, h } = stage
  const rooms: readonly Room[] = stage.portrait
    ? [
        [0.36, 0.42, 10],
        [0.66, 0.5, 11],
        [0.38, 0.62, 12],
        [0.68, 0.74, 9],
      ]
    : [
        [0.26, 0.5, 9.5],
        [0.45, 0.6, 12],
        [0.64, 0.45, 10],
        [0.78, 0.66, 9.5],
        [0.34, 0.78, 8],
      ]
  const paths = digPaths(rooms)
  for (const [width, colour] of [
    [6.4, '#2a1710'],
    [4.9, '#6a3f20'],
    [3.2, '#8f5a2b'],
  ] as const) {
    for (const path of paths)
      canvas.stroke(
        smooth(
          path.map(([x, y]) => [x * w, y * h] as Point),
          false,
        ),
        colour,
        width,
      )
    for (const [x, y, size] of rooms)
      canvas.path(
        blob(
          stage.random.fork(`room ${x}`),
          x * w,
          y * h,
          size + (width - 5) * 0.5,
          size * 0.68 + (width - 5) * 0.5,
          0.08,
        ),
        colour,
      )
  }
  rooms.forEach((room, index) => fillRoom(stage, room, index))
}

/** Tunnels from the surface through every room and up again. */
function digPaths(rooms: readonly Room[]): Point[][] {
  const paths: Point[][] = [[[0.5, 0.22], [0.48, 0.32], ...rooms.slice(0, 1).map(([x, y]): Point => [x, y])]]
  for (let index = 1; index < rooms.length; index++) {
    const [[ax, ay], [bx, by]] = [rooms[index - 1] ?? [0, 0], rooms[index] ?? [0, 0]]
    paths.push([
      [ax, ay],
      [(ax + bx) / 2, Math.max(ay, by) + 0.035],
      [bx, by],
    ])
  }
  const last = rooms[2] ?? [0.6, 0.5, 8]
  paths.push([
    [last[0], last[1]],
    [last[0] + 0.08, last[1] - 0.1],
    [last[0] + 0.12, 0.22],
  ])
  return paths
}

/** Warm light, and what is stored here. */
function fillRoom(stage: Stage, [x, y, size]: Room, index: number): void {
  const { canvas, w, h } = stage
  canvas.ellipse(
    x * w,
    y * h,
    size * 1.5,
    size * 1.2,
    canvas.radial([
      [0, '#ffcf7a', 0.75],
      [0.5, '#f5a34a', 0.3],
      [1, '#f0913a', 0],
    ]),
  )
  const random = stage.random.fork(`store ${index}`)
  let store = ''
  for (let item = 0; item < 16; item++) {
    const px = random.around(size * 0.62)
    const py = size * 0.52 - random.next() * (size * 0.36) * (1 - Math.abs(px) / size)
    store +=
      index % 2
        ? leaf(x * w + px - 1.5, y * h + py, 3.2, 0.5, random.around(0.6))
        : blob(random, x * w + px, y * h + py, 1, 0.85)
  }
  canvas.path(
    store,
    canvas.linear([
      [0, index % 2 ? '#e0b768' : '#b87636'],
      [1, '#6a3d1c'],
    ]),
  )
}
