import { type DestinationStream, destination, type Logger, pino, stdTimeFunctions } from 'pino'

type LogMethod = { (message: string): void; (fields: object, message: string): void }

/** What the kit asks of a logger: the four levels of pino that it uses, each taking (message) or (fields, message). */
export type Log = { debug: LogMethod; info: LogMethod; warn: LogMethod; error: LogMethod; child(fields: object): Log }

export type LogParameters = {
  name: string
  level?: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** One JSON object per line; otherwise `name level message field=value ...`. */
  json?: boolean
  /** Where lines go. Standard error by default: standard output belongs to the answer of the command. */
  stream?: DestinationStream
}

const SECRET_KEYS = new Set(['authorization', 'apikey', 'privatekey', 'seed', 'secret'])

/** Copies plain objects and arrays at any depth with secrets replaced and bigints as digits, which JSON lacks. */
const printable = (value: unknown): unknown => {
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return value.map(printable)
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      SECRET_KEYS.has(key.toLowerCase()) ? '[redacted]' : printable(inner),
    ]),
  )
}

const textLine = (line: string): string => {
  const { level, name, msg, time: _time, ...fields } = JSON.parse(line) as Record<string, unknown>
  const pairs = Object.entries(fields).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  return `${[name, level, msg, ...pairs].join(' ')}\n`
}

// pino formats what is logged, but not what a child carries.
const withPrintableChildren = (logger: Logger): Log => ({
  debug: logger.debug.bind(logger),
  info: logger.info.bind(logger),
  warn: logger.warn.bind(logger),
  error: logger.error.bind(logger),
  child: (fields) => withPrintableChildren(logger.child(printable(fields) as object)),
})

/** A pino logger that prints times as ISO 8601 and never the value of a key named like a secret. */
export const createLog = ({ name, level = 'info', json = true, stream = destination(2) }: LogParameters): Log =>
  withPrintableChildren(
    pino(
      {
        name,
        level,
        base: undefined,
        timestamp: stdTimeFunctions.isoTime,
        formatters: {
          level: (label) => ({ level: label }),
          log: (fields) => printable(fields) as Record<string, unknown>,
        },
      },
      json ? stream : { write: (line) => stream.write(textLine(line)) },
    ),
  )
