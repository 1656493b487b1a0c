import type { ServerResponse } from 'node:http'

/** Which answers are under way. */
export type AnswersUnderWay = {
  add(response: ServerResponse): void
  /** Resolves as soon as there is none. */
  finished(): Promise<void>
}

export const trackAnswers = (): AnswersUnderWay => {
  const underWay = new Set<ServerResponse>()
  const waiting: (() => void)[] = []
  return {
    add(response) {
      underWay.add(response)
      // Sent, or nobody is there any more.
      response.once('close', () => {
        underWay.delete(response)
        if (underWay.size === 0) for (const tell of waiting.splice(0)) tell()
      })
    },
    finished: () => (underWay.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  }
}
