import { forkProgram } from './forkProgram.ts'
import type { SinkCommand, SinkContents, SinkMood } from './sinkMessage.ts'

/** Where the agents' alerts arrive, in a process of its own. */
export type WebhookSink = {
  url: string
  secret: string
  setMood(mood: SinkMood): Promise<void>
  clear(): Promise<void>
  read(): Promise<SinkContents>
  stop(): void
}

const SECRET = 'the suite and its agents share it'

export const startWebhookSink = async (): Promise<WebhookSink> => {
  const { port, ask, stop } = await forkProgram<SinkCommand, SinkContents, { event: string }>(
    './webhookSink.ts',
    [SECRET],
    () => undefined,
  )
  return {
    url: `http://127.0.0.1:${port}`,
    secret: SECRET,
    setMood: async (mood) => void (await ask({ command: 'mood', mood })),
    clear: async () => void (await ask({ command: 'clear' })),
    read: () => ask({ command: 'read' }),
    stop,
  }
}
