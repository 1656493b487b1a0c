import fs from 'node:fs'
import { environmentName } from './environmentName.ts'
import { findNearest } from './findNearest.ts'
import type { GivenSettings, SettingsProblem } from './settingsProblem.ts'
import { secretsSchema, settingsSchema } from './settingsSchema.ts'

const KNOWN = Object.keys(settingsSchema.shape)

const textOf = (value: unknown): string | readonly string[] | undefined => {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean' || Number.isSafeInteger(value)) return String(value)
  return Array.isArray(value) && value.every((part) => typeof part === 'string') ? value : undefined
}

const findProblem = (file: string, key: string, value: unknown): string | undefined => {
  const name = environmentName(key)
  if (key in secretsSchema.shape) {
    return `is a secret and stands in ${file}; put it into the environment, as ${name} or as ${name}_FILE`
  }
  if (!KNOWN.includes(key)) {
    const nearest = findNearest(key, KNOWN)
    return `in ${file} is not a setting${nearest ? `; did you mean ${nearest}?` : '; see agent --help'}`
  }
  if (textOf(value) !== undefined) return undefined
  const fix = typeof value === 'number' ? `write "${value}" in quotes` : 'give text, a whole number, true or false'
  return `in ${file} is ${typeof value === 'number' ? 'not a whole number' : 'of the wrong type'}; ${fix}`
}

/** Without what JSON.parse quotes of the text: a secret may stand in it by mistake. */
const parse = (file: string): { content: unknown } | { problem: string } => {
  let text: string
  try {
    text = fs.readFileSync(file, 'utf8')
  } catch (error) {
    return {
      problem: `${file} cannot be read (${(error as NodeJS.ErrnoException).code}); check --config or AGENT_CONFIG`,
    }
  }
  try {
    return { content: JSON.parse(text) }
  } catch (error) {
    const position = /position (\d+)/.exec((error as Error).message)?.[1]
    const line = position && text.slice(0, Number(position)).split('\n').length
    return { problem: `${file} is not JSON${line ? `; look at line ${line}` : ''}` }
  }
}

/** Reads the settings file: one flat JSON object with the keys of the schema. Secrets and unknown keys are refused. */
export const readSettingsFile = (file: string): GivenSettings => {
  const parsed = parse(file)
  if ('problem' in parsed) return { values: {}, problems: [{ setting: 'AGENT_CONFIG', message: parsed.problem }] }
  const { content } = parsed
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    const message = `${file} must be one JSON object, like {"treasuryAddress": "0x..."}`
    return { values: {}, problems: [{ setting: 'AGENT_CONFIG', message }] }
  }
  const problems: SettingsProblem[] = []
  const values: Record<string, string | readonly string[]> = {}
  for (const [key, value] of Object.entries(content)) {
    const message = findProblem(file, key, value)
    const text = textOf(value)
    if (message) problems.push({ setting: key, message })
    else if (text !== undefined && text !== '') values[key] = text
  }
  return { values, problems }
}
