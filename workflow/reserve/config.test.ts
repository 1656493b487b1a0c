import { describe, expect, it } from 'vitest'
import production from './config.production.json' with { type: 'json' }
import staging from './config.staging.json' with { type: 'json' }
import { type Config, configSchema } from './config.ts'
import { config } from './mockedDon.ts'

const refusedPaths = (candidate: unknown): string[] => {
  const { error } = configSchema.safeParse(candidate)
  return error ? error.issues.map(({ path, message }) => path.join('.') || message) : []
}

describe('configSchema', () => {
  it.each([
    ['staging', staging],
    ['production', production],
  ])('takes the %s file once the deployment is written into it, and not before', (_, file) => {
    expect(refusedPaths(file)).toEqual(['agentSealingKey', 'attestation'])
    const { attestation, agentSealingKey } = config
    expect(refusedPaths({ ...file, attestation, agentSealingKey })).toEqual([])
  })

  it('leaves a valid configuration as it is', () => {
    expect(configSchema.parse(config)).toEqual(config)
  })

  const refused: [keyof Config, unknown][] = [
    ['custodianUrl', 'http://custodian.example/reserves'],
    ['custodianUrl', 'http://127.0.0.1.example/reserves'],
    ['maxStatementAgeSeconds', 0],
    ['solvencyBps', 10_000.5],
    ['mintCeiling', '-1'],
    ['mintCeiling', '1.5'],
    ['mintCeiling', 1],
    ['tierBoundaryUsd', '050000000'],
    ['agentSealingKey', '0x5e'],
    ['attestation', '0xA1'],
    ['gasLimit', ''],
    ['confidentiality', 'none'],
  ]
  it.each(refused)('refuses %s = %j', (field, value) => {
    expect(refusedPaths({ ...config, [field]: value })).toEqual([field])
  })

  it.each([
    [{ healingBps: 9_999 }, 'thresholds must rise: solvencyBps <= healingBps <= targetBps'],
    [{ targetBps: 10_099 }, 'thresholds must rise: solvencyBps <= healingBps <= targetBps'],
    [{ maxOrder: '99999999' }, 'minOrder must not exceed maxOrder'],
  ])('refuses %j', (change, message) => {
    expect(refusedPaths({ ...config, ...change })).toEqual([message])
  })

  it('refuses fields that it does not know', () => {
    expect(configSchema.safeParse({ ...config, solvencyBPS: 1 }).success).toBe(false)
  })
})
