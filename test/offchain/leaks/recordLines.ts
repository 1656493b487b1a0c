import type { Channel } from './createRecorder.ts'

/** A listener for `spawnLeashed`'s `onLine`: keeps what a process says, on standard output and error, as one stream. */
export const recordLines = (channel: Channel, process: string): ((line: string) => void) => {
  const { append } = channel.open(process)
  return (line) => append(Buffer.from(`${line}\n`))
}
