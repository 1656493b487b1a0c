import { describe, expect, it } from 'vitest'
import { listSettings } from './listSettings.ts'
import { renderSettingsHelp } from './renderSettingsHelp.ts'
import { secretsSchema, settingsSchema } from './settingsSchema.ts'

describe('the table of settings', () => {
  const rows = listSettings()

  it('has every setting of the schema once, each with a meaning', () => {
    expect(rows).toHaveLength(Object.keys(settingsSchema.shape).length + Object.keys(secretsSchema.shape).length)
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length)
    expect(rows.filter(({ meaning }) => meaning === '')).toEqual([])
  })

  it('tells defaults, what is required and what is secret', () => {
    const of = (name: string) => rows.find((row) => row.name === name)?.fallback
    expect(of('POLL_INTERVAL')).toBe('2000')
    expect(of('TREASURY_ADDRESS')).toBe('required')
    expect(of('DATABASE_URL')).toBe('secret')
    expect(of('CHAIN_ID')).toBe('')
  })

  it('is in the help, line by line', () => {
    const lines = renderSettingsHelp().split('\n')
    for (const { name, meaning } of rows) {
      expect(lines.filter((line) => line.startsWith(`  ${name} `) && line.includes(meaning))).toHaveLength(1)
    }
  })
})
