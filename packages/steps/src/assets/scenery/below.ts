/** Below the surface: earth with tunnels, chambers, holes; water with light from above. */
import { lighten, mix } from '../paint/colour.ts'
import { blob, disc, leaf, n, polygon, smooth, taper } from '../paint/shapes.ts'
import type { Point } from '../paint/shapes.ts'
import { isDark, tint } from '../paint/stage.ts'
import type { Stage } from '../paint/stage.ts'
import { paintMotes, paintShafts } from './light.ts'
import { paintSky } from './sky.ts'
import { grass, paintRock } from './terrain.ts'

/** The earth cut open: turf and trees above, tunnels and rooms below. */
export function paintUnderground(stage: Stage): void {
  const { canvas, palette, w, h } = stage
  const top = { ...stage, horizon: h * 0.26, light: { x: stage.light.x, y: h * 0.13 } }
  paintSky(top)
  const random = stage.random.fork('earth')
  const surface: Point[] = Array.from({ length: 13 }, (_, index) => [(w * index) / 12 + (index === 0 ? -6 : index === 12 ? 6 : 0), h * 0.245 + random.around(1.6)])
  const soils = ['#6b4a30', '#5c3c28', '#4c3124', '#3d2820', '#2e1f1c']
  canvas.path(grass(random, -2, w + 2, h * 0.25, 4), mix(tint(stage, '#6f9a45'), palette.near, 0.2))
  soils.forEach((soil, index) => {
    const line = surface.map(([x, y]) => [x, y + index * h * 0.15 + (index ? random.around(2.4) : 0)] as Point)
    canvas.path(`${smooth(line, false)}L${n(w + 8)} ${n(h + 4)}L-8 ${n(h + 4)}Z`, canvas.linear([[0, lighten(soil, index ? 0.05 : 0.12)], [0.4, soil], [1, mix(soil, '#160d0c', 0.4)]]))
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
  const fill = canvas.linear([[0, '#9a6f48'], [1, '#5a3b28']])
  for (let index = 0; index < 9; index++) {
    const angle = 0.35 + (index / 8) * 2.45
    const long = reach * random.between(0.5, 1.15)
    const spine: Point[] = [0, 0.25, 0.5, 0.75, 1].map((t) => [x + Math.cos(angle) * long * t + random.around(2.2) * t, y - 1 + Math.sin(angle) * long * t + random.around(2.2) * t])
    canvas.path(taper(spine, 2.3, 0.2), fill)
    const [fx, fy] = spine[2] ?? [x, y]
    canvas.path(taper([[fx, fy], [fx + random.around(6), fy + 4], [fx + random.around(10), fy + random.between(6, 11)]], 0.8, 0.1), fill)
  }
}

function paintTunnels(stage: Stage): void {
  const { canvas, w, h, portrait } = stage
  const rooms: [number, number, number][] = portrait
    ? [[0.36, 0.42, 10], [0.66, 0.5, 11], [0.38, 0.62, 12], [0.68, 0.74, 9]]
    : [[0.26, 0.5, 9.5], [0.45, 0.6, 12], [0.64, 0.45, 10], [0.78, 0.66, 9.5], [0.34, 0.78, 8]]
  const paths: Point[][] = [[[0.5, 0.22], [0.48, 0.32], ...rooms.slice(0, 1).map(([x, y]): Point => [x, y])]]
  for (let index = 1; index < rooms.length; index++) {
    const [[ax, ay], [bx, by]] = [rooms[index - 1] ?? [0, 0], rooms[index] ?? [0, 0]]
    paths.push([[ax, ay], [(ax + bx) / 2, Math.max(ay, by) + 0.035], [bx, by]])
  }
  const last = rooms[2] ?? [0.6, 0.5, 8]
  paths.push([[last[0], last[1]], [last[0] + 0.08, last[1] - 0.1], [last[0] + 0.12, 0.22]])
  for (const [width, colour] of [[6.4, '#2a1710'], [4.9, '#6a3f20'], [3.2, '#8f5a2b']] as const) {
    for (const path of paths) canvas.stroke(smooth(path.map(([x, y]) => [x * w, y * h] as Point), false), colour, width)
    for (const [x, y, size] of rooms) canvas.path(blob(stage.random.fork(`room ${x}`), x * w, y * h, size + (width - 5) * 0.5, size * 0.68 + (width - 5) * 0.5, 0.08), colour)
  }
  rooms.forEach(([x, y, size], index) => {
    canvas.ellipse(x * w, y * h, size * 1.5, size * 1.2, canvas.radial([[0, '#ffcf7a', 0.75], [0.5, '#f5a34a', 0.3], [1, '#f0913a', 0]]))
    const random = stage.random.fork(`store ${index}`)
    let store = ''
    for (let item = 0; item < 16; item++) {
      const px = random.around(size * 0.62)
      const py = size * 0.52 - random.next() * (size * 0.36) * (1 - Math.abs(px) / size)
      store += index % 2 ? leaf(x * w + px - 1.5, y * h + py, 3.2, 0.5, random.around(0.6)) : blob(random, x * w + px, y * h + py, 1, 0.85)
    }
    canvas.path(store, canvas.linear([[0, index % 2 ? '#e0b768' : '#b87636'], [1, '#6a3d1c']]))
  })
}

/** A warm chamber under the earth, its mouth far behind. */
export function paintBurrow(stage: Stage): void {
  const { canvas, w, h } = stage
  const random = stage.random.fork('burrow')
  const x = stage.w * 0.5
  const y = h * 0.44
  canvas.wash('#1c100c')
  const rings: readonly [number, string][] = [[0.62, '#2a1811'], [0.52, '#422616'], [0.43, '#633a1d'], [0.34, '#8f5829'], [0.25, '#c5823b']]
  for (const [reach, colour] of rings) {
    const shape = blob(random, x, y, w * reach * 0.92, h * reach * 0.98, 0.07, 15)
    canvas.path(shape, canvas.linear([[0, colour], [1, mix(colour, '#1c100c', 0.4)]]))
    canvas.stroke(shape, lighten(colour, 0.18), 0.3, 0.4)
  }
  canvas.circle(x, y, h * 0.42, canvas.radial([[0, '#fff0bf', 0.95], [0.2, '#ffd27f', 0.6], [1, '#f2a04c', 0]]))
  canvas.path(blob(random, x, y - 1, w * 0.07, h * 0.095, 0.08), canvas.radial([[0, '#fffbe6'], [1, '#ffe6a0']]))
  for (let index = 0; index < 11; index++) {
    const from = w * (0.06 + 0.88 * (index / 10))
    const long = h * random.between(0.1, 0.34) * (0.4 + 1.2 * Math.abs(index / 10 - 0.5))
    const spine: Point[] = [0, 0.3, 0.65, 1].map((t) => [from + random.around(5) * t, -3 + long * t])
    canvas.path(taper(spine, random.between(1.4, 3.4), 0.2), canvas.linear([[0, '#24140d'], [1, '#6e4526']]))
  }
  canvas.path(`${smooth([[-6, h * 0.74], [w * 0.2, h * 0.7], [w * 0.5, h * 0.67], [w * 0.8, h * 0.71], [w + 6, h * 0.75]], false)}V${n(h + 4)}H-6Z`, canvas.linear([[0, '#a3672f'], [0.25, '#5d381d'], [1, '#1a0e0a']]))
  for (let index = 0; index < 90; index++) {
    const [px, py] = [x + random.around(w * 0.3), h * (0.71 + random.around(0.035))]
    canvas.path(leaf(px, py, random.between(4, 9), 0.5, random.around(0.5), random.around(0.3)), index % 2 ? '#dba653' : '#8d5a2a')
  }
  paintMotes(stage, 18, '#ffdc94', 0.4)
}

/** A dark hollow under a great root, mossy all around. Drawn over the forest's floor. */
export function paintHole(stage: Stage): void {
  const { canvas, palette, w, h } = stage
  const random = stage.random.fork('hole')
  const [x, y, size] = [w * 0.5, h * 0.52, Math.min(w * 0.3, h * 0.26)]
  const bark = mix(tint(stage, '#6e4e36'), palette.near, 0.3)
  const fill = canvas.linear([[0, mix(bark, palette.rim, 0.35)], [0.5, bark], [1, mix(bark, palette.near, 0.6)]])
  const moss = mix(tint(stage, '#86ad4c'), palette.near, 0.12)
  canvas.path(smooth([[x - size * 2.6, h * 0.8], [x - size * 1.7, y], [x - size * 0.7, y - size * 0.9], [x + size * 0.7, y - size * 0.95], [x + size * 1.7, y - size * 0.1], [x + size * 2.6, h * 0.8], [x, h * 0.95]]), canvas.linear([[0, moss], [0.7, mix(moss, palette.near, 0.7)]]))
  canvas.path(blob(random, x, y + size * 0.1, size * 1.02, size * 0.72, 0.08), mix(bark, palette.near, 0.6))
  canvas.path(blob(random, x, y + size * 0.14, size * 0.9, size * 0.62, 0.08), canvas.radial([[0, '#020203'], [0.6, '#070608'], [1, '#1c1310']], 0.5, 0.6, 0.6))
  for (const [side, reach, thick] of [[-1, 2.5, 0.5], [1, 2.6, 0.46], [-1, 1.5, 0.3], [1, 1.55, 0.28]] as const) {
    const spine: Point[] = [[x - side * size * 0.5, -4], [x + side * size * 0.05, y - size * 1.15], [x + side * size * reach * 0.42, y - size * 0.5], [x + side * size * reach * 0.5, y + size * 0.45], [x + side * size * reach * 0.8, h * 0.79]]
    canvas.path(taper(spine, size * thick * 1.7, size * thick * 0.45), fill)
    canvas.stroke(smooth(spine.map(([px, py]) => [px - side * size * thick * 0.3, py] as Point), false), moss, size * 0.1, 0.75)
  }
  let tufts = ''
  for (let index = 0; index < 170; index++) {
    const angle = Math.PI * random.between(0.02, 0.98)
    tufts += leaf(x + Math.cos(angle) * size * 1.05, y + size * 0.1 + Math.sin(angle) * size * 0.78, random.between(1.2, 4), 0.4, -Math.PI / 2 + random.around(1.2))
  }
  canvas.path(tufts, lighten(moss, 0.1))
}

/** Under water: light from the surface, weed, stones, bubbles. */
export function paintUnderwater(stage: Stage): void {
  const { canvas, palette, w, h, light } = stage
  const random = stage.random.fork('deep')
  const night = isDark(stage)
  const [clear, middle, deep] = night ? ['#2a7fa0', '#0c3a63', '#04122b'] : ['#a8f0e4', '#1f93b0', '#072f57']
  canvas.wash(canvas.linear([[0, mix(clear, palette.sky[3], 0.2)], [0.3, mix(clear, middle, 0.65)], [0.62, mix(middle, deep, 0.45)], [1, deep]]))
  canvas.ellipse(light.x, -2, w * 0.5, h * 0.55, canvas.radial([[0, '#f4fff2', night ? 0.4 : 0.85], [0.4, clear, 0.35], [1, clear, 0]]))
  paintShafts({ ...stage, palette: { ...palette, rim: clear } }, 0.34, 10)
  for (let row = 0; row < 3; row++) {
    const t = row / 2
    const floor = h * (0.7 + 0.1 * row)
    const stone = mix(mix('#2d8094', deep, t * 0.75), middle, 0.25 * (1 - t))
    paintKelp(stage, floor + 5, (30 - 5 * t) * (stage.portrait ? 1.5 : 1), mix(stone, '#3c9a5c', 0.4 * (1 - t) + 0.08), 5 + row * 3, row)
    const line: Point[] = Array.from({ length: 12 }, (_, index) => [(index / 11) * (w + 16) - 8, floor + random.around(4)])
    canvas.path(`${smooth(line, false)}V${n(h + 4)}H-8Z`, canvas.linear([[0, lighten(stone, 0.1)], [0.5, stone], [1, mix(stone, deep, 0.8)]]))
    for (let x = 0; x < w; x += random.between(12, 30)) paintRock({ ...stage, palette: { ...palette, rim: clear, near: deep, haze: middle, ambient: '#8fc0c8' } }, random, x, floor + random.between(2, 6), random.between(2.5, 8), 0.45 * (1 - t), '#6c8a90')
  }
  let bubbles = ''
  for (let index = 0; index < 40; index++) bubbles += disc(w * random.next(), h * random.between(0.05, 0.75), random.between(0.15, 0.8) * random.between(0.5, 1))
  canvas.stroke(bubbles, '#e8fffb', 0.14, 0.6)
  paintMotes(stage, 24, clear, 0.3)
}

function paintKelp(stage: Stage, foot: number, tall: number, colour: string, count: number, row: number): void {
  const { canvas, w } = stage
  const random = stage.random.fork(`kelp ${row}`)
  let path = ''
  for (let index = 0; index < count; index++) {
    let x = w * random.next()
    const side = Math.abs(x / w - 0.5) * 2
    if (side < 0.45) x = x < w / 2 ? x * 0.55 : w - (w - x) * 0.55
    const [high, phase] = [tall * random.between(0.4, 1.1), random.between(0, 6)]
    const spine: Point[] = Array.from({ length: 7 }, (_, step) => [x + Math.sin(step * 1.1 + phase) * (0.5 + step * 0.35), foot - (high * step) / 6])
    path += taper(spine, 1.7, 0.2)
    spine.slice(1).forEach(([px, py], step) => {
      path += leaf(px, py, 4.6, 1.1, step % 2 ? -0.6 : Math.PI + 0.6, 0.2)
    })
  }
  canvas.path(path, canvas.linear([[0, lighten(colour, 0.12)], [1, colour]]))
}

/** Panels of rock for a mine or a cave's mouth. */
export function paintCaveFrame(stage: Stage): void {
  const { canvas, w, h, palette } = stage
  canvas.path(polygon([[-4, -4], [w * 0.2, -4], [w * 0.1, h * 0.4], [w * 0.16, h + 4], [-4, h + 4]]), palette.near)
}
