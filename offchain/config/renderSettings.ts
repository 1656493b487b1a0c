import type { EffectiveSetting } from './describeSettings.ts'

const SOURCE: Record<EffectiveSetting['source'], string> = {
  default: 'default',
  file: 'from the file',
  environment: 'from the environment',
  notSet: '',
}

/** The settings in effect for people: name, value, source. */
export const renderSettings = (settings: readonly EffectiveSetting[]): string => {
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(({ length }) => length))
  const names = widest(settings.map(({ name }) => name))
  const values = widest(settings.map(({ value }) => value))
  return settings
    .map(({ name, value, source }) => `${name.padEnd(names)}  ${value.padEnd(values)}  ${SOURCE[source]}`.trimEnd())
    .join('\n')
}
