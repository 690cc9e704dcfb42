/** What a film must be to be published: each rule once, with its limit and its sentence. */
import type { Fault, Measurements } from './report.ts'

interface Finding {
  found: string | number
  scene?: number
}

interface Rule<Limit> {
  code: string
  limit: Limit
  /** `{found}` and `{limit}` are filled in. */
  sentence: string
  /** What breaks the rule; empty where nothing does. */
  broken: (film: Measurements, limit: Limit) => Finding[]
}

function rule<Limit extends string | number>(
  code: string,
  limit: Limit,
  sentence: string,
  broken: Rule<Limit>['broken'],
): (film: Measurements) => Fault[] {
  return (film) =>
    broken(film, limit).map(({ found, scene }) => {
      const message = sentence.replace('{found}', String(found)).replace('{limit}', String(limit))
      return scene === undefined ? { code, message } : { code, message, scene }
    })
}

/** An exact rule: the value must be the limit. */
function must(
  code: string,
  limit: string | number,
  sentence: string,
  value: (film: Measurements) => string | number,
): (film: Measurements) => Fault[] {
  return rule(code, limit, sentence, (film, wanted) => when(value(film) !== wanted, value(film)))
}

const RULES = [
  must('video_codec', 'h264', 'The picture is coded as {found}, not as {limit}.', (film) => film.film.video.codec),
  must('video_profile', 'High', 'The picture has the profile {found}, not {limit}.', (film) => film.film.video.profile),
  must('pixel_format', 'yuv420p', 'The pixels are {found}, not {limit}.', (film) => film.film.video.pixelFormat),
  must('audio_codec', 'aac', 'The sound is coded as {found}, not as {limit}.', (film) => film.film.audio.codec),
  must('audio_profile', 'LC', 'The sound has the profile {found}, not {limit}.', (film) => film.film.audio.profile),
  must(
    'sample_rate',
    48_000,
    'The sound has {found} samples a second, not {limit}.',
    (film) => film.film.audio.sampleRate,
  ),
  must('channels', 2, 'The sound has {found} channels, not {limit}.', (film) => film.film.audio.channels),
  must('faststart', 'first', 'The index stands {found}, not {limit}.', (film) =>
    film.film.faststart ? 'first' : 'last',
  ),
  must('frame_times', 'even', 'The times of the frames are {found}, not {limit}.', timesOf),
  rule('picture_size', 'as ordered', 'The picture is {found}, not {limit}.', (film) =>
    when(sizeDiffers(film), sizeOf(film)),
  ),
  rule('frames', 0, 'The film has {found} frames more than planned; the limit is {limit}.', (film, limit) =>
    when(film.film.frames - film.planned.frames !== limit, film.film.frames - film.planned.frames),
  ),
  rule('scene_frames', 0, 'The scene has {found} frames more than planned; the limit is {limit}.', (film, limit) =>
    film.scenes.flatMap(({ scene, plannedFrames, measuredFrames }) =>
      measuredFrames - plannedFrames === limit ? [] : [{ found: measuredFrames - plannedFrames, scene }],
    ),
  ),
  rule('loudness_low', -15, 'The film has {found} LUFS; the least is {limit}.', ({ loudness, scenes }, limit) =>
    when(isVoiced(scenes) && (loudness.integratedLufs ?? -Infinity) < limit, loudness.integratedLufs ?? 'no'),
  ),
  rule('loudness_high', -13, 'The film has {found} LUFS; the most is {limit}.', ({ loudness }, limit) =>
    when((loudness.integratedLufs ?? -Infinity) > limit, loudness.integratedLufs ?? 'no'),
  ),
  rule('true_peak', -1, 'The sound peaks at {found} dBTP; the most is {limit}.', ({ loudness }, limit) =>
    when((loudness.truePeakDbtp ?? -Infinity) > limit, loudness.truePeakDbtp ?? 'no'),
  ),
  rule('sound_off_picture', 1, 'Sound and picture are {found} ms apart; the most is {limit} frame.', offsets),
  rule(
    'sound_length',
    1,
    'Sound and picture differ by {found} ms in length; the most is {limit} frame.',
    (film, limit) => when(Math.abs(film.lengthDifferenceMs) > limit * frameMs(film), film.lengthDifferenceMs),
  ),
  rule(
    'black_picture',
    1.5,
    'The picture is black from {found}; the most at the start or end is {limit} s.',
    blackFaults,
  ),
  rule('voice_lost', 1, 'Nothing is heard from {found}, where the scene speaks; the most is {limit} s.', silenceFaults),
  rule(
    'captions_lost',
    1,
    'The captions have {found} of the spoken words, not {limit}.',
    ({ captionCoverage }, limit) => when(captionCoverage.words < limit, captionCoverage.words),
  ),
  rule('captions_late', 0.9, 'Captions stand for {found} of the time of speech; the least is {limit}.', (film, limit) =>
    when(film.captionCoverage.speechTime < limit, film.captionCoverage.speechTime),
  ),
]

/** Every broken rule, in the order of the table; none for a film that may be published. */
export function judge(film: Measurements): Fault[] {
  return RULES.flatMap((check) => check(film))
}

function when(broken: boolean, found: string | number): Finding[] {
  return broken ? [{ found }] : []
}

function timesOf({ film, planned, monotonicTimestamps }: Measurements): string {
  const { constantFrameRate, frameRate } = film.video
  return constantFrameRate && monotonicTimestamps && frameRate === planned.fps ? 'even' : 'uneven'
}

function sizeOf({ film }: Measurements): string {
  return `${film.video.width}x${film.video.height}`
}

function sizeDiffers({ film, planned }: Measurements): boolean {
  return film.video.width !== planned.width || film.video.height !== planned.height
}

function frameMs({ planned }: Measurements): number {
  return 1000 / planned.fps
}

function isVoiced(scenes: Measurements['scenes']): boolean {
  return scenes.some((scene) => scene.voiced)
}

function offsets(film: Measurements, frames: number): Finding[] {
  if (film.loudness.integratedLufs === null) return []
  return [film.avOffsetMs.start, film.avOffsetMs.end].flatMap((offset) =>
    when(offset === null || Math.abs(offset) > frames * frameMs(film), offset ?? 'more than 40'),
  )
}

/** A fade at the start or the end may be black for a moment; black within the film may not. */
function blackFaults({ blackStretches, film }: Measurements, limit: number): Finding[] {
  return blackStretches.flatMap(({ start, end }) => {
    const atAnEdge = start < 0.1 || end > film.seconds - 0.1
    return when(!atAnEdge || end - start > limit, `${start} to ${end} s`)
  })
}

function silenceFaults({ silentStretches, scenes }: Measurements, limit: number): Finding[] {
  return silentStretches.flatMap(({ start, end }) => {
    const found = `${start} to ${end} s`
    const within = scenes.filter((scene) => {
      const from = Math.max(start, scene.startSeconds)
      return scene.voiced && Math.min(end, scene.startSeconds + scene.seconds) - from > limit
    })
    return within.map(({ scene }) => ({ found, scene }))
  })
}
