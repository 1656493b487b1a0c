import type { z } from 'zod'
import { KitError } from '../errors.ts'
import { environmentName } from './environmentName.ts'
import { findNearest } from './findNearest.ts'

/** Endpoints hold providers' keys. */
const isShown = (key: string): boolean => !key.endsWith('Url')

export type ReadVariablesParameters = {
  environment: NodeJS.ProcessEnv
  /** The program that reads: its variables begin with its name, and its `--help` lists them. */
  program: string
  /** Names of all its variables, those of other commands too. */
  known: readonly string[]
}

const findUnknown = ({ environment, program, known }: ReadVariablesParameters): string[] =>
  Object.keys(environment)
    .filter((name) => name.startsWith(`${program.toUpperCase()}_`) && !known.includes(name))
    .map((name) => {
      const nearest = findNearest(name, known)
      return `${name} is not a setting; ${nearest ? `did you mean ${nearest}?` : `unset it, or see ${program} --help`}`
    })

/** What the schema asks for, out of the environment; or a KitError that says everything that is wrong. */
export const readVariables = <Schema extends z.AnyZodObject>(
  schema: Schema,
  parameters: ReadVariablesParameters,
): Readonly<z.infer<Schema>> => {
  const { environment } = parameters
  const keys = Object.keys(schema.shape)
  // An empty variable counts as not set.
  const values = Object.fromEntries(keys.map((key) => [key, environment[environmentName(key)] || undefined]))
  const parsed = schema.safeParse(values)
  const issues = (parsed.error?.issues ?? []).map((issue) => {
    const key = String(issue.path[0])
    const given = values[key]
    if (given === undefined) return `${environmentName(key)} is missing`
    return isShown(key)
      ? `${environmentName(key)} is ${JSON.stringify(given)}; it ${issue.message}`
      : `${environmentName(key)} ${issue.message}`
  })
  const problems = [...findUnknown(parameters), ...issues]
  if (problems.length > 0 || !parsed.success) throw new KitError(`the settings are wrong: ${problems.join('; ')}`)
  return Object.freeze(parsed.data)
}
