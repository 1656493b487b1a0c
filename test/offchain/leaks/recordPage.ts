import { abortAfter } from '../../../offchain/abortAfter.ts'
import type { Channel } from './createRecorder.ts'

const TIMEOUT_MS = 10_000

/** Fetches a page, such as metrics or a dashboard's data, and records what it answers: headers and body. */
export const recordPage = async (channel: Channel, url: string): Promise<void> => {
  const response = await fetch(url, { signal: abortAfter(TIMEOUT_MS) })
  const stream = channel.open(url)
  stream.append(
    Buffer.from(`${response.status}\n${[...response.headers].map((header) => header.join(': ')).join('\n')}\n\n`),
  )
  stream.append(Buffer.from(await response.arrayBuffer()))
  stream.close()
}
