import { inspect } from 'node:util'
import type { Log } from '../../../offchain/log.ts'
import type { Channel, RecordedStream } from './createRecorder.ts'

const EVERYTHING = { depth: null, maxArrayLength: null, maxStringLength: null, breakLength: Number.POSITIVE_INFINITY }

/** Who said it: the local stack logs what each process prints under its name. */
const speakerOf = (fields: Record<string, unknown>): string => {
  const { maker, source } = fields
  return `${maker ?? source ?? Object.keys(fields)[0] ?? 'the stack'}`
}

/**
 * A log of a local stack that keeps every line at every level, those of all of its processes included, one stream for each;
 * nothing is redacted that a process did not redact itself.
 */
export const createRecordingLog = (channel: Channel): Log => {
  const streams = new Map<string, RecordedStream>()
  const write = (fields: Record<string, unknown>, message: string): void => {
    const speaker = speakerOf(fields)
    const stream = streams.get(speaker) ?? channel.open(speaker)
    streams.set(speaker, stream)
    const values = Object.values(fields).map((value) =>
      typeof value === 'string' ? value : inspect(value, EVERYTHING),
    )
    stream.append(Buffer.from(`${[message, ...values].join(' ')}\n`))
  }
  const carrying = (carried: object): Log => {
    const log = (first: object | string, message?: string): void =>
      typeof first === 'string' ? write({ ...carried }, first) : write({ ...carried, ...first }, `${message}`)
    return { debug: log, info: log, warn: log, error: log, child: (fields) => carrying({ ...carried, ...fields }) }
  }
  return carrying({})
}
