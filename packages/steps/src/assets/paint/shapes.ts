/** Outlines, as SVG path data. Lengths are in the picture's units: the short side is 100. */
import type { Random } from './random.ts'

/** In the picture's units, or in those of a figure. */
export type Point = readonly [x: number, y: number]

/** Two decimals: a fiftieth of a pixel, and short files. */
export function n(value: number): number {
  return Math.round(value * 100) / 100
}

/** Straight edges, closed. */
export function polygon(corners: readonly Point[]): string {
  return `M${corners.map(([x, y]) => `${n(x)} ${n(y)}`).join('L')}Z`
}

/** Straight pieces, open. */
export function line(stops: readonly Point[]): string {
  return `M${stops.map(([x, y]) => `${n(x)} ${n(y)}`).join('L')}`
}

/** A curve through all points (Catmull-Rom); `closed` joins the ends. */
export function smooth(corners: readonly Point[], closed = true): string {
  const count = corners.length
  const at = (index: number): Point =>
    corners[closed ? (index + count) % count : Math.max(0, Math.min(count - 1, index))] ?? [0, 0]
  const [startX, startY] = at(0)
  let path = `M${n(startX)} ${n(startY)}`
  for (let index = 0; index < (closed ? count : count - 1); index++) {
    const [a, b, c, d] = [at(index - 1), at(index), at(index + 1), at(index + 2)]
    path +=
      `C${n(b[0] + (c[0] - a[0]) / 6)} ${n(b[1] + (c[1] - a[1]) / 6)} ${n(c[0] - (d[0] - b[0]) / 6)} ` +
      `${n(c[1] - (d[1] - b[1]) / 6)} ${n(c[0])} ${n(c[1])}`
  }
  return closed ? `${path}Z` : path
}

/** Reads `x,y x,y …`, the way figures are written down. */
export function points(text: string): Point[] {
  return text
    .trim()
    .split(/\s+/)
    .map((pair) => {
      const [x, y] = pair.split(',')
      return [Number(x), Number(y)] as const
    })
}

/** A closed curve through `x,y x,y …`. */
export function outline(text: string): string {
  return smooth(points(text))
}

/** A limb, stem or branch along a spine, from one width to another. */
export function taper(spine: readonly Point[], startWidth: number, endWidth: number): string {
  const left: Point[] = []
  const right: Point[] = []
  spine.forEach(([x, y], index) => {
    const [ax, ay] = spine[Math.max(0, index - 1)] ?? [x, y]
    const [bx, by] = spine[Math.min(spine.length - 1, index + 1)] ?? [x, y]
    const length = Math.hypot(bx - ax, by - ay) || 1
    const half = (startWidth + ((endWidth - startWidth) * index) / (spine.length - 1)) / 2
    left.push([x - ((by - ay) / length) * half, y + ((bx - ax) / length) * half])
    right.unshift([x + ((by - ay) / length) * half, y - ((bx - ax) / length) * half])
  })
  return smooth([...left, ...right])
}

/** A pebble, a crown, a cloud: round but never a circle. */
export function blob(random: Random, x: number, y: number, rx: number, ry: number, rough = 0.15, corners = 9): string {
  const turn = random.between(0, Math.PI)
  return smooth(
    Array.from({ length: corners }, (_, index) => {
      const angle = turn + (index / corners) * 2 * Math.PI
      const reach = 1 + random.around(rough)
      return [x + Math.cos(angle) * rx * reach, y + Math.sin(angle) * ry * reach] as const
    }),
  )
}

/** A pointed leaf from (x, y) in the direction of `angle` (radians). */
export function leaf(x: number, y: number, length: number, width: number, angle: number, bend = 0): string {
  const along = (t: number, side: number): string => {
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
    const [px, py] = [t * length, side * width + bend * length * t * t]
    return `${n(x + cos * px - sin * py)} ${n(y + sin * px + cos * py)}`
  }
  return (
    `M${along(0, 0)}C${along(0.2, -0.62)} ${along(0.65, -0.6)} ${along(1, 0)}` +
    `C${along(0.65, 0.6)} ${along(0.2, 0.62)} ${along(0, 0)}Z`
  )
}

/** An ellipse around a point. */
export function disc(x: number, y: number, rx: number, ry = rx): string {
  return (
    `M${n(x - rx)} ${n(y)}A${n(rx)} ${n(ry)} 0 1 1 ${n(x + rx)} ${n(y)}` +
    `A${n(rx)} ${n(ry)} 0 1 1 ${n(x - rx)} ${n(y)}Z`
  )
}

/** A skyline of rock: midpoint displacement from x `from` to `to` around `y`. */
export function crag(
  random: Random,
  from: number,
  to: number,
  y: number,
  height: number,
  fine = 7,
  fall = 0.52,
): Point[] {
  let heights = [random.around(1), random.around(1), random.around(1)]
  let reach = 0.9
  for (let level = 1; level < fine; level++) {
    const next: number[] = []
    heights.forEach((value, index) => {
      next.push(value)
      const after = heights[index + 1]
      if (after !== undefined) next.push((value + after) / 2 + random.around(reach))
    })
    heights = next
    reach *= fall
  }
  return heights.map(
    (value, index) => [from + ((to - from) * index) / (heights.length - 1), y - value * height] as const,
  )
}

/** A skyline of hills: a few slow waves. */
export function roll(random: Random, from: number, to: number, y: number, height: number, count = 14): Point[] {
  const waves = [1, 2.3, 4.1].map((rate) => ({
    rate,
    phase: random.between(0, 6.3),
    size: random.between(0.5, 1) / rate,
  }))
  return Array.from({ length: count + 1 }, (_, index) => {
    const t = index / count
    const value = waves.reduce((sum, wave) => sum + wave.size * Math.sin(t * 3.4 * wave.rate + wave.phase), 0)
    return [from + (to - from) * t, y - value * height] as const
  })
}

/** A line that is thick in its middle and ends in points. */
export function ribbon(line: readonly Point[], width: number): string {
  const edge = (side: number): Point[] =>
    line.map(([x, y], index) => {
      const [ax, ay] = line[Math.max(0, index - 1)]!
      const [bx, by] = line[Math.min(line.length - 1, index + 1)]!
      const long = Math.hypot(bx - ax, by - ay) || 1
      const half = (side * width * Math.sin((index / (line.length - 1)) * Math.PI)) / 2
      return [x - ((by - ay) / long) * half, y + ((bx - ax) / long) * half]
    })
  return smooth([...edge(1), ...edge(-1).toReversed()])
}

/** The point at a part (0 to 1) of the curve through all corners, counted by its corners. */
export function pointOn(corners: readonly Point[], part: number): Point {
  const last = corners.length - 1
  const index = Math.min(last - 1, Math.floor(part * last))
  const t = part * last - index
  const at = (corner: number): Point => corners[Math.max(0, Math.min(last, corner))] ?? [0, 0]
  const [a, b, c, d] = [at(index - 1), at(index), at(index + 1), at(index + 2)]
  const on = (axis: 0 | 1): number => {
    const [from, to] = [(c[axis] - a[axis]) / 2, (d[axis] - b[axis]) / 2]
    const gap = c[axis] - b[axis]
    return b[axis] + t * (from + t * (3 * gap - 2 * from - to + t * (from + to - 2 * gap)))
  }
  return [on(0), on(1)]
}
