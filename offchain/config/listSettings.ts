import { ZodDefault } from 'zod'
import { environmentName } from './environmentName.ts'
import { type SettingKey, secretsSchema, settingsSchema, TOPICS } from './settingsSchema.ts'

/** One row of the table of settings, as it is shown. */
export type SettingRow = {
  topic: string
  /** As the environment spells it. */
  name: string
  /** Its default, `required`, `secret`, or empty when it may be left out. */
  fallback: string
  meaning: string
}

const types = { ...settingsSchema.shape, ...secretsSchema.shape }

const fallbackOf = (key: SettingKey): string => {
  const type = types[key]
  if (type instanceof ZodDefault) return String(type._def.defaultValue())
  if (key in secretsSchema.shape) return 'secret'
  return type.isOptional() ? '' : 'required'
}

/** Every setting with its default and meaning, as the schema has them, topic by topic. */
export const listSettings = (): SettingRow[] =>
  TOPICS.flatMap(({ title, keys }) =>
    keys.map((key) => ({
      topic: title,
      name: environmentName(key),
      fallback: fallbackOf(key),
      meaning: types[key].description ?? '',
    })),
  )
