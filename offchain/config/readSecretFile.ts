import fs from 'node:fs'

/** The text of a secret's file, or why it is not taken: only its owner may be able to read it. */
export const readSecretFile = (file: string): { text: string } | { problem: string } => {
  try {
    // Mode bits only mean something where the system keeps them.
    if (process.platform !== 'win32' && (fs.statSync(file).mode & 0o077) !== 0) {
      return { problem: `${file} can be read by others; run: chmod 600 ${file}` }
    }
    const text = fs.readFileSync(file, 'utf8').trim()
    return text === '' ? { problem: `${file} is empty; write the secret into it` } : { text }
  } catch (error) {
    return { problem: `${file} cannot be read (${(error as NodeJS.ErrnoException).code}); create it, with mode 600` }
  }
}
