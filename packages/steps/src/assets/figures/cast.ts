/** Every figure: how it is drawn, how large it is, and where it is. */
import type { Figure } from './pen.ts'

/** How a figure is put on stage. */
export interface Role {
  /** Loaded only when it is seen: a scene shows one or two. */
  load: () => Promise<Figure>
  /** Its height or width as a part of the focus' size, seen close. */
  size: number
  /** The same where the place is wide. */
  far?: number
  /** It stands, sits on a bough, floats, fills the focus or the picture, or swims. */
  where: 'ground' | 'perch' | 'air' | 'centre' | 'frame' | 'water'
  /** Wider than tall: smaller where the picture is narrow. */
  wide?: true
  /** Leave as drawn, whatever side the light is on. */
  fixed?: true
  /** How many more, smaller, around it. */
  company?: number
}

const birds = () => import('./birds.ts')
const blooms = () => import('./blooms.ts')
const buildings = () => import('./buildings.ts')
const crabs = () => import('./crabs.ts')
const craft = () => import('./craft.ts')
const field = () => import('./field-folk.ts')
const landmarks = () => import('./landmarks.ts')
const marvels = () => import('./marvels.ts')
const people = () => import('./people.ts')
const plants = () => import('./plants.ts')
const shells = () => import('./shells.ts')
const sea = () => import('./sea-folk.ts')
const things = () => import('./things.ts')
const trains = () => import('./trains.ts')
const vehicles = () => import('./vehicles.ts')
const wood = () => import('./wood-folk.ts')

/** By the word for the subject, as `SUBJECTS` in prompt/subjects.ts has it. */
export const CAST: Record<string, Role> = {
  mouse: { load: async () => (await wood()).mouse, size: 0.72, far: 0.4, where: 'ground', wide: true },
  owl: { load: async () => (await birds()).owl, size: 0.82, where: 'perch', fixed: true },
  bird: { load: async () => (await birds()).bird, size: 0.8, where: 'perch' },
  deer: { load: async () => (await wood()).deer, size: 0.78, far: 0.78, where: 'ground', wide: true },
  rabbit: { load: async () => (await wood()).rabbit, size: 0.7, far: 0.4, where: 'ground' },
  bear: { load: async () => (await wood()).bear, size: 0.9, far: 0.55, where: 'ground', wide: true },
  crab: { load: async () => (await crabs()).crab, size: 0.78, where: 'ground', fixed: true, wide: true },
  shell: { load: async () => (await shells()).shell, size: 0.6, where: 'ground', fixed: true, wide: true },
  starfish: { load: async () => (await shells()).starfish, size: 0.8, where: 'ground' },
  anemone: {
    load: async () => (await sea()).anemone,
    size: 0.86,
    where: 'ground',
    fixed: true,
    company: 3,
    wide: true,
  },
  fish: { load: async () => (await sea()).fish, size: 0.62, where: 'centre', company: 5 },
  whale: { load: async () => (await sea()).whale, size: 0.9, where: 'centre', wide: true },
  jellyfish: { load: async () => (await sea()).jellyfish, size: 0.85, where: 'centre', company: 3 },
  turtle: { load: async () => (await sea()).turtle, size: 0.85, where: 'centre' },
  cat: { load: async () => (await field()).cat, size: 0.8, far: 0.62, where: 'ground' },
  dog: { load: async () => (await field()).dog, size: 0.8, far: 0.55, where: 'ground' },
  horse: { load: async () => (await field()).horse, size: 0.75, far: 0.58, where: 'ground', wide: true },
  elephant: { load: async () => (await field()).elephant, size: 0.85, far: 0.7, where: 'ground', wide: true },
  butterfly: { load: async () => (await field()).butterfly, size: 0.6, where: 'centre', company: 4 },
  person: { load: async () => (await people()).person, size: 0.85, far: 0.6, where: 'ground', fixed: true },
  fern: { load: async () => (await plants()).fern, size: 1.16, where: 'ground', fixed: true },
  leaves: { load: async () => (await plants()).leaves, size: 1.3, where: 'frame', fixed: true },
  seeds: { load: async () => (await blooms()).seeds, size: 0.82, where: 'ground' },
  flower: { load: async () => (await blooms()).flower, size: 0.95, where: 'ground', company: 2 },
  lonetree: { load: async () => (await blooms()).loneTree, size: 0.85, where: 'ground' },
  shoot: { load: async () => (await blooms()).shoot, size: 0.8, where: 'ground' },
  house: { load: async () => (await buildings()).house, size: 0.6, far: 0.5, where: 'ground' },
  tower: { load: async () => (await buildings()).tower, size: 0.62, where: 'ground', wide: true },
  windmill: { load: async () => (await buildings()).windmill, size: 0.75, where: 'ground' },
  lighthouse: { load: async () => (await landmarks()).lighthouse, size: 0.92, where: 'ground', fixed: true },
  bridge: { load: async () => (await landmarks()).bridge, size: 0.56, where: 'ground', fixed: true },
  boat: { load: async () => (await craft()).boat, size: 0.62, where: 'water' },
  train: { load: async () => (await trains()).train, size: 0.62, where: 'ground' },
  lorry: { load: async () => (await vehicles()).lorry, size: 0.5, where: 'ground', wide: true },
  car: { load: async () => (await vehicles()).car, size: 0.5, where: 'ground', wide: true },
  bicycle: { load: async () => (await vehicles()).bicycle, size: 0.6, where: 'ground' },
  plane: { load: async () => (await craft()).plane, size: 0.7, where: 'air' },
  balloon: { load: async () => (await craft()).balloon, size: 0.8, where: 'air', company: 2 },
  rocket: { load: async () => (await craft()).rocket, size: 0.85, where: 'centre', fixed: true },
  planet: { load: async () => (await marvels()).planet, size: 0.95, where: 'centre', fixed: true },
  astronaut: { load: async () => (await marvels()).astronaut, size: 0.85, where: 'centre', fixed: true },
  book: { load: async () => (await things()).book, size: 0.85, where: 'ground', fixed: true },
  candle: { load: async () => (await landmarks()).candle, size: 0.8, where: 'ground', fixed: true },
  fire: { load: async () => (await things()).fire, size: 0.55, where: 'ground', fixed: true },
  cup: { load: async () => (await things()).cup, size: 0.6, where: 'ground' },
  clock: { load: async () => (await things()).clock, size: 0.8, where: 'ground', fixed: true },
  tent: { load: async () => (await landmarks()).tent, size: 0.55, where: 'ground' },
  robot: { load: async () => (await marvels()).robot, size: 0.85, where: 'ground', fixed: true },
  heart: { load: async () => (await marvels()).heart, size: 0.6, where: 'centre', fixed: true },
}
