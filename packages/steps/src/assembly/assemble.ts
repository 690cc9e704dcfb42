/** The assembly step: clips joined by copy, one mix for the whole film, subtitles, thumbnail and a report. */
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { StepParameters } from '@reelyard/core'
import { reportProgress } from '@reelyard/core/protocol'
import type { ScriptInput, ScriptOutput } from '@reelyard/core/protocol'
import { reportedTasks } from '../quality/report.ts'
import type { FilmReport } from '../quality/report.ts'
import { judge } from '../quality/rules.ts'
import { hearSound } from '../quality/sound-check.ts'
import type { HeardSound } from '../quality/sound-check.ts'
import { checkClips } from './clips.ts'
import { joinFilm } from './join.ts'
import { encodeSound, planMaster } from './master.ts'
import { measureFilm } from './measure.ts'
import { mixFilm } from './mix.ts'
import type { Mix } from './mix.ts'
import { readScenes } from './scenes.ts'
import type { FilmScene } from './scenes.ts'
import { filmCues, toSrt, toVtt } from './subtitles.ts'
import { thumbnailTime, writeThumbnail } from './thumbnail.ts'

type AssemblyInput = ScriptInput<StepParameters['assembly']>

const WORK_FOLDER = 'assembly-work'
const FILM = 'film.mp4'
const DECODED = join(WORK_FOLDER, 'film.s16')
/** What the encoded film is to measure: LUFS, and dBTP with room for what AAC adds. */
const TARGET_LUFS = -14
const FIRST_CEILING = -1.6
/** What is asked of the encoded film; narrower than the rules, so that the report never fails by a hair. */
const HIGHEST_PEAK = -1.1
const LOUDNESS_SLACK = 0.5
const ATTEMPTS = 4

/** Makes the film and judges it. A film that breaks a rule is still handed on with its report: publish refuses it. */
export async function assemble(input: AssemblyInput): Promise<ScriptOutput> {
  const { format, captions } = input.parameters
  const scenes = await readScenes(input)
  await checkClips(scenes, format)
  reportProgress(0.05, 'Mixing the sound')
  const mix = await mixFilm(scenes, WORK_FOLDER)
  reportProgress(0.3, 'Joining the film')
  const sound = await makeFilm(input, scenes, mix)
  reportProgress(0.7, 'Checking the film')
  const cues = filmCues(scenes)
  const vtt = toVtt(cues)
  const planned = { ...format, captions }
  const finished = { film: FILM, scenes, planned, mix, sound, decoded: DECODED, vtt, folder: WORK_FOLDER }
  const { measurements, looks } = await measureFilm(finished)
  await writeThumbnail(FILM, thumbnailTime(scenes, looks, captions === 'burned' ? cues : []), 'thumbnail.jpg')
  const faults = judge(measurements)
  const tasks = reportedTasks(input.context.tasks)
  const report: FilmReport = { version: 1, passed: faults.length === 0, faults, ...measurements, tasks }
  await writeFile('film.srt', toSrt(cues))
  await writeFile('film.vtt', vtt)
  await writeFile('report.json', `${JSON.stringify(report, null, 2)}\n`)
  await rm(WORK_FOLDER, { recursive: true })
  return { outputs: OUTPUTS, result: { passed: report.passed, faults, seconds: measurements.film.seconds } }
}

const OUTPUTS = [
  { role: 'film', path: FILM, mediaType: 'video/mp4' },
  { role: 'subtitles_srt', path: 'film.srt', mediaType: 'application/x-subrip' },
  { role: 'subtitles_vtt', path: 'film.vtt', mediaType: 'text/vtt' },
  { role: 'thumbnail', path: 'thumbnail.jpg', mediaType: 'image/jpeg' },
  { role: 'report', path: 'report.json', mediaType: 'application/json' },
]

/** Encodes the sound, joins, and listens; what AAC added is taken back by another attempt with a lower ceiling. */
async function makeFilm(input: AssemblyInput, scenes: readonly FilmScene[], mix: Mix): Promise<HeardSound> {
  const { title, format } = input.parameters
  const sound = join(WORK_FOLDER, 'sound.m4a')
  const level = { loudness: TARGET_LUFS, truePeak: FIRST_CEILING }
  for (let attempt = 1; ; attempt++) {
    await encodeSound(mix, planMaster(mix, level), sound)
    await joinFilm({ scenes, sound, title, fps: format.fps, folder: WORK_FOLDER, film: FILM })
    const heard = await hearSound(FILM, DECODED)
    const excess = heard.truePeakDbtp - HIGHEST_PEAK
    const short = TARGET_LUFS - heard.integratedLufs
    const quiet = mix.voicedScenes.size > 0 && Math.abs(short) > LOUDNESS_SLACK && Number.isFinite(short)
    if (attempt === ATTEMPTS || (excess <= 0 && !quiet)) return heard
    if (excess > 0) level.truePeak -= excess + 0.2
    if (quiet) level.loudness += short
  }
}
