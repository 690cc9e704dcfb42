/** What a prompt asks for, in the painter's words. */

/** The hour: it decides the palette. */
export type Time = 'predawn' | 'sunrise' | 'morning' | 'noon' | 'golden' | 'dusk' | 'night' | 'grey'

/** Which scenery is painted. */
export type Place =
  | 'forest'
  | 'woodland'
  | 'shore'
  | 'sea'
  | 'tidepool'
  | 'underwater'
  | 'river'
  | 'lake'
  | 'mountains'
  | 'desert'
  | 'meadow'
  | 'city'
  | 'rails'
  | 'road'
  | 'space'
  | 'underground'
  | 'burrow'
  | 'room'
  | 'sky'
  | 'floor'
  | 'abstract'

/** Laid over the place. */
export type Weather = 'mist' | 'rain' | 'storm' | 'snow' | 'cloudy' | 'clear' | 'windy' | 'haze'

/** How near, and from where. */
export type View = 'wide' | 'close' | 'above' | 'section'

/** All that the painter knows of a prompt. */
export interface Setting {
  /** What all chance in the picture grows from. */
  seed: string
  time: Time
  place: Place
  weather: ReadonlySet<Weather>
  view: View
  /** Things to be seen, in the order of the prompt: keys of the figures table. */
  subjects: readonly string[]
  /** Smaller things: stars, moon, dew, beams … */
  details: ReadonlySet<string>
  /** The first colour that the prompt names, if any. */
  hue: string | null
  /** The colour it names for sky or light: 'pink sky', 'blue mist'. */
  skyHue: string | null
}
