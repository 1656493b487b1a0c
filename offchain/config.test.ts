import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readAgentConfig, readLogLevel } from './config.ts'

const SECRET = `0x${'5e'.repeat(32)}`
const complete = {
  CONTRACT_ADDRESS: `0x${'11'.repeat(20)}`,
  TREASURY_ADDRESS: `0x${'22'.repeat(20)}`,
  AGENT_SEALING_KEY: SECRET,
}

describe('readAgentConfig', () => {
  let folder: string
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'config-'))
  })
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }))

  it('is a dry run unless told otherwise', () => {
    expect(readAgentConfig(complete).config.dryRun).toBe(true)
    const live = readAgentConfig({ ...complete, AWAL_DRY_RUN: 'false', AGENT_PRIVATE_KEY: SECRET })
    expect(live.config.dryRun).toBe(false)
    expect(live.secrets.privateKey).toBe(SECRET)
  })

  it('keeps secrets out of the settings', () => {
    const { config } = readAgentConfig({ ...complete, AGENT_PRIVATE_KEY: SECRET })
    const text = JSON.stringify(config, (_key, value) => (typeof value === 'bigint' ? String(value) : value))
    expect(text).not.toContain(SECRET.slice(2))
  })

  it.each([
    ['CONTRACT_ADDRESS', { CONTRACT_ADDRESS: undefined }],
    ['TREASURY_ADDRESS', { TREASURY_ADDRESS: '0x12' }],
    ['RPC_URL', { RPC_URL: 'not a url' }],
    ['CONFIRMATIONS', { CONFIRMATIONS: '1.5' }],
    ['CONFIRMATIONS', { CONFIRMATIONS: '-1' }],
    ['POLL_INTERVAL', { POLL_INTERVAL: '0' }],
    ['MAX_LOG_BLOCKS', { MAX_LOG_BLOCKS: '0' }],
    ['AWAL_DRY_RUN', { AWAL_DRY_RUN: 'no' }],
    ['AGENT_SEALING_KEY', { AGENT_SEALING_KEY: undefined }],
    ['AGENT_PRIVATE_KEY', { AWAL_DRY_RUN: 'false' }],
    ['AGENT_PRIVATE_KEY', { AGENT_PRIVATE_KEY: '0xabc' }],
  ])('names %s when it is missing or wrong', (name, change) => {
    expect(() => readAgentConfig({ ...complete, ...change })).toThrow(name)
  })

  it('never shows a malformed secret', () => {
    const malformed = `${SECRET}00`
    expect(() => readAgentConfig({ ...complete, AGENT_SEALING_KEY: malformed })).toThrow(/AGENT_SEALING_KEY must be/)
    try {
      readAgentConfig({ ...complete, AGENT_SEALING_KEY: malformed })
    } catch (error) {
      expect(String(error)).not.toContain(SECRET.slice(2, 20))
    }
  })

  it('reads a key file that only its owner can read, and refuses any other', () => {
    const file = path.join(folder, 'sealing.key')
    fs.writeFileSync(file, `${SECRET}\n`, { mode: 0o600 })
    const { AGENT_SEALING_KEY: _, ...rest } = complete
    expect(readAgentConfig({ ...rest, AGENT_SEALING_KEY_FILE: file }).secrets.sealingKey).toBe(SECRET)

    fs.chmodSync(file, 0o644)
    expect(() => readAgentConfig({ ...rest, AGENT_SEALING_KEY_FILE: file })).toThrow(/chmod 600/)
    expect(() => readAgentConfig({ ...complete, AGENT_SEALING_KEY_FILE: file })).toThrow(/not both/)
  })
})

describe('readLogLevel', () => {
  it.each([undefined, 'debug', 'silent'])('accepts %s', (level) => {
    expect(readLogLevel({ LOG_LEVEL: level })).toBe(level ?? 'info')
  })
  it('names the variable otherwise', () => expect(() => readLogLevel({ LOG_LEVEL: 'loud' })).toThrow('LOG_LEVEL'))
})
