/** Colours are `#rrggbb`; they are mixed in OKLab, so that no blend turns muddy. */

type Triple = [number, number, number]

/** From `a` (0) to `b` (1). */
export function mix(a: string, b: string, amount: number): string {
  const [from, to] = [toLab(a), toLab(b)]
  return fromLab([lerp(from[0], to[0], amount), lerp(from[1], to[1], amount), lerp(from[2], to[2], amount)])
}

/** What a surface of the colour `base` looks like under light of the colour `light`. */
export function multiply(base: string, light: string): string {
  const [a, b] = [toRgb(base), toRgb(light)]
  return toHex([(a[0] * b[0]) / 255, (a[1] * b[1]) / 255, (a[2] * b[2]) / 255])
}

/** Towards white by a part of 1. */
export function lighten(colour: string, amount: number): string {
  return mix(colour, '#ffffff', amount)
}

/** Towards the blue black of a night by a part of 1. */
export function darken(colour: string, amount: number): string {
  return mix(colour, '#05060c', amount)
}

/** Turns the hue by degrees and scales the strength of the colour. */
export function turn(colour: string, degrees: number, strength = 1): string {
  const [l, a, b] = toLab(colour)
  const angle = (degrees * Math.PI) / 180
  const [cos, sin] = [Math.cos(angle) * strength, Math.sin(angle) * strength]
  return fromLab([l, a * cos - b * sin, a * sin + b * cos])
}

/** A colour of this hue with the lightness of `like`. */
export function hueOf(hue: string, like: string, amount: number): string {
  const [l, a, b] = toLab(like)
  const [, hueA, hueB] = toLab(hue)
  return fromLab([l, lerp(a, hueA, amount), lerp(b, hueB, amount)])
}

function lerp(a: number, b: number, amount: number): number {
  return a + (b - a) * amount
}

function toRgb(hex: string): Triple {
  const value = Number.parseInt(hex.slice(1), 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}

function toHex(rgb: Triple): string {
  const [r, g, b] = rgb.map((value) => Math.max(0, Math.min(255, Math.round(value)))) as Triple
  return `#${((r << 16) | (g << 8) | b).toString(16).padStart(6, '0')}`
}

function toLab(hex: string): Triple {
  const [r, g, b] = toRgb(hex).map((value) => linear(value / 255)) as Triple
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

function fromLab([lightness, a, b]: Triple): string {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return toHex([
    255 * gamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    255 * gamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    255 * gamma(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ])
}

function linear(value: number): number {
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
}

function gamma(value: number): number {
  return value <= 0.0031308 ? 12.92 * Math.max(0, value) : 1.055 * value ** (1 / 2.4) - 0.055
}
