/** Things that can be seen, by the word for them: the keys of the figures table. */

/** Figure → the words for it, as in vocabulary.ts. */
export const SUBJECTS: Record<string, string> = {
  mouse: 'mouse mice rat rodent vole hamster squirrel maus souris raton topo мышь 鼠',
  owl: 'owl eule hibou buho gufo сова 梟',
  deer: 'deer stag doe elk moose antelope gazelle hirsch cerf ciervo cervo олень 鹿',
  crab: 'crab hermit-crab lobster krebs crabe cangrejo granchio краб 蟹',
  anemone: 'anemone urchin polyp',
  shell: 'shell seashell nautilus ammonite snail muschel coquille concha',
  starfish: 'starfish sea-star',
  fish: 'fish salmon trout shark goldfish tuna fisch poisson pez pesce peixe рыба 鱼 魚 물고기 سمك דג',
  whale: 'whale dolphin orca wal baleine ballena balena кит 鯨',
  jellyfish: 'jellyfish octopus squid meduse medusa',
  turtle: 'turtle tortoise schildkrote tortue tortuga',
  bird: `
    bird robin sparrow crow raven thrush songbird eagle hawk vogel oiseau pajaro uccello passaro птица 鸟 鳥 새 طائر
    ציפור
  `,
  cat: 'cat kitten lion tiger leopard panther katze chat gato gatto кошка кот 猫 고양이 قط חתול',
  dog: 'dog puppy wolf fox coyote hound hund chien perro cane cao собака волк 犬 狗 狼 개 كلب כלב',
  horse: 'horse pony donkey mule zebra cow pferd cheval caballo cavallo лошадь 馬 马 말 حصان סוס',
  rabbit: 'rabbit hare bunny hase lapin conejo coniglio заяц 兔',
  bear: 'bear panda polar-bear bar ours oso orso медведь 熊',
  elephant: 'elephant mammoth elefant elefante слон 象',
  butterfly: 'butterfly moth bee dragonfly schmetterling papillon mariposa farfalla бабочка 蝶',
  fern: 'fern bracken farn fougere helecho',
  leaves: 'leaf leaves foliage blatt feuille hoja foglia лист 葉 叶',
  seeds: 'seed nut acorn grain bread cone bean nuss graine semilla',
  mushroom: 'mushroom toadstool fungus pilz champignon seta гриб',
  flower:
    'flower rose tulip daisy poppy lily bloom blossom lotus sunflower petal blume fleur flor fiore цветок 花 꽃 زهرة פרח',
  lonetree: 'oak lone-tree old-tree apple-tree baobab willow',
  person: `
      person man woman child girl boy people walker figure human hiker king queen soldier father mother friend
      teacher driver monk traveller traveler scientist mann frau kind homme femme enfant hombre mujer nino uomo
      donna человек женщина ребенок 人 女 男 子 사람
    `,
  house: 'house cottage cabin hut home barn farmhouse hutte maison casa дом 家 屋 집 بيت בית',
  tower: 'tower castle church temple palace cathedral minaret turm schloss chateau castillo castello замок 塔 寺',
  windmill: 'windmill mill wind-turbine turbine',
  lighthouse: 'lighthouse leuchtturm phare faro маяк 灯台',
  boat: 'boat ship sail sailboat yacht canoe ferry vessel schiff boot bateau barco barca лодка корабль 船 舟 배 قارب',
  bridge: 'bridge viaduct aqueduct brucke pont puente ponte мост 橋 桥',
  train: 'train freight locomotive engine wagon carriage zug tren treno поезд 列車 火车 電車 기차 قطار רכבת',
  signal: 'signal semaphore traffic-light',
  lorry: 'lorry truck bus van lastwagen camion',
  car: 'car taxi automobile auto voiture coche macchina машина 車 车',
  plane: 'plane airplane aeroplane aircraft jet flugzeug avion aereo самолет 飛行機',
  balloon: 'balloon hot-air-balloon',
  rocket: 'rocket spaceship spacecraft shuttle missile rakete fusee cohete razzo ракета',
  planet: 'planet saturn jupiter mars earth-from-space globe world moonscape planeta планета 惑星',
  astronaut: 'astronaut cosmonaut spaceman',
  book: 'book page letter diary novel library buch livre libro книга 本 书 書',
  candle: 'candle lantern lamp torch kerze bougie vela',
  fire: 'fire campfire flame bonfire feuer feu fuego fuoco огонь 火 불 نار אש',
  cup: 'cup mug tea coffee bowl tasse tasse taza',
  clock: 'clock watch hourglass uhr horloge reloj',
  tent: 'tent camp zelt',
  bicycle: 'bicycle bike fahrrad velo bicicleta',
  robot: 'robot android machine computer circuit ai',
  heart: 'heart love herz coeur corazon',
  shoot: 'sprout seedling sapling shoot plant',
  hole: 'hole root-hole',
}
