import { type Address, encodeFunctionData, type Hex } from 'viem'
import { enclaveRegistryAbi } from '../../../offchain/chain/generated.ts'
import type { EnclaveKeys } from '../../../offchain/enclave/keys/enclaveKeys.ts'
import { SECRET_KIND } from '../../../offchain/protocol/vault/label.ts'
import {
  type CreateReleasePolicyParameters,
  createReleasePolicy,
} from '../../../offchain/vault/policy/createReleasePolicy.ts'
import type { Permission, Refusal, ReleaseQuestion } from '../../../offchain/vault/policy/releasePolicy.ts'
import type { ReleaseRules } from '../../../offchain/vault/policy/releaseRule.ts'
import { type SlotKeyRulesParameters, slotKeyRules } from '../../../offchain/vault/policy/slotKeyRules.ts'
import { type PoolChain, type SlotKeyOnChain, startPoolChain } from './poolChain.ts'
import { type Lie, type Provider, startProvider } from './releasePolicyProvider.ts'

/** Blocks on top of what is final in a scene. */
export const DEPTH = 3
/** How old the final block may be there, in seconds. */
export const MAX_AGE = 600
/** Has no code, no key, and no slot. */
export const NOBODY: Address = '0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65'

/** What a node is configured with, where it is not the usual. */
export type PolicyChange = Partial<Omit<CreateReleasePolicyParameters, 'rules'>> & {
  rules?: Partial<SlotKeyRulesParameters>
  /** All of them, instead of those for slot keys. */
  table?: ReleaseRules
}

/** A chain on which one matcher is active and one slot key posted, both final, and a node that reads it. */
export type PolicyScene = {
  chain: PoolChain
  /** Lies when it is told to. */
  provider: Provider
  enclave: EnclaveKeys
  posted: SlotKeyOnChain
  /** The matcher asks for the slot key. */
  question: (change?: Partial<ReleaseQuestion>) => ReleaseQuestion
  /** The matcher asks for another one. */
  questionOf: (key: SlotKeyOnChain) => ReleaseQuestion
  rules: (change?: Partial<SlotKeyRulesParameters>) => ReleaseRules
  /** Decides as a node whose clock is the newest block's. */
  decide: (asked?: ReleaseQuestion, change?: PolicyChange) => Promise<Permission | Refusal>
  /** Decides while the provider, the only one, lies. */
  decideAmidst: (lie: Lie, asked?: ReleaseQuestion, change?: PolicyChange) => Promise<Permission | Refusal>
  /** Makes what has happened final. */
  settle: () => Promise<void>
  /** The guardian ends the matcher. */
  revoke: () => Promise<void>
  /** The guardian stops all enclaves. */
  pause: () => Promise<void>
  stop: () => Promise<void>
}

export const startPolicyScene = async (): Promise<PolicyScene> => {
  const chain = await startPoolChain()
  const provider = await startProvider(chain.rpcUrl)
  const enclave = await chain.registerEnclave()
  const posted = await chain.postSlotKey(chain.makers[0])
  await chain.mine(DEPTH)

  const question: PolicyScene['question'] = (change = {}) => ({
    label: posted.label,
    ciphertextId: posted.ciphertextId,
    signer: enclave.signer,
    encryptionKey: enclave.encryptionKey,
    ...change,
  })
  const rules: PolicyScene['rules'] = (change = {}) =>
    slotKeyRules({ pools: [chain.pool], registry: chain.registry, policyIds: [chain.policyId], ...change })
  const decide: PolicyScene['decide'] = async (asked = question(), { rules: ruled, table, ...change } = {}) => {
    const { timestamp } = await chain.client.getBlock()
    const policy = createReleasePolicy({
      client: chain.reader,
      depth: BigInt(DEPTH),
      maxBlockAgeSeconds: MAX_AGE,
      maxHeadAgeSeconds: MAX_AGE,
      clock: () => Number(timestamp),
      ...change,
      rules: table ?? rules(ruled),
    })
    return policy(asked, new AbortController().signal)
  }
  const guard = async (data: Hex): Promise<void> => {
    await chain.guard(chain.registry, data)
  }
  return {
    chain,
    provider,
    enclave,
    posted,
    question,
    questionOf: ({ label, ciphertextId }) => question({ label, ciphertextId }),
    rules,
    decide,
    decideAmidst: (lie, asked, change = {}) => {
      provider.lie(lie)
      return decide(asked, { client: provider.client, ...change })
    },
    settle: () => chain.mine(DEPTH),
    revoke: () =>
      guard(encodeFunctionData({ abi: enclaveRegistryAbi, functionName: 'revoke', args: [enclave.signer] })),
    pause: () => guard(encodeFunctionData({ abi: enclaveRegistryAbi, functionName: 'pause' })),
    stop: async () => {
      await provider.stop()
      await chain.stop()
    },
  }
}

/** No rules at all for slot keys. */
export const NO_RULES: ReleaseRules = { [SECRET_KIND.slotKey]: [] }
