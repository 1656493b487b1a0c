import { listSettings } from './listSettings.ts'

const NAME_WIDTH = 29

const INTRODUCTION = `
Settings: environment variables, or the same names in camelCase as keys of one JSON object in the file that --config
or AGENT_CONFIG names (TREASURY_ADDRESS is "treasuryAddress"). The environment wins. A secret is NAME, or NAME_FILE:
a file of mode 600 that holds it; never a key of the settings file.`

/** The table of settings for `agent --help`, made from the schema. */
export const renderSettingsHelp = (): string => {
  const rows = listSettings()
  const topics = [...new Set(rows.map(({ topic }) => topic))]
  const sections = topics.map((topic) => {
    const lines = rows
      .filter((row) => row.topic === topic)
      .map(({ name, fallback, meaning }) => {
        const shown = fallback === '' ? '' : ` (${fallback})`
        return `  ${name.padEnd(NAME_WIDTH)} ${meaning}${shown}`
      })
    return [`${topic}:`, ...lines].join('\n')
  })
  return [INTRODUCTION, ...sections].join('\n\n')
}
