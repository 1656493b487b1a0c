import type { z } from 'zod'
import { environmentName } from './config/environmentName.ts'
import { findContradictions } from './config/findContradictions.ts'
import { readEnvironment } from './config/readEnvironment.ts'
import { readSettingsFile } from './config/readSettingsFile.ts'
import type { GivenSettings, SettingsProblem } from './config/settingsProblem.ts'
import { type SettingKey, secretsSchema, settingsSchema, UNQUOTED_KEYS } from './config/settingsSchema.ts'
import { KitError } from './errors.ts'

/** What the agent is told, by the names of the settings; units are those of `agent --help`. */
export type AgentConfig = Readonly<z.infer<typeof settingsSchema>>

/** Kept apart from the rest: nothing of it is ever printed. */
export type AgentSecrets = Readonly<z.infer<typeof secretsSchema>>

/** Where the value of a setting came from. */
export type SettingSource = 'default' | 'file' | 'environment' | 'notSet'

export type AgentSettings = Readonly<{
  config: AgentConfig
  secrets: AgentSecrets
  /** What signs in the end: a dry run unless AWAL_DRY_RUN is false. */
  signer: 'dryRun' | 'localKey' | 'keystore' | 'cdp'
  sources: Readonly<Record<SettingKey, SettingSource>>
}>

export type ReadSettingsParameters = {
  /** The settings file; AGENT_CONFIG names it otherwise. */
  file?: string
  environment: NodeJS.ProcessEnv
  /** `act` (default) needs the keys that acting needs; `read` is for commands that only look. */
  purpose?: 'act' | 'read'
}

const ALL_KEYS = [...Object.keys(settingsSchema.shape), ...Object.keys(secretsSchema.shape)] as SettingKey[]

/** The value too, unless it is a secret: endpoints hold providers' keys. */
const isShown = (key: string): boolean =>
  !(key in secretsSchema.shape) && !UNQUOTED_KEYS.some((unquoted) => unquoted === key)

const describeIssue = (issue: z.ZodIssue, values: GivenSettings['values']): SettingsProblem => {
  const key = String(issue.path[0])
  const given = values[key]
  const setting = environmentName(key)
  if (given === undefined) return { setting, message: 'is missing' }
  return { setting, message: isShown(key) ? `is ${JSON.stringify(given)}; it ${issue.message}` : issue.message }
}

/** Parses file and environment; what is wrong comes back as a list, so that all of it can be put right at once. */
export const checkSettings = ({
  file,
  environment,
  purpose = 'act',
}: ReadSettingsParameters): { settings: AgentSettings | undefined; problems: readonly SettingsProblem[] } => {
  const path = file ?? environment.AGENT_CONFIG
  const fromFile = path ? readSettingsFile(path) : { values: {}, problems: [] }
  const fromEnvironment = readEnvironment(environment)
  const values = { ...fromFile.values, ...fromEnvironment.values }
  const config = settingsSchema.safeParse(values)
  const secrets = secretsSchema.safeParse(values)
  const issues = [...(config.error?.issues ?? []), ...(secrets.error?.issues ?? [])]
  const problems = [
    ...fromFile.problems,
    ...fromEnvironment.problems,
    ...issues.map((issue) => describeIssue(issue, values)),
    ...findContradictions({ values, purpose }),
  ]
  if (problems.length > 0 || !config.success || !secrets.success) return { settings: undefined, problems }

  const sourceOf = (key: SettingKey): SettingSource => {
    if (fromEnvironment.values[key] !== undefined) return 'environment'
    if (fromFile.values[key] !== undefined) return 'file'
    return key in config.data && config.data[key as keyof AgentConfig] !== undefined ? 'default' : 'notSet'
  }
  const { awalDryRun, signer = 'localKey' } = config.data
  const settings: AgentSettings = Object.freeze({
    config: Object.freeze(config.data),
    secrets: Object.freeze(secrets.data),
    signer: awalDryRun ? 'dryRun' : signer,
    sources: Object.freeze(Object.fromEntries(ALL_KEYS.map((key) => [key, sourceOf(key)])) as AgentSettings['sources']),
  })
  return { settings, problems }
}

/** The settings, or a KitError that says everything that is wrong with them. */
export const readSettings = (parameters: ReadSettingsParameters): AgentSettings => {
  const { settings, problems } = checkSettings(parameters)
  if (settings) return settings
  throw new KitError(
    `the settings are wrong: ${problems.map(({ setting, message }) => `${setting} ${message}`).join('; ')}`,
  )
}
