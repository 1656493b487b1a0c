import { type BuildOptions, buildSync, stop } from 'esbuild'

/** One file's bundle as text. esbuild would leave a thread and a process running for a next time that rarely comes; this ends them. */
export const bundle = (options: BuildOptions): string => {
  try {
    const result = buildSync({ ...options, bundle: true, write: false, logLevel: 'silent' })
    return result.outputFiles[0]?.text ?? ''
  } finally {
    void stop()
  }
}
