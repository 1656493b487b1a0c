import fs from 'node:fs/promises'
import path from 'node:path'

export type Drift = { file: string; what: string }

const describe = (found: string, wanted: string): string => {
  const [foundLines, wantedLines] = [found.split('\n'), wanted.split('\n')]
  const line = wantedLines.findIndex((text, i) => text !== foundLines[i])
  const at = line < 0 ? wantedLines.length : line
  const shown = (text: string | undefined) => (text === undefined ? 'nothing' : text.trim().slice(0, 100))
  return `line ${at + 1} is ${shown(foundLines[at])}, wanted ${shown(wantedLines[at])}`
}

/** Which files below a folder are not what they have to be, and how. */
export const findDrift = async (folder: string, wanted: Record<string, string>): Promise<Drift[]> => {
  const drift: Drift[] = []
  for (const [file, text] of Object.entries(wanted)) {
    const found = await fs.readFile(path.join(folder, file), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined
      throw error
    })
    if (found === undefined) drift.push({ file, what: 'is missing' })
    else if (found !== text) drift.push({ file, what: describe(found, text) })
  }
  return drift
}
