import { describe, expect, it } from 'vitest'
import { readSettings } from '../config.ts'
import { describeSettings } from './describeSettings.ts'
import { secretsSchema, settingsSchema } from './settingsSchema.ts'

const environment = {
  CONTRACT_ADDRESS: `0x${'11'.repeat(20)}`,
  TREASURY_ADDRESS: `0x${'22'.repeat(20)}`,
  AGENT_SEALING_KEY: `0x${'5e'.repeat(32)}`,
  RPC_URL: 'https://rpc.example/hunter2hunter2,https://other.example/hunter2hunter2',
  SLACK_WEBHOOK_URL: 'https://slack.example/hunter2hunter2',
  SMTP_HOST: 'mail',
  SMTP_FROM: 'a@b',
  SMTP_TO: 'c@d,e@f',
}

describe('describeSettings', () => {
  const described = describeSettings(readSettings({ environment }))
  const of = (name: string) => described.find((setting) => setting.name === name)

  it('shows every setting once, with its value and where it came from', () => {
    const count = Object.keys(settingsSchema.shape).length + Object.keys(secretsSchema.shape).length
    expect(new Set(described.map(({ name }) => name)).size).toBe(count)
    expect(described).toHaveLength(count)
    expect(of('POLL_INTERVAL')).toEqual({ name: 'POLL_INTERVAL', value: '2000', source: 'default' })
    expect(of('SMTP_TO')).toEqual({ name: 'SMTP_TO', value: 'c@d, e@f', source: 'environment' })
    expect(of('CHAIN_ID')).toEqual({ name: 'CHAIN_ID', value: 'not set', source: 'notSet' })
  })

  it('says of secrets and endpoints only that they are set', () => {
    expect(of('AGENT_SEALING_KEY')?.value).toBe('set')
    expect(of('DATABASE_URL')?.value).toBe('not set')
    expect(of('RPC_URL')?.value).toBe('2 set')
    expect(JSON.stringify(described)).not.toMatch(/hunter2|5e5e/)
  })
})
