/**
 * The words that choose things. Each list names one meaning; words are lower case, without accents, in the singular.
 * Scripts that set no spaces (CJK) are matched by character.
 */
import type { Place, Time, View, Weather } from './setting.ts'

/** Hour → its words. */
export const TIMES: Partial<Record<Time, string>> = {
  predawn: 'predawn before-dawn before-sunrise six five morgengrauen 拂晓 黎明',
  sunrise:
    'sunrise dawn daybreak first-light first-sunlight sonnenaufgang aube amanecer alba rassvet рассвет 日出 夜明け 朝焼け',
  morning: 'morning spring early matin manana mattina утро 早晨 朝',
  noon: 'noon midday bright sunny summer daylight day heat mittag midi mediodia sommer verano ete день 中午 昼 夏',
  golden: 'golden amber afternoon autumn fall harvest honey late-light warm-light or oro herbst automne otono осень 秋',
  dusk: `
    dusk sunset evening twilight violet-sky abend dammerung coucher crepuscule atardecer tramonto вечер закат 黄昏 夕
  `,
  night: `
      night midnight moon moonlight moonlit moonrise star starry nocturnal asleep sleep tonight neon aurora
      northern-light candle campfire nacht nuit noche notte noite ночь луна 夜 月 星 밤 달 ليل قمر לילה
    `,
  grey: 'grey gray dull overcast flat fog gloomy grau gris grigio 灰',
}

/** Place → its words. */
export const PLACES: Partial<Record<Place, string>> = {
  tidepool: 'tide-pool tidepool rock-pool rockpool',
  burrow: 'chamber burrow den cellar cavern cave mine lair hohle grotte cueva grotta пещера 洞',
  underground: 'tunnel cross-section underground subterranean soil earthworm',
  floor: 'forest-floor undergrowth fallen-leaf leaf-litter moss mossy mushroom pilz champignon',
  woodland: 'tall-tree trunk birch redwood through-tree between-tree sun-beam-through wood-path sequoia',
  forest: `
      forest wood woods pine tree fir spruce jungle grove taiga treetop wald baum foret arbre bosque arbol foresta
      albero floresta лес дерево 森 林 树 木 숲 나무 غابة יער
    `,
  underwater:
    'underwater under-water under-the-sea coral reef seabed anemone deep-sea kelp aquarium diver unterwasser 珊瑚 海底',
  shore: `
      shore rock rocks beach coast cliff tide sand rocky-shore wave surf welle wellen ola onda волна волны bay island
      dune-beach lighthouse strand kuste plage cote playa costa spiaggia praia пляж берег 海岸 浜 해변
    `,
  sea: 'sea ocean water harbour harbor sail horizon meer ozean mer oceano mar mare море океан 海 바다 بحر ים',
  river: 'river stream brook creek waterfall canal fluss bach riviere rio fiume ruisseau река 川 河 강 نهر',
  lake: 'lake pond reservoir mirror-water see-wasser lac lago озеро 湖 호수',
  mountains: `
      mountain ridge peak summit alp alps hill-top glacier volcano canyon berg gebirge montagne montana monte
      montanha гора горы 山 산 جبل הר
    `,
  desert: 'صحراء desert dune sahara cactus camel wuste desierto deserto пустыня 沙漠 砂',
  rails: 'rail railway railroad line signal track platform station schiene gleis voie via-ferrea рельсы 线路 線路 鉄道',
  road: 'road street-lamp highway lane avenue path strasse route camino strada estrada дорога 路 道',
  city: `
    city town street skyline skyscraper building downtown village roof market window factory office school stadt
    dorf ville ciudad citta cidade город 城 市 街 町 都 도시 مدينة עיר
  `,
  space: `
      space galaxy nebula planet orbit cosmos universe satellite astronaut comet asteroid mars saturn weltraum
      espace espacio cosmo космос 宇宙 太空 우주 فضاء
    `,
  room: `
    room kitchen table desk indoor inside interior library classroom bedroom hall shelf lamp candle zimmer kuche
    chambre cuisine cuarto cocina stanza комната 室 部屋
  `,
  meadow: `
      meadow field grass prairie farm garden hill valley pasture lawn wheat countryside park savanna flower wiese
      feld prairie champ campo prado prato поле 野 原 田 花 들
    `,
  sky: 'sky cloud air wind himmel wolke ciel nuage cielo nube ceu небо облако 空 雲 云 天 하늘 سماء שמיים',
}

/** Weather → its words. */
export const WEATHERS: Partial<Record<Weather, string>> = {
  mist: 'mist misty fog foggy hazy-morning steam smoke breath nebel brume niebla nebbia туман 霧 雾',
  rain: 'rain rainy drizzle shower downpour monsoon regen pluie lluvia pioggia chuva дождь 雨 비 مطر',
  storm: 'storm thunder lightning tempest hurricane thunderstorm sturm orage tormenta буря 嵐 雷',
  snow: 'snow snowy blizzard ice frost frozen winter icy arctic schnee neige nieve neve снег зима 雪 冬 눈 ثلج',
  cloudy: 'cloudy grey-cloud overcast clouds-gather dark-sky',
  haze: 'haze heat-haze hot dust dusty shimmer',
  windy: 'windy wind breeze gust',
}

/** View → its words. */
export const VIEWS: Partial<Record<View, string>> = {
  above: 'seen-from-above from-above overhead top-down aerial bird-eye',
  close: 'close close-up closeup close-view macro detail portrait beside pile drop-on dew-on tiny nahaufnahme',
  section: 'cross-section cutaway section',
}

/** Smaller thing → its words. */
export const DETAILS: Record<string, string> = {
  moon: 'moon moonlight moonlit mond lune luna lua луна 月',
  stars: 'star starry stern etoile estrella stella звезда 星',
  sun: 'sun sunlight sunny noon-sun sonne soleil sol sole солнце 太阳 太陽',
  beams: 'beam sunbeam ray shaft sunlight',
  dew: 'dew drop droplet raindrop',
  clouds: 'cloud cloudy wolke nuage nube 雲 云',
  golden: 'golden gold',
  birds: 'flock gull seagull geese swallow',
  green: 'green',
  calm: 'calm still quiet silent empty',
  wave: 'wave breaker surf welle wellen ola onda волна волны 波 浪',
  gentle: 'gentle small little soft lapping low sanft doux suave',
  mighty: 'huge giant great towering mighty big monster tsunami',
  aurora: 'aurora northern-light',
  rainbow: 'rainbow',
  fireflies: 'firefly fireflies spark glow',
}

/** Colour → its words. */
export const HUES: Record<string, string> = {
  '#e2483d': 'red crimson scarlet rot rouge rojo rosso красный 赤 红',
  '#f0883a': 'orange naranja arancio',
  '#f3cf45': 'yellow gelb jaune amarillo giallo желтый 黄',
  '#4fa35a': 'green emerald grun vert verde зеленый 緑 绿',
  '#2fa7a5': 'turquoise teal cyan',
  '#3b78d8': 'blue azure blau bleu azul blu синий 青 蓝',
  '#7d52c7': 'purple violet lilac lavender lila morado viola фиолетовый 紫',
  '#ec87b0': 'pink rose rosa розовый',
}
