import fs from 'node:fs/promises'
import path from 'node:path'

/** Writes texts below a folder, each file in one step; resolves with their paths. */
export const writeFiles = async (folder: string, texts: Record<string, string>): Promise<string[]> => {
  const written: string[] = []
  for (const [name, text] of Object.entries(texts)) {
    const file = path.join(folder, name)
    const temporary = `${file}.${process.pid}`
    await fs.mkdir(path.dirname(file), { recursive: true })
    await fs.writeFile(temporary, text)
    await fs.rename(temporary, file)
    written.push(file)
  }
  return written
}
