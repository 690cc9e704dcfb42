/** Guesses what a scene sounds like from what it shows and says. */

/** Words to look for, plural understood, and the sound prompt that they call for; the most telling words first. */
const CUES: readonly (readonly [string, string])[] = [
  ['thunder lightning storm thunderstorm', 'distant thunder, heavy rain'],
  ['rain raindrop rainy drizzle monsoon umbrella', 'steady rain'],
  ['underwater coral reef submarine anemone deep-sea jellyfish whale', 'underwater hum, soft bubbles'],
  ['wave surf tide tidal shore beach coast ocean sea seaside', 'gentle waves'],
  ['river stream brook waterfall creek', 'running water'],
  ['cave cellar drip dripping', 'dripping water, cave'],
  ['pool pond lake water', 'water trickling'],
  ['train railway rail locomotive freight tram carriage', 'distant train'],
  ['ship harbour harbor port ferry', 'gentle waves, distant horn'],
  ['plane airport rocket engine motor factory machine robot computer server turbine', 'machine hum'],
  ['traffic street city town skyscraper car lorry lorries truck bus cities', 'city hum'],
  ['crowd market people audience stadium festival party school', 'crowd murmur'],
  ['fire flame campfire candle hearth burning lava volcano', 'fire crackle'],
  ['owl', 'distant owl'],
  ['bird morning dawn sunrise garden spring forest woods woodland tree meadow', 'birds, light wind in leaves'],
  ['bee hive honey pollen flower blossom', 'bees humming'],
  ['cricket evening night dusk moon star midnight', 'night crickets'],
  ['leaf leaves autumn fern grass bush', 'rustling leaves'],
  ['desert sand dune mountain hill sky cloud field plain snow ice arctic winter wind', 'wind'],
  ['heart heartbeat blood fear', 'slow heartbeat'],
  ['walk walking step footstep run running hike', 'footsteps'],
  ['church temple bell monk clock', 'distant bell'],
  ['space planet galaxy universe orbit asteroid nebula', 'deep space drone'],
  ['earth root underground burrow soil tunnel', 'muffled earth'],
  ['room house home kitchen office library window table', 'quiet room'],
]
const PATTERNS = CUES.map(
  ([words, sound]) => [new RegExp(`\\b(?:${words.replaceAll(' ', '|')})(?:e?s)?\\b`, 'u'), sound] as const,
)
const MOST_SOUNDS = 2

/** A sound prompt from texts, the most telling text first; a soft bed where no text says anything. */
export function guessSound(texts: readonly string[]): string {
  for (const text of texts) {
    const lower = text.toLowerCase()
    const sounds = PATTERNS.filter(([words]) => words.test(lower)).map(([, sound]) => sound)
    if (sounds.length > 0) return sounds.slice(0, MOST_SOUNDS).join(', ')
  }
  return 'soft ambience'
}
