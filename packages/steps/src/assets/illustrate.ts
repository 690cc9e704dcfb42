/** From a prompt to a picture: reads it, sets the stage, paints the place, what lives there, and the weather. */
import { compositeSize } from '../camera.ts'
import { paintSubjects } from './figures/subjects.ts'
import { setStage } from './paint/stage.ts'
import { readPrompt } from './prompt/read.ts'
import type { Setting } from './prompt/setting.ts'
import { paintPlace } from './scenery/places.ts'
import { paintWeather } from './scenery/weather.ts'

/** The SVG has the size of a composite. The same prompt, narration and format give the same text. */
export async function illustrate(
  visual: string,
  narration: string,
  format: { width: number; height: number },
): Promise<{ svg: string; setting: Setting }> {
  const setting = readPrompt(visual, narration)
  const size = compositeSize(format)
  const stage = setStage(setting, size.width / size.height)
  await paintPlace(stage)
  await paintSubjects(stage)
  paintWeather(stage)
  return { svg: stage.canvas.toSvg(size), setting }
}
