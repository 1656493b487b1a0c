import { describe, expect, it } from 'vitest'
import production from './config.production.json' with { type: 'json' }
import staging from './config.staging.json' with { type: 'json' }
import { type Config, configSchema } from './config.ts'
import { config } from './mockedDon.ts'

const refusedPaths = (candidate: unknown): string[] => {
  const { error } = configSchema.safeParse(candidate)
  return error ? error.issues.map(({ path, message }) => path.join('.') || message) : []
}

const POOL_ORDER = 'maxPoolOrder must be at least one pool unit, and less than the pool can hold'

describe('configSchema', () => {
  it.each([
    ['staging', staging],
    ['production', production],
  ])('takes the %s file once the deployment is written into it, and not before', (_, file) => {
    expect(refusedPaths(file)).toEqual(['agentSealingKey', 'attestation', 'treasury', 'pool'])
    const { attestation, treasury, pool, agentSealingKey } = config
    expect(refusedPaths({ ...file, attestation, treasury, pool, agentSealingKey })).toEqual([])
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
    ['treasury', '0x0000000000000000000000000000000000000000'],
    ['pool', ''],
    ['minOrder', '1.5'],
    ['maxPoolOrder', '1.5'],
    ['maxPremiumBps', 10_001],
    ['maxPremiumBps', -1],
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
    [{ maxPoolOrder: '0' }, POOL_ORDER],
    [{ maxPoolOrder: `${2n ** 55n}` }, POOL_ORDER],
    [{ maxPoolOrder: '9999999999', collateralDecimals: 18 }, POOL_ORDER],
  ])('refuses %j', (change, message) => {
    expect(refusedPaths({ ...config, ...change })).toEqual([message])
  })

  it.each([
    { maxPoolOrder: `${2n ** 55n - 1n}` },
    { maxPoolOrder: `${2n ** 55n * 10n ** 10n - 1n}`, collateralDecimals: 18 },
    { maxPoolOrder: '10000000000', collateralDecimals: 18 },
    { maxPoolOrder: '1', collateralDecimals: 6 },
    { maxPremiumBps: 10_000 },
    { maxPremiumBps: 0 },
  ])('takes %j', (change) => {
    expect(refusedPaths({ ...config, ...change })).toEqual([])
  })

  it('refuses fields that it does not know', () => {
    expect(configSchema.safeParse({ ...config, solvencyBPS: 1 }).success).toBe(false)
  })
})
