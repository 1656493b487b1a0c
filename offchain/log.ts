import { type DestinationStream, destination, type Logger, pino, stdTimeFunctions } from 'pino'

type LogMethod = { (message: string): void; (fields: object, message: string): void }

/** What the kit asks of a logger: the four levels of pino that it uses, each taking (message) or (fields, message). */
export type Log = { debug: LogMethod; info: LogMethod; warn: LogMethod; error: LogMethod; child(fields: object): Log }

export type LogParameters = {
  name: string
  level?: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** One JSON object per line; otherwise `name level message field=value ...`. */
  json?: boolean
  /** Texts that no line may show: keys, passwords, endpoints. Those below four characters cannot be looked for. */
  secrets?: readonly string[]
  /** Where lines go. Standard error by default: standard output belongs to the answer of the command. */
  stream?: DestinationStream
}

/** Endings of names whose values are not printed, whatever they hold; compared in lower case without `_` and `-`. */
const SECRET_NAMES = [
  'authorization',
  'apikey',
  'privatekey',
  'sealingkey',
  'seed',
  'mnemonic',
  'secret',
  'password',
  'passphrase',
  'databaseurl',
  'rpcurl',
  'webhookurl',
  'rawtransaction',
]

/** A shorter one would be found in half of all words. */
const SHORTEST_SECRET = 4

const HIDDEN = '[redacted]'

const hasSecretName = (key: string): boolean => {
  const name = key.toLowerCase().replaceAll(/[_-]/g, '')
  return SECRET_NAMES.some((ending) => name.endsWith(ending))
}

/** Copies plain objects and arrays at any depth with bigints as digits, which JSON lacks. */
const printable = (value: unknown): unknown => {
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return value.map(printable)
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, printable(inner)]))
}

type Redact = (value: unknown) => unknown

/** Hides secrets by the name of their key and by their value, wherever in a text it stands and in whatever case. */
const createRedact = (secrets: readonly string[]): Redact => {
  const escaped = secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .sort((a, b) => b.length - a.length)
    .map((secret) => secret.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const values = escaped.length === 0 ? undefined : new RegExp(escaped.join('|'), 'gi')
  const hide = (text: string): string => {
    const withoutSecrets = values ? text.replaceAll(values, HIDDEN) : text
    return withoutSecrets.replaceAll(/(\w:\/\/)[^\s/@]+@/g, `$1${HIDDEN}@`)
  }
  const redact: Redact = (value) => {
    if (typeof value === 'string') return hide(value)
    if (typeof value === 'number') return hide(`${value}`) === `${value}` ? value : HIDDEN
    if (Array.isArray(value)) return value.map(redact)
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [hide(key), hasSecretName(key) ? HIDDEN : redact(inner)]),
    )
  }
  return redact
}

const textLine = ({ level, name, msg, time: _time, ...fields }: Record<string, unknown>): string => {
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

/** A pino logger that prints times as ISO 8601, amounts exactly, and no secret: neither by name nor by value. */
export const createLog = ({
  name,
  level = 'info',
  json = true,
  secrets = [],
  stream = destination(2),
}: LogParameters): Log => {
  const redact = createRedact(secrets)
  // Whole lines are redacted, because pino adds to them what nobody passed in: messages, stacks and fields of errors.
  const write = (line: string): void => {
    const fields = redact(JSON.parse(line)) as Record<string, unknown>
    stream.write(json ? `${JSON.stringify(fields)}\n` : textLine(fields))
  }
  const logger = pino(
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
    { write },
  )
  return withPrintableChildren(logger)
}
