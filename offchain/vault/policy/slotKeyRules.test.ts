import type { Address } from 'viem'
import { pad } from 'viem'
import { describe, expect, it } from 'vitest'
import {
  type ContextChange,
  NOW,
  POLICY_ID,
  POOL,
  REGISTRY,
  releaseContext,
  STRANGER,
} from '../../../test/offchain/vault/releasePolicyContext.ts'
import { SECRET_KIND } from '../../protocol/vault/label.ts'
import { slotKeyRules } from './slotKeyRules.ts'

const PARAMETERS = { pools: [POOL], registry: REGISTRY, policyIds: [POLICY_ID] }

/** Codes of all rules that have something against it, not of the first only. */
const codesOf = async (change: ContextChange, registry: Address = REGISTRY) => {
  const rules = slotKeyRules({ ...PARAMETERS, registry })[SECRET_KIND.slotKey] ?? []
  const refusals = await Promise.all(rules.map((rule) => rule(releaseContext(change))))
  return refusals.flatMap((refusal) => (refusal ? [refusal.code] : []))
}

describe('slotKeyRules', () => {
  it('lets pass what is right in every respect', async () => {
    expect(await codesOf({})).toEqual([])
  })

  it.each<{ code: string; change: ContextChange }>([
    { code: 'wrongChain', change: { chainId: 1 } },
    { code: 'registryMismatch', change: { poolRegistry: STRANGER } },
    { code: 'enclaveNotActive', change: { enclave: { isActive: false } } },
    { code: 'enclaveRevoked', change: { enclave: { revoked: true } } },
    { code: 'enclaveExpired', change: { now: NOW + 3_600 } },
    { code: 'enclaveKindMismatch', change: { enclave: { kind: 2 } } },
    { code: 'measurementNotApproved', change: { enclave: { policyId: pad('0xab') } } },
    { code: 'encryptionKeyMismatch', change: { question: { encryptionKey: pad('0xab') } } },
    { code: 'slotKeyRetired', change: { slotKey: { status: 'retired' } } },
  ])('has a rule, and one only, that says $code', async ({ code, change }) => {
    expect(await codesOf(change)).toEqual([code])
  })

  it('has a rule that says unknownPool', async () => {
    expect(await codesOf({ label: { contract: STRANGER } })).toContain('unknownPool')
  })

  it('takes its registry in any case', async () => {
    expect(await codesOf({}, REGISTRY.toLowerCase() as Address)).toEqual([])
  })

  it('has no rules for any other kind of secret', () => {
    expect(Object.keys(slotKeyRules(PARAMETERS))).toEqual([String(SECRET_KIND.slotKey)])
  })

  it('wants to be told at least one measurement', () => {
    expect(() => slotKeyRules({ ...PARAMETERS, policyIds: [] })).toThrow('policyIds is empty: name the policy')
  })

  it('wants to be told at least one pool', () => {
    expect(() => slotKeyRules({ ...PARAMETERS, pools: [] })).toThrow('pools is empty: name the pools')
  })
})
