/** Writes one SVG. Only numbers and colours of ours ever enter it: no text of the order does. */
import { n } from './shapes.ts'

/** Offset 0 to 1, colour, opacity (1 when absent). */
export type Stop = readonly [offset: number, colour: string, opacity?: number]

/** Two points in the unit square of the shape that is filled. */
export type Axis = readonly [x1: number, y1: number, x2: number, y2: number]

const DOWN: Axis = [0, 0, 0, 1]

/** Lengths are in the picture's units: the short side is 100. What is painted later lies above. */
export class Canvas {
  readonly width: number
  readonly height: number
  readonly #definitions: string[] = []
  readonly #known = new Map<string, string>()
  readonly #body: string[] = []

  constructor(width: number, height: number) {
    this.width = width
    this.height = height
  }

  /** A fill that runs along an axis of the filled shape. */
  linear(stops: readonly Stop[], axis: Axis = DOWN): string {
    const [x1, y1, x2, y2] = axis.map(n)
    return this.#define(`<linearGradient x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"`, stops, 'linearGradient')
  }

  /** A fill that runs between two points of the picture, whatever is filled. */
  span(stops: readonly Stop[], axis: Axis): string {
    const [x1, y1, x2, y2] = axis.map(n)
    const open = `<linearGradient gradientUnits="userSpaceOnUse" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"`
    return this.#define(open, stops, 'linearGradient')
  }

  /** A fill that runs from a point of the filled shape outwards. */
  radial(stops: readonly Stop[], x = 0.5, y = 0.5, radius = 0.5): string {
    return this.#define(`<radialGradient cx="${n(x)}" cy="${n(y)}" r="${n(radius)}"`, stops, 'radialGradient')
  }

  path(data: string, fill: string, opacity = 1): void {
    this.#body.push(`<path d="${data}" fill="${fill}"${opacity < 1 ? ` fill-opacity="${n(opacity)}"` : ''}/>`)
  }

  stroke(data: string, colour: string, width: number, opacity = 1): void {
    const faint = opacity < 1 ? ` stroke-opacity="${n(opacity)}"` : ''
    this.#body.push(
      `<path d="${data}" fill="none" stroke="${colour}" stroke-width="${n(width)}" ` +
        `stroke-linecap="round" stroke-linejoin="round"${faint}/>`,
    )
  }

  circle(x: number, y: number, radius: number, fill: string, opacity = 1): void {
    this.ellipse(x, y, radius, radius, fill, opacity)
  }

  ellipse(x: number, y: number, rx: number, ry: number, fill: string, opacity = 1): void {
    const faint = opacity < 1 ? ` fill-opacity="${n(opacity)}"` : ''
    this.#body.push(`<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(rx)}" ry="${n(ry)}" fill="${fill}"${faint}/>`)
  }

  rect(x: number, y: number, width: number, height: number, fill: string, opacity = 1, round = 0): void {
    const faint = opacity < 1 ? ` fill-opacity="${n(opacity)}"` : ''
    const corner = round ? ` rx="${n(round)}"` : ''
    this.#body.push(
      `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}"${corner} fill="${fill}"${faint}/>`,
    )
  }

  /** Covers the whole picture. */
  wash(fill: string): void {
    this.rect(0, 0, this.width, this.height, fill)
  }

  /** Draws in moved, scaled, turned coordinates. */
  place(x: number, y: number, scale: number, draw: () => void, options: { flip?: boolean; turn?: number } = {}): void {
    const turn = options.turn ? ` rotate(${n(options.turn)})` : ''
    const size = Math.round(scale * 10000) / 10000
    this.#body.push(`<g transform="translate(${n(x)} ${n(y)}) scale(${options.flip ? -size : size} ${size})${turn}">`)
    draw()
    this.#body.push('</g>')
  }

  /** The finished file, drawn at this many pixels. */
  toSvg(pixels: { width: number; height: number }): string {
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${pixels.width}" height="${pixels.height}" `,
      `viewBox="0 0 ${n(this.width)} ${n(this.height)}" preserveAspectRatio="none">`,
      `<defs>${this.#definitions.join('')}</defs>\n${this.#body.join('\n')}\n</svg>\n`,
    ].join('')
  }

  #define(open: string, stops: readonly Stop[], tag: string): string {
    const inner = stops
      .map(([offset, colour, opacity = 1]) => {
        const faint = opacity < 1 ? ` stop-opacity="${n(opacity)}"` : ''
        return `<stop offset="${n(offset)}" stop-color="${colour}"${faint}/>`
      })
      .join('')
    const key = open + inner
    const known = this.#known.get(key)
    if (known) return known
    const id = `g${this.#known.size}`
    this.#definitions.push(`${open.replace(' ', ` id="${id}" `)}>${inner}</${tag}>`)
    this.#known.set(key, `url(#${id})`)
    return `url(#${id})`
  }
}
