import { environmentName } from './environmentName.ts'
import { findNearest } from './findNearest.ts'
import { readSecretFile } from './readSecretFile.ts'
import type { GivenSettings, SettingsProblem } from './settingsProblem.ts'
import { secretsSchema, settingsSchema } from './settingsSchema.ts'

/** What nobody else names variables with; an unknown one with such a beginning is a slip, not somebody else's. */
const OUR_PREFIXES = [
  'AGENT_',
  'ALERT_',
  'AWAL_',
  'COLLATERAL_',
  'DEAD_MAN_',
  'HEAL_',
  'OPERATIONS_',
  'REPLENISH_',
  'RPC_',
  'SMTP_',
]

const secretNames = Object.keys(secretsSchema.shape).map(environmentName)
const KNOWN = [
  'AGENT_CONFIG',
  ...Object.keys(settingsSchema.shape).map(environmentName),
  ...secretNames,
  ...secretNames.map((name) => `${name}_FILE`),
]

const findUnknown = (environment: NodeJS.ProcessEnv): SettingsProblem[] =>
  Object.keys(environment)
    .filter((name) => OUR_PREFIXES.some((prefix) => name.startsWith(prefix)) && !KNOWN.includes(name))
    .map((name) => {
      const nearest = findNearest(name, KNOWN)
      const fix = nearest ? `did you mean ${nearest}?` : 'unset it, or see agent --help'
      return { setting: name, message: `is not a setting; ${fix}` }
    })

/** Takes what belongs to the agent out of the environment. An empty variable counts as not set. */
export const readEnvironment = (environment: NodeJS.ProcessEnv): GivenSettings => {
  const problems = findUnknown(environment)
  const values: Record<string, string> = {}
  for (const key of Object.keys(settingsSchema.shape)) {
    const value = environment[environmentName(key)]
    if (value) values[key] = value
  }
  for (const key of Object.keys(secretsSchema.shape)) {
    const name = environmentName(key)
    const file = environment[`${name}_FILE`]
    const value = environment[name]
    if (file && value) problems.push({ setting: name, message: `and ${name}_FILE are both set; unset one` })
    const read = file && !value ? readSecretFile(file) : { text: value }
    if ('problem' in read) problems.push({ setting: `${name}_FILE`, message: read.problem })
    else if (read.text) values[key] = read.text
  }
  return { values, problems }
}
