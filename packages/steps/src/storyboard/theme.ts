/** The words of a title that say what the film is about. */

/** Words that no picture can show. */
const EMPTY = new Set(
  [
    'a an the this that these those of in on at by for to from with without into over under about as so not no nor',
    'is are was were be been has have had do does did will would can could should may might and or but if then than',
    'how why what when where who which whose it its he she they we you i me my your our their his her them us there',
    'here too very just life story part episode chapter guide video film run runs make makes get gets',
  ].flatMap((words) => words.split(' ')),
)
const MOST_WORDS = 4

/** At most four lower-case words, in the title's order, none twice. */
export function themeOf(title: string): string[] {
  const words: string[] = []
  for (const { segment, isWordLike } of new Intl.Segmenter('und', { granularity: 'word' }).segment(
    title.toLowerCase(),
  )) {
    if (isWordLike && !EMPTY.has(segment) && !/^\d+$/u.test(segment) && !words.includes(segment)) words.push(segment)
  }
  return words.slice(0, MOST_WORDS)
}
