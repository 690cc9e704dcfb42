/** Tells the drawing engine (librsvg and Pango inside sharp) where fonts are: in our folders and nowhere else. */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'

/**
 * Must be called before the process draws its first text, and counts for the life of the process. Writes `fonts.conf`
 * and a cache into the working directory, which for a step is its scratch folder.
 */
export function useFontFolders(folders: string[]): void {
  const file = resolve('fonts.conf')
  const places = folders.map((folder) => `<dir>${escapeXml(folder)}</dir>`).join('\n')
  const cache = `<cachedir>${escapeXml(resolve('font_cache'))}</cachedir>`
  writeFileSync(file, `<?xml version="1.0"?>\n<fontconfig>\n${places}\n${cache}\n</fontconfig>\n`)
  process.env['FONTCONFIG_FILE'] = file
  // On macOS Pango would ask the system for fonts.
  process.env['PANGOCAIRO_BACKEND'] = 'fontconfig'
}

/** Text as XML content or attribute. */
export function escapeXml(text: string): string {
  return text.replace(/[<>&'"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
