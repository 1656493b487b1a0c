import type { PublicClient } from 'viem'
import { generatePrivateKey } from 'viem/accounts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { recordLog } from '../../../test/offchain/recordLog.ts'
import { createEnclaveKeys } from '../keys/createEnclaveKeys.ts'
import type { Payer } from '../payer/payer.ts'
import type { SlotKeyring } from '../slots/createSlotKeyring.ts'
import { readRunSettings } from './enclaveSettings.ts'
import { openMatcher } from './openMatcher.ts'

const ADDRESS = `0x${'11'.repeat(20)}` as const
const POINT = `0x02${'11'.repeat(32)}`
const WINDOW = 120
const VAULT = { VAULT_ROSTER_FILE: '/x', VAULT_MASTER_KEY: POINT, DARK_POOL_ADDRESS: ADDRESS }

/** A chain on which only the pool's constants are asked for. */
const clientOf = (chainId: number) =>
  ({
    getChainId: async () => chainId,
    readContract: async ({ functionName }: { functionName: string }) =>
      functionName === 'settlementWindow' ? WINDOW : 1,
  }) as unknown as PublicClient

describe('openMatcher', () => {
  let stop: AbortController
  beforeEach(() => {
    stop = new AbortController()
  })
  afterEach(() => stop.abort())
  const open = (environment: Record<string, string>, chainId = 31337) =>
    openMatcher(clientOf(chainId), {
      settings: readRunSettings({
        ENCLAVE_REGISTRY_ADDRESS: ADDRESS,
        ENCLAVE_PAYER_KEY: generatePrivateKey(),
        ...environment,
      }),
      keyring: {} as SlotKeyring,
      keys: createEnclaveKeys(),
      payer: { address: ADDRESS } as Payer,
      onEvent: () => undefined,
      onProved: () => undefined,
      log: recordLog().log,
      signal: stop.signal,
    })

  it('matches with a vault and a pool', async () => {
    expect(await open(VAULT)).toBeTypeOf('function')
  })

  it.each([
    ['without a vault', {}],
    ['when it is switched off', { ...VAULT, ENCLAVE_MATCHING: 'off' }],
  ])('does not match %s', async (_when, environment) => {
    expect(await open(environment)).toBeUndefined()
  })

  it('refuses a standby that would always be too late', async () => {
    await expect(open({ ...VAULT, ENCLAVE_STANDBY_SECONDS: `${WINDOW}` })).rejects.toThrow(
      "ENCLAVE_STANDBY_SECONDS is 120, not below the pool's settlement window of 120 s: it would always be too late",
    )
    expect(await open({ ...VAULT, ENCLAVE_STANDBY_SECONDS: `${WINDOW - 1}` })).toBeTypeOf('function')
  })

  it('refuses to begin on a chain on which its proofs would count for nothing', async () => {
    await expect(open(VAULT, 1)).rejects.toThrow('chain 1 needs proofs under a real SRS')
  })
})
