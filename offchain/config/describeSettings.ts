import type { AgentSettings, SettingSource } from '../config.ts'
import { environmentName } from './environmentName.ts'
import { ENDPOINT_KEYS, secretsSchema, TOPICS } from './settingsSchema.ts'

/** One setting in effect. */
export type EffectiveSetting = { name: string; value: string; source: SettingSource }

const textOf = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : String(value))

/** Every setting in effect, where it came from, and of a secret or an endpoint only that it is set. */
export const describeSettings = ({ config, sources }: AgentSettings): EffectiveSetting[] =>
  TOPICS.flatMap(({ keys }) =>
    keys.map((key) => {
      const source = sources[key]
      const name = environmentName(key)
      if (source === 'notSet') return { name, value: 'not set', source }
      if (key in secretsSchema.shape) return { name, value: 'set', source }
      const endpoint = ENDPOINT_KEYS.find((candidate) => candidate === key)
      if (endpoint) return { name, value: `${config[endpoint]?.length} set`, source }
      return { name, value: textOf(config[key as keyof typeof config]), source }
    }),
  )
