/** Which words call for which sounds. */
import { bees, crickets, frogs, gulls, owl, whales } from './animals.ts'
import { birds } from './birds.ts'
import { drone, machine, shipHorn, train } from './machines.ts'
import type { Maker } from './mood.ts'
import { bell, city, clock, crowd } from './places.ts'
import { breathing, earth, fire, footsteps, heartbeat, scratching, snap, typing } from './touch.ts'
import { deepWater, drips, risingBubbles, stream, trickle, waves } from './water.ts'
import { air, leaves, rain, thunder, wind } from './weather.ts'

/** One kind of sound. */
export interface Kind {
  name: string
  words: RegExp
  make: Maker
  /** Fills all of the time by itself; any other kind needs air under it. */
  bed: boolean
  /** Against the other kinds when several sound together. */
  level: number
}

function kind(name: string, words: string, make: Maker, bed: boolean, level = 1): Kind {
  return { name, words: new RegExp(`\\b(?:${words.replaceAll(' ', '|')})\\b`, 'u'), make, bed, level }
}

/** A word ends in `\w*` where its forms count, too. */
const kinds: readonly Kind[] = [
  kind('thunder', 'thunder\\w* lightning storms? rumbl\\w+', thunder, false),
  kind('rain', 'rain\\w* drizzl\\w+ downpour monsoon', rain, true),
  kind('waves', 'waves? surf tides? shores? beach\\w* sea seas ocean\\w* coast\\w* breakers', waves, true),
  kind('deep water', 'underwater submarine\\w* submerged', deepWater, true),
  kind('stream', 'stream\\w* rivers? brook\\w* creek waterfalls? running.water flowing rapids', stream, true),
  kind('drips', 'drip\\w* drops? droplets? cave\\w*', drips, false),
  kind('bubbles', 'bubbl\\w*', risingBubbles, false),
  kind('trickle', 'trickl\\w* water pool pond lake splash\\w* fountain', trickle, true),
  kind('whales', 'whales?', whales, false),
  kind('gulls', 'gulls? seagulls? seabirds?', gulls, false),
  kind('owl', 'owls? hoot\\w*', owl, false),
  kind('birds', 'birds? birdsong chirp\\w* songbirds? dawn.chorus waking sparrows? robins?', birds, false),
  kind('crickets', 'crickets? cicadas? grasshoppers? insects? night', crickets, true, 0.8),
  kind('frogs', 'frogs? toads? croak\\w*', frogs, false),
  kind('bees', 'bees? humming.bees buzz\\w* hive wasps? fl(?:y|ies)', bees, true),
  kind('leaves', 'leaf leaves rustl\\w* grass ferns? bush\\w* foliage', leaves, true),
  kind('footsteps', 'footsteps? steps? walk\\w* scurry\\w* patter\\w* paws? hooves', footsteps, false),
  kind('scratching', 'scratch\\w* scrap\\w+ gnaw\\w* nibbl\\w* digging claws?', scratching, false),
  kind('snap', 'snap\\w* crack twigs? break(?:s|ing).branch branch', snap, false),
  kind('breathing', 'breath\\w* sleeping snor\\w*', breathing, false),
  kind('heartbeat', 'heart\\w* pulse', heartbeat, false),
  kind('earth', 'earth\\w* underground soil burrow\\w* tunnels? muffled', earth, true),
  kind('train', 'trains? railway rails? locomotive', train, true),
  kind('ship horn', 'foghorn horn ships? harbou?r', shipHorn, false),
  kind('city', 'city traffic streets? town urban cars? road highway', city, true),
  kind('crowd', 'crowd\\w* murmur\\w* people voices market chatter\\w* audience cafe', crowd, true),
  kind(
    'machine',
    'machin\\w* engines? motors? factory generator server fans? electric\\w* hum humming ventilation',
    machine,
    true,
    0.9,
  ),
  kind('fire', 'fires? crackl\\w* flames? campfire hearth burning', fire, true),
  kind('bell', 'bells? church chimes? gong', bell, false),
  kind('clock', 'clocks? tick\\w*', clock, false),
  kind('typing', 'typ(?:ing|es) keyboards?', typing, false),
  kind('drone', 'space drone cosmic ambient deep', drone, true),
  kind('wind', 'wind\\w* breez\\w* gusts? storm air.moving desert mountains?', wind, true),
  kind('air', 'silen\\w+ quiet room tone still\\w* calm forest ambience', air, true),
]
const mostKinds = 4

/** A kind's own words say more than these: `underwater hum` is no machine, `muffled breathing` no earth. */
const instead: readonly (readonly [present: string, dropped: string])[] = [
  ['deep water', 'machine'],
  ['deep water', 'trickle'],
  ['bees', 'machine'],
  ['stream', 'trickle'],
  ['drips', 'trickle'],
  ['train', 'machine'],
  ['city', 'machine'],
  ['breathing', 'earth'],
  ['heartbeat', 'earth'],
  ['footsteps', 'earth'],
  ['waves', 'trickle'],
  ['drone', 'machine'],
  ['crowd', 'machine'],
  ['owl', 'air'],
  ['waves', 'air'],
  ['wind', 'air'],
  ['rain', 'trickle'],
  ['rain', 'drips'],
  ['bubbles', 'trickle'],
  ['train', 'ship horn'],
]

/**
 * The kinds that a prompt names, in the catalogue's order. What the scene shows serves only where what it sounds
 * like says nothing that we know; nothing known at all gives none.
 */
export function kindsOf(sound: string, visual: string): Kind[] {
  const named = kindsIn(sound)
  return (named.length > 0 ? named : kindsIn(visual)).slice(0, mostKinds)
}

function kindsIn(text: string): Kind[] {
  const found = kinds.filter(({ words }) => words.test(text.toLowerCase()))
  const names = new Set(found.map(({ name }) => name))
  return found.filter(({ name }) => !instead.some(([present, dropped]) => dropped === name && names.has(present)))
}
