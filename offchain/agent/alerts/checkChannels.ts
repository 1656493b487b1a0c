import { KitError } from '../../errors.ts'
import type { JournalBinding } from '../../store/journal.ts'
import type { AlertMessage, Channel } from './channel.ts'
import { settleWithin } from './settleWithin.ts'

export type CheckChannelsParameters = {
  channels: readonly Channel[]
  /** Really sends a message that says it is a test; otherwise nobody is disturbed. */
  sendTest: boolean
  binding: JournalBinding
  /** Unix seconds. */
  now: number
  /** Milliseconds for each channel; they are checked side by side. */
  timeoutMs: number
}

/** `problem` is fit to be shown, and undefined when nothing is wrong. */
export type ChannelCheck = { channel: string; problem: string | undefined }

const composeTest = ({ binding, now }: CheckChannelsParameters): AlertMessage => ({
  ...binding,
  key: `${binding.chainId}-${binding.treasury.toLowerCase()}-${now}-test`,
  incidentId: 0,
  kind: 'test',
  severity: 'info',
  phase: 'test',
  summary: 'A test of this channel. Nothing is wrong and nothing has to be done.',
  openedAt: now,
  closedAt: undefined,
})

/** Finds out which channels work, in the order given; never rejects. */
export const checkChannels = async (parameters: CheckChannelsParameters): Promise<ChannelCheck[]> => {
  const { channels, sendTest, timeoutMs } = parameters
  const message = composeTest(parameters)
  const check = async (channel: Channel): Promise<ChannelCheck> => {
    const work = (signal: AbortSignal) => (sendTest ? channel.deliver(message, signal) : channel.probe(signal))
    try {
      await settleWithin({ timeoutMs, signal: new AbortController().signal, name: channel.name, work })
      return { channel: channel.name, problem: undefined }
    } catch (error) {
      return { channel: channel.name, problem: error instanceof KitError ? error.message : 'failed unexpectedly' }
    }
  }
  return await Promise.all(channels.map(check))
}
