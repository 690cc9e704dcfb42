/** From a prompt to a setting: which place, hour, weather and things the picture shows. */
import { Random } from '../paint/random.ts'
import type { Place, Setting, Time, View, Weather } from './setting.ts'
import { SUBJECTS } from './subjects.ts'
import { DETAILS, HUES, PLACES, TIMES, VIEWS, WEATHERS } from './vocabulary.ts'
import { allMeanings, firstMeaning, readWords } from './words.ts'
import type { Words } from './words.ts'

/** Where a thing is at home, when the prompt names no place. */
const HOMES: Record<string, Place> = {
  mouse: 'floor',
  owl: 'forest',
  deer: 'woodland',
  crab: 'shore',
  anemone: 'underwater',
  shell: 'shore',
  starfish: 'shore',
  fish: 'underwater',
  whale: 'underwater',
  jellyfish: 'underwater',
  turtle: 'underwater',
  train: 'rails',
  signal: 'rails',
  lorry: 'road',
  car: 'road',
  boat: 'sea',
  lighthouse: 'shore',
  bridge: 'river',
  rocket: 'space',
  planet: 'space',
  astronaut: 'space',
  book: 'room',
  candle: 'room',
  cup: 'room',
  clock: 'room',
  robot: 'room',
  plane: 'sky',
  balloon: 'sky',
  fern: 'floor',
  leaves: 'floor',
  seeds: 'floor',
  mushroom: 'floor',
  hole: 'floor',
  fire: 'meadow',
  flower: 'meadow',
  windmill: 'meadow',
  butterfly: 'meadow',
  tent: 'mountains',
  bear: 'forest',
  cat: 'meadow',
  tower: 'mountains',
  heart: 'abstract',
}

const HOURS: Record<string, Time> = {
  owl: 'night',
  train: 'night',
  signal: 'night',
  lighthouse: 'dusk',
  fire: 'night',
  candle: 'night',
  rails: 'night',
  space: 'night',
  burrow: 'golden',
  underground: 'golden',
  floor: 'morning',
  underwater: 'noon',
  tidepool: 'morning',
  tent: 'dusk',
  city: 'dusk',
  desert: 'golden',
  room: 'golden',
}

/** A more telling place wins over the one that is named first: a pool on a shore is a pool. */
const STRONG: readonly Place[] = [
  'tidepool',
  'burrow',
  'underground',
  'floor',
  'underwater',
  'woodland',
  'rails',
  'space',
]

/** `narration` only helps to find the hour when `prompt` does not tell it. */
export function readPrompt(prompt: string, narration = ''): Setting {
  const words = readWords(prompt)
  const random = new Random(`${prompt}/reading`)
  const subjects = allMeanings(words, SUBJECTS)
  const details = new Set(allMeanings(words, DETAILS))
  const weather = new Set(allMeanings<Weather>(words, WEATHERS))
  // 'after rain', 'no wind': what is over is not painted.
  for (const gone of ['rain', 'storm', 'snow'] as const) if (words.find(`after-${gone}`) >= 0) weather.delete(gone)
  const place = choosePlace(words, subjects, random)
  return {
    seed: prompt,
    time: chooseTime(words, readWords(narration), weather, [...subjects, place], random),
    place,
    weather,
    view: firstMeaning<View>(words, VIEWS) ?? 'wide',
    subjects,
    details,
    hue: firstMeaning(words, HUES),
    skyHue: findSkyHue(words),
  }
}

function choosePlace(words: Words, subjects: string[], random: Random): Place {
  const named = allMeanings<Place>(words, PLACES)
  const strong = STRONG.find((place) => named.includes(place))
  if (strong) return strong
  const solid = named.filter((place) => place !== 'sky')
  const [first] = solid
  if (HOMES[subjects[0] ?? ''] === 'underwater' && (first === 'sea' || words.find('beneath-wave') >= 0))
    return 'underwater'
  if (first === 'sea' && solid.includes('shore')) return 'shore'
  if (first === 'forest' && solid.includes('river')) return 'river'
  if (first) return first
  for (const subject of subjects) {
    const home = HOMES[subject]
    if (home) return home
  }
  if (subjects.length > 0) return random.pick(['meadow', 'meadow', 'mountains'])
  return named[0] ?? 'abstract'
}

function chooseTime(words: Words, narration: Words, weather: Set<Weather>, hints: string[], random: Random): Time {
  const named = allMeanings<Time>(words, TIMES)
  // 'dark pine forest before dawn' names dawn too, but later and shorter.
  if (named.includes('predawn')) return 'predawn'
  const [first] = named
  if (first === 'noon' && named[1]) return named[1]
  if (first) return first
  if (words.find('clear-light') >= 0) return 'morning'
  if (words.find('dark') >= 0) return weather.size > 0 ? 'grey' : 'night'
  if (weather.has('storm') || weather.has('rain') || weather.has('cloudy')) return 'grey'
  if (weather.has('snow')) return 'morning'
  for (const hint of hints) {
    const hour = HOURS[hint]
    if (hour) return hour
  }
  return (
    firstMeaning<Time>(narration, TIMES) ?? random.pick(['morning', 'golden', 'dusk', 'sunrise', 'noon', 'morning'])
  )
}

const AIR = ['sky', 'mist', 'fog', 'light', 'glow', 'haze', 'dusk', 'dawn', 'sunset', 'night', 'hour', 'cloud']

function findSkyHue(words: Words): string | null {
  for (const [hue, names] of Object.entries(HUES)) {
    for (const name of names.trim().split(/\s+/)) if (AIR.some((air) => words.find(`${name}-${air}`) >= 0)) return hue
  }
  return null
}
