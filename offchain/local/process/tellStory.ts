import { createLog, type Log } from '../../log.ts'
import { renderJson } from '../../rendering/renderJson.ts'
import { createShutdown, type Shutdown } from './createShutdown.ts'
import { exitWithParent } from './exitWithParent.ts'

/** What a story runs with. */
export type StoryTools = { log: Log; shutdown: Shutdown; tell: (heading: string, detail: string) => void }

export type TellStoryParameters = {
  /** Of the log. */
  name: string
  /** `keep`: everything stays up after the end, until Ctrl-C. */
  options: { json: boolean; verbose: boolean; keep?: boolean }
  title: readonly [heading: string, detail: string]
  /** What the last line says was verified. */
  verified: string
  run: (tools: StoryTools) => Promise<{ ms: number; rpcUrl: string }>
}

/** Runs a story in this process, tells it, and exits: 0 only if it came to its end. */
export const tellStory = async ({ name, options, title, verified, run }: TellStoryParameters): Promise<void> => {
  const { json, verbose, keep = false } = options
  const log = createLog({ name, level: verbose ? 'debug' : 'error', json: false })
  const shutdown = createShutdown({ log })
  exitWithParent(shutdown)

  /** Progress goes to standard error with --json: standard output then holds the answer only. */
  const tell = (heading: string, detail: string): void => {
    const stream = json ? process.stderr : process.stdout
    stream.write(`${heading.padEnd(20)} ${detail}\n`)
  }
  const startedAt = performance.now()
  const answer = (result: object): void => {
    const text = renderJson(result, 0)
    if (json) process.stdout.write(`${text}\n`)
  }

  try {
    tell(...title)
    const result = await run({ log, shutdown, tell })
    tell('done', `${verified} in ${(result.ms / 1000).toFixed(1)} s`)
    answer(result)
    if (keep) tell('kept', `${result.rpcUrl} answers until Ctrl-C`)
    else await shutdown.shutdown('done', 0)
  } catch (error) {
    // A shutdown that is under way breaks whatever was waiting; that is not the reason for the end.
    if (!shutdown.signal.aborted) {
      const reason = (error as Error).message
      tell('failed', reason)
      answer({ ok: false, ms: Math.round(performance.now() - startedAt), error: reason })
    }
    await shutdown.shutdown('failed', 1)
  }
}
