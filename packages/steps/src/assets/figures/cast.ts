/** Every figure: how it is drawn, how large it is, and where it is. */
import type { Figure } from './pen.ts'

export interface Role {
  /** Loaded only when it is seen: a scene shows one or two. */
  load: () => Promise<Figure>
  /** Its height or width as a part of the focus' size, seen close. */
  size: number
  /** The same where the place is wide. */
  far?: number
  /** `ground` stands, `perch` sits on a bough, `air` floats, `centre` fills the focus, `frame` the picture, `water` swims on it. */
  where: 'ground' | 'perch' | 'air' | 'centre' | 'frame' | 'water'
  /** Leave as drawn, whatever side the light is on. */
  fixed?: true
  /** How many more, smaller, around it. */
  company?: number
}

const sea = () => import('./sea-folk.ts')
const wood = () => import('./wood-folk.ts')
const field = () => import('./field-folk.ts')
const vehicles = () => import('./vehicles.ts')
const buildings = () => import('./buildings.ts')
const things = () => import('./things.ts')
const plants = () => import('./plants.ts')

export const CAST: Record<string, Role> = {
  mouse: { load: async () => (await wood()).mouse, size: 0.72, far: 0.4, where: 'ground' },
  owl: { load: async () => (await wood()).owl, size: 0.82, where: 'perch', fixed: true },
  bird: { load: async () => (await wood()).bird, size: 0.8, where: 'perch' },
  deer: { load: async () => (await wood()).deer, size: 0.78, far: 0.78, where: 'ground' },
  rabbit: { load: async () => (await wood()).rabbit, size: 0.7, far: 0.4, where: 'ground' },
  bear: { load: async () => (await wood()).bear, size: 0.9, far: 0.55, where: 'ground' },
  crab: { load: async () => (await sea()).crab, size: 0.78, where: 'ground', fixed: true },
  shell: { load: async () => (await sea()).shell, size: 0.6, where: 'ground', fixed: true },
  starfish: { load: async () => (await sea()).starfish, size: 0.8, where: 'ground' },
  anemone: { load: async () => (await sea()).anemone, size: 0.86, where: 'ground', fixed: true, company: 3 },
  fish: { load: async () => (await sea()).fish, size: 0.62, where: 'centre', company: 5 },
  whale: { load: async () => (await sea()).whale, size: 0.9, where: 'centre' },
  jellyfish: { load: async () => (await sea()).jellyfish, size: 0.85, where: 'centre', company: 3 },
  turtle: { load: async () => (await sea()).turtle, size: 0.85, where: 'centre' },
  cat: { load: async () => (await field()).cat, size: 0.8, far: 0.62, where: 'ground' },
  dog: { load: async () => (await field()).dog, size: 0.8, far: 0.55, where: 'ground' },
  horse: { load: async () => (await field()).horse, size: 0.75, far: 0.58, where: 'ground' },
  elephant: { load: async () => (await field()).elephant, size: 0.85, far: 0.7, where: 'ground' },
  butterfly: { load: async () => (await field()).butterfly, size: 0.6, where: 'centre', company: 4 },
  person: { load: async () => (await field()).person, size: 0.85, far: 0.6, where: 'ground', fixed: true },
  fern: { load: async () => (await plants()).fern, size: 1.16, where: 'ground', fixed: true },
  leaves: { load: async () => (await plants()).leaves, size: 1.3, where: 'frame', fixed: true },
  seeds: { load: async () => (await plants()).seeds, size: 0.82, where: 'ground' },
  flower: { load: async () => (await plants()).flower, size: 0.95, where: 'ground', company: 2 },
  lonetree: { load: async () => (await plants()).loneTree, size: 0.85, where: 'ground' },
  shoot: { load: async () => (await plants()).shoot, size: 0.8, where: 'ground' },
  house: { load: async () => (await buildings()).house, size: 0.6, far: 0.5, where: 'ground' },
  tower: { load: async () => (await buildings()).tower, size: 0.62, where: 'ground' },
  windmill: { load: async () => (await buildings()).windmill, size: 0.75, where: 'ground' },
  lighthouse: { load: async () => (await buildings()).lighthouse, size: 0.92, where: 'ground', fixed: true },
  bridge: { load: async () => (await buildings()).bridge, size: 0.42, where: 'ground', fixed: true },
  boat: { load: async () => (await vehicles()).boat, size: 0.62, where: 'water' },
  train: { load: async () => (await vehicles()).train, size: 0.62, where: 'ground' },
  lorry: { load: async () => (await vehicles()).lorry, size: 0.5, where: 'ground' },
  car: { load: async () => (await vehicles()).car, size: 0.5, where: 'ground' },
  bicycle: { load: async () => (await vehicles()).bicycle, size: 0.6, where: 'ground' },
  plane: { load: async () => (await vehicles()).plane, size: 0.7, where: 'air' },
  balloon: { load: async () => (await vehicles()).balloon, size: 0.8, where: 'air', company: 2 },
  rocket: { load: async () => (await vehicles()).rocket, size: 0.85, where: 'centre', fixed: true },
  planet: { load: async () => (await things()).planet, size: 0.95, where: 'centre', fixed: true },
  astronaut: { load: async () => (await things()).astronaut, size: 0.85, where: 'centre', fixed: true },
  book: { load: async () => (await things()).book, size: 0.85, where: 'ground', fixed: true },
  candle: { load: async () => (await buildings()).candle, size: 0.8, where: 'ground', fixed: true },
  fire: { load: async () => (await things()).fire, size: 0.55, where: 'ground', fixed: true },
  cup: { load: async () => (await things()).cup, size: 0.6, where: 'ground' },
  clock: { load: async () => (await things()).clock, size: 0.8, where: 'ground', fixed: true },
  tent: { load: async () => (await buildings()).tent, size: 0.55, where: 'ground' },
  robot: { load: async () => (await things()).robot, size: 0.85, where: 'ground', fixed: true },
  heart: { load: async () => (await things()).heart, size: 0.6, where: 'centre', fixed: true },
}
